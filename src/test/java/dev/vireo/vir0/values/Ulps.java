package dev.vireo.vir0.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.Program;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Compares results; floats of tolerant programs may be 128 units in the last place apart. */
public final class Ulps {
  private static final int TOLERANCE = 128;

  private Ulps() {}

  public static void assertResults(
      Program program, List<byte[]> expected, List<byte[]> found, boolean tolerant) {
    assertEquals(expected.size(), found.size(), "number of results");
    int next = 0;
    for (BufferDecl buffer : program.buffers()) {
      if (buffer.access() != BufferAccess.WORKGROUP && buffer.result()) {
        boolean floats = tolerant && buffer.element() == Scalar.F32;
        compare(buffer.name(), expected.get(next), found.get(next), floats ? TOLERANCE : 0);
        next++;
      }
    }
  }

  private static void compare(String name, byte[] expected, byte[] found, int ulps) {
    assertEquals(expected.length, found.length, "bytes of '" + name + "'");
    ByteBuffer want = ByteBuffer.wrap(expected).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer have = ByteBuffer.wrap(found).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; 4 * i + 4 <= expected.length; i++) {
      int a = want.getInt();
      int b = have.getInt();
      boolean near = a == b || (ulps > 0 && near(a, b, ulps));
      int word = i;
      assertTrue(near, () -> String.format("%s[%d]: %08x, expected %08x", name, word, b, a));
    }
  }

  private static boolean near(int a, int b, int ulps) {
    if (FloatOps.isNan(a) || FloatOps.isNan(b)) {
      return FloatOps.isNan(a) == FloatOps.isNan(b);
    }
    return Math.abs(ordered(a) - ordered(b)) <= ulps;
  }

  private static long ordered(int bits) {
    return bits < 0 ? -(long) (bits & Integer.MAX_VALUE) : bits;
  }
}
