package dev.vireo.vir0.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.kernel.ProgramRunner;
import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.TestSeed;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.eval.ProgramEvaluator;
import dev.vireo.vir0.values.ProgramMemory;
import dev.vireo.vir0.values.Ulps;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every operation on f32, on numbers where devices differ. */
@Tag("device")
class InterpreterFloatsTest {
  private static final int COUNT = 1024;
  private static final int[] SPECIAL = {
    0,
    0x8000_0000,
    0x3F80_0000,
    0xBF80_0000,
    0x7F80_0000,
    0xFF80_0000,
    0x7FC0_0000,
    0x7F80_0001,
    1,
    0x8000_0001,
    0x0080_0000,
    0x8080_0000,
    0x0080_0001,
    0x3F7F_FFFF,
    0x3F00_0000,
    0x3EFF_FFFF,
    0xBF00_0000,
    0x7F7F_FFFF,
    0xFF7F_FFFF,
    0x4B00_0000,
    0x4B00_0001,
    0x4F80_0000,
    0x4F7F_FFFF,
    0x4F00_0000,
    0xCF00_0000,
    0x4049_0FDB,
    0x3FC9_0FDB,
    0x4B1C_D4E6,
    0x6F79_BE45,
    0x42B1_7218,
    0xC2CF_F1B5,
    0x42B3_0000
  };

  private static ProgramRunner runner;

  @BeforeAll
  static void open() {
    runner = InterpreterRuns.open();
  }

  @AfterAll
  static void close() {
    InterpreterRuns.close(runner);
  }

  private static int[] values(Random random, int stride) {
    int[] values = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      int kind = i % 4;
      int any = random.nextInt();
      int near = Float.floatToRawIntBits((float) (random.nextGaussian() * 4));
      values[i] = kind == 0 ? SPECIAL[i / 4 * stride % SPECIAL.length] : kind == 1 ? any : near;
    }
    return values;
  }

  private static byte[] bytes(int[] words) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(words);
    return bytes.array();
  }

  /** Stores the results of all expressions for each element, one after the other. */
  private static void compare(List<Expr> expressions, Scalar type, boolean tolerant) {
    Random random = new Random(TestSeed.seed());
    List<BufferDecl> buffers = new ArrayList<>();
    for (String name : new String[] {"a", "b", "c"}) {
      buffers.add(BufferDecl.of(name, buffers.size(), BufferAccess.READ_ONLY, Scalar.F32, COUNT));
    }
    int results = COUNT * expressions.size();
    buffers.add(BufferDecl.of("out", 3, BufferAccess.READ_WRITE, type, results).asOutput());
    List<Node> body = new ArrayList<>();
    for (int i = 0; i < expressions.size(); i++) {
      Expr at = new Expr.Binary(BinaryOp.ADD, new Expr.InvocationId(0), new Expr.LitU32(i * COUNT));
      body.add(new Node.Store("out", at, expressions.get(i)));
    }
    Program program = Program.of(new WorkgroupSize(32, 1, 1), buffers, body);
    List<byte[]> inputs =
        List.of(bytes(values(random, 1)), bytes(values(random, 7)), bytes(values(random, 13)));
    WorkgroupSize grid = new WorkgroupSize(COUNT / 32, 1, 1);
    ProgramMemory expected = ProgramMemory.ofInputs(program, inputs);
    new ProgramEvaluator(program).run(expected, grid, ProgramEvaluator.UNLIMITED);
    ProgramMemory found = ProgramMemory.ofInputs(program, inputs);
    runner.run(ProgramLowering.lower(program), found, grid, 0);
    if (tolerant) {
      Ulps.assertResults(program, expected.results(), found.results(), true);
    } else {
      assertArrayEquals(
          expected.results().get(0),
          found.results().get(0),
          TestSeed.again(InterpreterFloatsTest.class, 0));
    }
  }

  private static Expr load(String buffer) {
    return new Expr.Load(buffer, new Expr.InvocationId(0));
  }

  @Test
  void shouldRoundArithmeticAsTheReferenceDoes() {
    List<Expr> expressions = new ArrayList<>();
    for (BinaryOp op :
        new BinaryOp[] {
          BinaryOp.ADD, BinaryOp.SUB, BinaryOp.MUL, BinaryOp.DIV, BinaryOp.MIN, BinaryOp.MAX
        }) {
      expressions.add(new Expr.Binary(op, load("a"), load("b")));
    }
    expressions.add(new Expr.Fma(load("a"), load("b"), load("c")));
    Expr product = new Expr.Binary(BinaryOp.MUL, load("a"), load("b"));
    expressions.add(new Expr.Binary(BinaryOp.ADD, product, load("c")));
    expressions.add(new Expr.Binary(BinaryOp.SUB, product, load("c")));
    Expr cancelling = new Expr.Unary(UnaryOp.NEGATE, product);
    expressions.add(new Expr.Fma(load("a"), load("b"), cancelling));
    for (UnaryOp op : UnaryOp.values()) {
      if (!InterpreterRuns.TRANSCENDENTAL.contains(op) && InterpreterRuns.onFloats(op)) {
        expressions.add(new Expr.Unary(op, load("a")));
      }
    }
    assertTrue(expressions.size() > 18, expressions.toString());
    compare(expressions, Scalar.F32, false);
  }

  @Test
  void shouldConvertAndCompareAsTheReferenceDoes() {
    List<Expr> expressions = new ArrayList<>();
    for (BinaryOp op :
        new BinaryOp[] {
          BinaryOp.EQ, BinaryOp.NE, BinaryOp.LT, BinaryOp.GT, BinaryOp.LE, BinaryOp.GE
        }) {
      expressions.add(toWord(new Expr.Binary(op, load("a"), load("b"))));
    }
    for (UnaryOp op : new UnaryOp[] {UnaryOp.IS_NAN, UnaryOp.IS_INF, UnaryOp.IS_FINITE}) {
      expressions.add(toWord(new Expr.Unary(op, load("a"))));
    }
    expressions.add(toWord(load("a")));
    expressions.add(toWord(new Expr.Cast(Scalar.I32, load("a"))));
    expressions.add(toWord(new Expr.Cast(Scalar.BOOL, load("a"))));
    compare(expressions, Scalar.U32, false);
    Expr signed = new Expr.Cast(Scalar.I32, load("a"));
    compare(
        List.of(
            new Expr.Cast(Scalar.F32, toWord(load("a"))),
            new Expr.Cast(Scalar.F32, signed),
            new Expr.Cast(
                Scalar.F32,
                new Expr.Binary(BinaryOp.MUL, toWord(load("a")), new Expr.LitU32(0x9E37_79B1)))),
        Scalar.F32,
        false);
  }

  private static Expr toWord(Expr value) {
    return new Expr.Cast(Scalar.U32, value);
  }

  @Test
  void shouldComeNearTranscendentalFunctions() {
    for (UnaryOp op : InterpreterRuns.TRANSCENDENTAL) {
      compare(
          List.of(new Expr.Unary(op, load("a")), new Expr.Unary(op, load("b"))), Scalar.F32, true);
    }
  }
}
