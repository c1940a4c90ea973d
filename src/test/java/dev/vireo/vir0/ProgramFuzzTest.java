package dev.vireo.vir0;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vireo.vir0.lowering.ProgramLowering;
import dev.vireo.vir0.wire.GoldenPrograms;
import dev.vireo.vir0.wire.WireLimits;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that a coverage-guided fuzzer makes: the first says which version, the others are a body.
 */
@Tag("fuzz")
class ProgramFuzzTest {
  static Stream<Arguments> bodies() {
    return GoldenPrograms.programs().stream()
        .filter(golden -> golden.json().get("len").getAsInt() < 2_000)
        .map(golden -> Arguments.of((Object) input(golden.blob())));
  }

  private static byte[] input(byte[] blob) {
    byte[] input = new byte[blob.length - WireLimits.HEADER_BYTES + 1];
    System.arraycopy(blob, WireLimits.HEADER_BYTES, input, 1, input.length - 1);
    return input;
  }

  @MethodSource("bodies")
  @FuzzTest(maxDuration = "7s")
  void shouldAnswerAnyBytesWithAProgramOrATypedError(byte[] input) {
    if (input != null && input.length > 0) {
      check(blob(input));
    }
  }

  private static byte[] blob(byte[] input) {
    byte[] blob = new byte[WireLimits.HEADER_BYTES + input.length - 1];
    System.arraycopy(WireLimits.MAGIC, 0, blob, 0, WireLimits.MAGIC.length);
    blob[4] = (byte) (4 + (input[0] & 0xFF) % 3);
    blob[6] = WireLimits.FLAGS;
    System.arraycopy(input, 1, blob, WireLimits.HEADER_BYTES, input.length - 1);
    return GoldenPrograms.sealed(blob);
  }

  private static void check(byte[] blob) {
    Program program;
    try {
      program = ProgramCodec.decode(blob);
    } catch (MalformedProgramException expected) {
      return;
    }
    byte[] canonical = ProgramCodec.encode(program);
    assertArrayEquals(canonical, ProgramCodec.encode(ProgramCodec.decode(canonical)));
    assertEquals(program, Assembly.parse("fuzz", Assembly.print(program)));
    List<ProgramError> errors = ProgramValidator.check(program, true);
    try {
      ProgramLowering.lower(program);
    } catch (InvalidProgramException expected) {
      assertEquals(errors, expected.errors());
    } catch (UnsupportedProgramException expected) {
      assertEquals(List.of(), errors);
    }
  }
}
