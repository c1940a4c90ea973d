package dev.vireo.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.vireo.gpu.DiskCache;
import dev.vireo.gpu.FloatModes;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.glsl.ProgramGlsl;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SPIR-V of kernels of compiled programs. */
class FusedSourceTest {
  // Numbers of the SPIR-V specification.
  private static final int HEADER_WORDS = 5;
  private static final int OP_EXT_INST = 12;
  private static final int UNSIGNED_MINIMUM = 38; // of GLSL.std.450
  private static final int OP_EXECUTION_MODE = 16;
  private static final int OP_BITWISE_XOR = 198;
  private static final int OP_CONSTANT = 43;
  private static final int OP_F_MUL = 133;
  private static final int OP_BITCAST = 124;
  private static final int OP_SELECT = 169;
  private static final int OP_F_ORD_LESS_THAN = 184;
  private static final int MODE_SIGNED_ZERO_INF_NAN_PRESERVE = 4461;

  private static final FloatModes NO_MODES = new FloatModes(false, false);

  @TempDir private Path folder;

  private IntBuffer compile(boolean software, boolean keeps, Expr value) {
    return compile(
        new FusedSource.Traits(software, new FloatModes(keeps, false), false, false, false, false),
        value);
  }

  private IntBuffer compile(FusedSource.Traits traits, Expr value) {
    BufferDecl out = BufferDecl.of("out", 0, BufferAccess.READ_WRITE, Scalar.F32, 64);
    Node store = new Node.Store("out", new Expr.InvocationId(0), value);
    Program program = Program.of(new WorkgroupSize(32, 1, 1), List.of(out), List.of(store));
    String source = FusedSource.kernel(List.of(ProgramGlsl.of(program)), traits, true);
    try (ShaderCompiler compiler = new ShaderCompiler(new DiskCache(folder))) {
      return compiler.compile("fused", source).asIntBuffer();
    }
  }

  private static final Expr LOADED = new Expr.Load("out", new Expr.InvocationId(0));

  @Test
  void shouldAskGpusToKeepSignedZerosInfinitiesAndNan() {
    assertEquals(1, modes(compile(false, true, LOADED)));
    assertEquals(0, modes(compile(false, false, LOADED)));
  }

  private static int modes(IntBuffer words) {
    int count = 0;
    for (int at = HEADER_WORDS; at < words.limit(); at += words.get(at) >>> 16) {
      boolean mode = (words.get(at) & 0xFFFF) == OP_EXECUTION_MODE;
      count += mode && words.get(at + 2) == MODE_SIGNED_ZERO_INF_NAN_PRESERVE ? 1 : 0;
    }
    return count;
  }

  @Test
  void shouldKeepIndicesInReachOnlyWhereGridsMayBeLarge() {
    assertEquals(0, minima(false));
    assertNotEquals(0, minima(true));
  }

  private long minima(boolean distant) {
    FusedSource.Traits traits = new FusedSource.Traits(true, NO_MODES, true, false, true, distant);
    IntBuffer words = compile(traits, LOADED);
    return find(words, OP_EXT_INST).stream()
        .filter(at -> words.get(at + 4) == UNSIGNED_MINIMUM)
        .count();
  }

  private static List<Integer> find(IntBuffer words, int opcode) {
    List<Integer> found = new ArrayList<>();
    for (int at = HEADER_WORDS; at < words.limit(); at += words.get(at) >>> 16) {
      if ((words.get(at) & 0xFFFF) == opcode) {
        found.add(at);
      }
    }
    return found;
  }

  /** Says whether a float is what an exclusive or made. */
  private static boolean hidden(IntBuffer words, int value) {
    return find(words, OP_BITCAST).stream()
        .filter(cast -> words.get(cast + 2) == value)
        .anyMatch(
            cast ->
                find(words, OP_BITWISE_XOR).stream()
                    .anyMatch(or -> words.get(or + 2) == words.get(cast + 3)));
  }

  @Test
  void shouldMultiplyByAZeroThatADeviceMayNotTakeForOne() {
    Expr product = new Expr.Binary(BinaryOp.MUL, LOADED, new Expr.LitF32(0x8000_0000));
    IntBuffer words = compile(false, true, product);
    assertEquals(1, find(words, OP_F_MUL).stream().filter(at -> zero(words, at)).count());
  }

  /** Says whether an instruction's second operand is the constant -0, as the bits that it has. */
  private static boolean zero(IntBuffer words, int at) {
    return find(words, OP_BITCAST).stream()
        .filter(cast -> words.get(cast + 2) == words.get(at + 4))
        .flatMap(
            cast ->
                find(words, OP_CONSTANT).stream()
                    .filter(own -> words.get(own + 2) == words.get(cast + 3)))
        .anyMatch(own -> words.get(own + 3) == 0x8000_0000);
  }

  @Test
  void shouldCompareOtherValuesForAMinimumThanItSelects() {
    IntBuffer words =
        compile(false, true, new Expr.Binary(BinaryOp.MIN, new Expr.LitF32(0), LOADED));
    List<Integer> comparisons =
        find(words, OP_F_ORD_LESS_THAN).stream()
            .filter(at -> hidden(words, words.get(at + 3)))
            .toList();
    assertEquals(1, comparisons.size());
    int compared = words.get(comparisons.get(0) + 3);
    for (int at : find(words, OP_SELECT)) {
      assertNotEquals(compared, words.get(at + 4));
      assertNotEquals(compared, words.get(at + 5));
    }
  }
}
