package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.BytecodeMachine;
import dev.vireo.vir0.lowering.ProgramLowering;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the benchmark's programs compute, by other means. */
class ProgramWorkTest {
  @Test
  void shouldHashAsTheJdkDoes() throws Exception {
    byte[] message = "abc".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer block = ByteBuffer.allocate(64).put(message).put((byte) 0x80);
    block.putInt(60, 8 * message.length);
    int[] words = new int[64 * 16];
    block.rewind().asIntBuffer().get(words, 16, 16); // the second of 64 messages
    int[][] contents = {words, new int[64 * 8]};
    int[] image = ProgramLowering.lower(Assembly.parse("sha256.vir", Sha256Text.text())).image();
    new BytecodeMachine(image, contents, 1L << 30, null).run(new WorkgroupSize(1, 1, 1));
    ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(message));
    int[] expected = new int[8];
    digest.asIntBuffer().get(expected);
    assertArrayEquals(expected, Arrays.copyOfRange(contents[1], 8, 16));
  }

  @Test
  void shouldFindPatternsThatOverlap() {
    int[] table = PatternTable.of(List.of("he", "she", "hers"));
    String text = "ushers he";
    int state = 0;
    StringBuilder ends = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      state = table[(state & 0xFFFF) * 256 + text.charAt(i)];
      ends.append(state < 0 ? '1' : '0');
    }
    assertEquals("000101001", ends.toString());
  }
}
