package dev.vireo.vir0;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.vireo.vir0.MalformedProgramException.Kind;
import dev.vireo.vir0.wire.GoldenPrograms;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ProgramCodecTest {
  private static final WorkgroupSize ONE = new WorkgroupSize(1, 1, 1);
  private static final Expr ZERO = new Expr.LitU32(0);

  @TestFactory
  Stream<DynamicTest> shouldReadAndWriteEveryGoldenProgram() {
    return GoldenPrograms.tests(
        GoldenPrograms.programs(),
        golden -> {
          byte[] blob = golden.blob();
          Program program = ProgramCodec.decode(blob, WireVersions.ONLY_4);
          assertArrayEquals(blob, ProgramCodec.encode(program));
          assertEquals(program, ProgramCodec.decode(blob));
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldAgreeOnEveryMalformedBlob() {
    return GoldenPrograms.tests(GoldenPrograms.malformed(), ProgramCodecTest::judge);
  }

  private static void judge(GoldenPrograms.Case golden) {
    byte[] blob = golden.blob();
    JsonObject result = golden.json().getAsJsonObject("result");
    if (result.get("accepted").getAsBoolean()) {
      byte[] again = ProgramCodec.encode(ProgramCodec.decode(blob, WireVersions.ONLY_4));
      assertEquals(result.get("canonical").getAsBoolean(), Arrays.equals(blob, again));
      assertArrayEquals(again, ProgramCodec.encode(ProgramCodec.decode(again)));
      return;
    }
    MalformedProgramException error =
        assertThrows(
            MalformedProgramException.class, () -> ProgramCodec.decode(blob, WireVersions.ONLY_4));
    boolean version = error instanceof MalformedProgramException.VersionMismatch;
    assertEquals(result.get("error").getAsString().equals("VersionMismatch"), version);
    if (error instanceof MalformedProgramException.VersionMismatch mismatch) {
      assertEquals(result.get("expected").getAsInt(), mismatch.expected());
      assertEquals(result.get("found").getAsInt(), mismatch.found());
    } else {
      checkClass(result.get("class").getAsString(), error.kind());
    }
    assertTrue(error.offset() >= 0 && error.offset() <= blob.length, error.getMessage());
  }

  private static void checkClass(String recorded, Kind kind) {
    List<Kind> kinds =
        switch (recorded) {
          case "BadHeader" -> List.of(Kind.HEADER);
          case "Truncated" -> List.of(Kind.TRUNCATED);
          case "TruncatedPayload" ->
              List.of(Kind.TRUNCATED, Kind.TRAILING, Kind.NUMBER, Kind.LIMIT, Kind.VALUE);
          case "InvalidDiscriminant" -> List.of(Kind.VALUE, Kind.OPERATION, Kind.TAG);
          case "IntegrityMismatch" -> List.of(Kind.DIGEST);
          case "UnknownOp" -> List.of(Kind.OPERATION);
          case "UnknownTag" -> List.of(Kind.TAG, Kind.VALUE);
          case "UnknownExtension" -> List.of(Kind.EXTENSION);
          case "LimitExceeded" -> List.of(Kind.LIMIT);
          case "InvalidUtf8" -> List.of(Kind.UTF8);
          case "DepthExceeded" -> List.of(Kind.DEPTH);
          default -> List.of();
        };
    assertTrue(kinds.contains(kind), recorded + " became " + kind);
  }

  @Test
  void shouldNameTheByteAndThePathOfAnError() {
    Program program =
        Program.of(
            ONE,
            List.of(),
            List.of(new Node.Block(List.of(new Node.Let("x", new Expr.InvocationId(7))))));
    byte[] blob = ProgramCodec.encode(program);
    int tag = blob.length - 5;
    assertEquals(6, blob[tag]);
    blob[tag] = 99;
    MalformedProgramException error =
        assertThrows(
            MalformedProgramException.class,
            () -> ProgramCodec.decode(GoldenPrograms.sealed(blob)));
    assertEquals(Kind.TAG, error.kind());
    assertEquals(tag + 1, error.offset());
    assertEquals("body[0].body[0].body[0].value", error.path());
  }

  @Test
  void shouldRefuseEveryCutOfAProgramWithATypedError() {
    byte[] blob = blob("random_23");
    for (int length = 0; length < blob.length; length++) {
      byte[] cut = GoldenPrograms.sealed(Arrays.copyOf(blob, length));
      assertThrows(MalformedProgramException.class, () -> ProgramCodec.decode(cut), "at " + length);
    }
  }

  @Test
  void shouldAnswerRandomDamageWithAProgramOrATypedError() {
    Random random = new Random(TestSeed.seed());
    List<GoldenPrograms.Case> cases = GoldenPrograms.programs();
    for (int round = 0; round < 20_000; round++) {
      byte[] blob = cases.get(random.nextInt(cases.size())).blob();
      for (int i = random.nextInt(4); i >= 0; i--) {
        blob[40 + random.nextInt(blob.length - 40)] =
            (byte) (random.nextBoolean() ? random.nextInt(40) : random.nextInt());
      }
      GoldenPrograms.sealed(blob);
      blob[4] = (byte) (4 + random.nextInt(3));
      try {
        Program program = ProgramCodec.decode(blob);
        assertEquals(
            ProgramCodec.decode(ProgramCodec.encode(program)).buffers(), program.buffers());
      } catch (MalformedProgramException expected) {
        assertFalse(expected.getMessage().isEmpty());
      } catch (RuntimeException | Error other) {
        throw new AssertionError(TestSeed.again(ProgramCodecTest.class, round), other);
      }
    }
  }

  @Test
  void shouldKeepMemorySmallWhenCountsLie() {
    byte[] blob = blob("block_scoping");
    for (int i = 40; i + 4 < blob.length; i++) {
      byte[] lying = blob.clone();
      lying[i] = 0x3F;
      lying[i + 1] = 0x42;
      lying[i + 2] = 0x0F;
      lying[i + 3] = 0;
      GoldenPrograms.sealed(lying);
      try {
        ProgramCodec.decode(lying);
      } catch (MalformedProgramException expected) {
        assertTrue(expected.offset() <= lying.length);
      }
    }
  }

  private static byte[] blob(String name) {
    return GoldenPrograms.programs().stream()
        .filter(golden -> golden.name().equals(name))
        .findFirst()
        .orElseThrow()
        .blob();
  }

  @Test
  void shouldRoundTripEveryConstruct() {
    Program program = Constructs.everything();
    for (int version = 5; version <= 6; version++) {
      assertEquals(program, ProgramCodec.decode(ProgramCodec.encode(program, version)));
    }
    MalformedProgramException error =
        assertThrows(MalformedProgramException.class, () -> ProgramCodec.encode(program, 4));
    assertEquals(Kind.UNWRITABLE, error.kind());
    assertEquals(5, ProgramCodec.versionFor(program));
  }

  @Test
  void shouldRoundTripWhatVersion6AddsToBuffers() {
    BufferDecl buffer =
        new BufferDecl(
            "b",
            7,
            MemoryKind.PERSISTENT,
            BufferAccess.READ_WRITE,
            DataType.Scalar.U32,
            12,
            false,
            true,
            Optional.of(new ByteRange(4, 48)),
            new MemoryHints(OptionalInt.of(255), U32.MAX, MemoryHints.Locality.RANDOM),
            LinearType.AFFINE,
            true,
            Optional.of(Constructs.predicates()));
    Program program = Program.of(ONE, List.of(buffer), List.of());
    assertEquals(6, ProgramCodec.versionFor(program));
    byte[] blob = ProgramCodec.encode(program);
    assertEquals(6, blob[4]);
    assertEquals(program, ProgramCodec.decode(blob));
    assertThrows(
        MalformedProgramException.VersionMismatch.class,
        () -> ProgramCodec.decode(blob, WireVersions.ONLY_4));
    assertThrows(MalformedProgramException.class, () -> ProgramCodec.encode(program, 5));
  }

  @Test
  void shouldRefusePredicatesOfDepth32() {
    for (int depth = 31; depth <= 32; depth++) {
      ShapePredicate shape = new ShapePredicate.AtLeast(1);
      for (int i = 0; i < depth; i++) {
        shape = new ShapePredicate.Not(shape);
      }
      BufferDecl plain = BufferDecl.of("b", 0, BufferAccess.READ_ONLY, DataType.Scalar.U32, 1);
      BufferDecl buffer =
          new BufferDecl(
              plain.name(),
              plain.binding(),
              plain.kind(),
              plain.access(),
              plain.element(),
              plain.count(),
              false,
              false,
              plain.outputRange(),
              plain.hints(),
              plain.linear(),
              false,
              Optional.of(shape));
      Program program = Program.of(ONE, List.of(buffer), List.of());
      if (depth == 31) {
        assertEquals(program, ProgramCodec.decode(ProgramCodec.encode(program)));
      } else {
        assertThrows(MalformedProgramException.class, () -> ProgramCodec.encode(program));
      }
    }
  }

  @Test
  void shouldRefuseABufferReferenceBeforeVersion5() {
    Program program =
        Program.of(
            ONE,
            List.of(),
            List.of(
                new Node.Let("x", new Expr.Call("op", List.of(new Expr.BufferRef("b"), ZERO)))));
    byte[] blob = ProgramCodec.encode(program);
    assertEquals(5, blob[4]);
    assertEquals(program, ProgramCodec.decode(blob));
    blob[4] = 4;
    MalformedProgramException error =
        assertThrows(MalformedProgramException.class, () -> ProgramCodec.decode(blob));
    assertEquals(Kind.TAG, error.kind());
  }

  @Test
  void shouldWriteFloatLiteralsInTheirCanonicalForm() {
    int[] bits = {0x7F80_0001, 0xFFC0_0000, 1, 0x8000_0001, 0x8000_0000, 0x3F80_0000};
    int[] canonical = {0x7FC0_0000, 0x7FC0_0000, 0, 0, 0, 0x3F80_0000};
    for (int i = 0; i < bits.length; i++) {
      Node let = new Node.Let("x", new Expr.LitF32(bits[i]));
      Program again =
          ProgramCodec.decode(ProgramCodec.encode(Program.of(ONE, List.of(), List.of(let))));
      Program expected =
          Program.of(ONE, List.of(), List.of(new Node.Let("x", new Expr.LitF32(canonical[i]))));
      assertEquals(expected, again);
    }
  }

  @Test
  void shouldRefuseToWriteWhatNoReaderAccepts() {
    Expr deep = ZERO;
    for (int i = 0; i < 70; i++) {
      deep = new Expr.Unary(UnaryOp.BIT_NOT, deep);
    }
    refuse(List.of(new Node.Let("x", deep)));
    refuse(List.of(new Node.Let("\ud800", ZERO)));
    refuse(List.of(new Node.Let("x".repeat((1 << 20) + 1), ZERO)));
    refuse(List.of(new Node.Let("x", new Expr.Call("c", Collections.nCopies(4097, ZERO)))));
    refuse(List.of(new Node.Let("x", new Expr.ExtensionUnary(5, ZERO))));
  }

  private static void refuse(List<Node> body) {
    MalformedProgramException error =
        assertThrows(
            MalformedProgramException.class,
            () -> ProgramCodec.encode(Program.of(ONE, List.of(), body)));
    assertEquals(Kind.UNWRITABLE, error.kind());
    assertEquals(-1, error.offset());
    assertTrue(error.path().startsWith("body[0].body[0]"), error.path());
  }
}
