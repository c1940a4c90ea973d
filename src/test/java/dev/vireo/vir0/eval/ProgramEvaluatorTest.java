package dev.vireo.vir0.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.InvalidProgramException;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.MemoryOrdering;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.Vir0Exception;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.values.ProgramMemory;
import dev.vireo.vir0.values.Ulps;
import dev.vireo.vir0.wire.GoldenPrograms;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ProgramEvaluatorTest {
  private static final WorkgroupSize ONE = new WorkgroupSize(1, 1, 1);
  private static final Expr ID = new Expr.InvocationId(0);
  private static final Expr LOCAL = new Expr.LocalId(0);

  @TestFactory
  Stream<DynamicTest> shouldGiveEveryGoldenResult() {
    return GoldenPrograms.tests(
        GoldenPrograms.programs().stream().filter(golden -> !golden.fails()).toList(),
        golden -> {
          Program program = golden.program();
          ProgramMemory memory = ProgramMemory.ofInputs(program, golden.inputs());
          assertEquals(golden.grid(), memory.grid());
          new ProgramEvaluator(program).run(memory, memory.grid(), 10_000_000);
          Ulps.assertResults(program, golden.outputs(), memory.results(), golden.tolerant());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldFailWhereTheGoldenProgramFails() {
    return GoldenPrograms.tests(
        GoldenPrograms.programs().stream().filter(GoldenPrograms.Case::fails).toList(),
        golden -> {
          Vir0Exception error =
              assertThrows(
                  Vir0Exception.class,
                  () -> ProgramEvaluator.run(golden.program(), golden.inputs()));
          String kind = golden.json().getAsJsonObject("result").get("err").getAsString();
          Class<? extends Vir0Exception> expected =
              switch (kind) {
                case "validation" -> InvalidProgramException.class;
                case "unsupported" -> UnsupportedProgramException.class;
                case "input_too_small" -> LaunchException.class;
                default -> ProgramTrapException.class;
              };
          assertEquals(expected, error.getClass(), error.getMessage());
        });
  }

  private static Expr u32(int value) {
    return new Expr.LitU32(value);
  }

  private static Expr i32(int value) {
    return new Expr.LitI32(value);
  }

  private static byte[] words(int... words) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(words);
    return bytes.array();
  }

  private static int[] run(WorkgroupSize size, int count, Node... nodes) {
    BufferDecl out = BufferDecl.of("out", 0, BufferAccess.READ_WRITE, Scalar.U32, count);
    BufferDecl flags = BufferDecl.of("flags", 1, BufferAccess.READ_ONLY, Scalar.BOOL, 2);
    BufferDecl shared = BufferDecl.of("shared", 2, BufferAccess.WORKGROUP, Scalar.U32, 64);
    Program program = Program.of(size, List.of(out.asOutput(), flags, shared), List.of(nodes));
    ProgramMemory memory = ProgramMemory.ofInputs(program, List.of(words(5, 0)));
    new ProgramEvaluator(program).run(memory, memory.grid(), 100_000);
    int[] result = new int[count];
    ByteBuffer.wrap(memory.results().get(0))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .get(result);
    return result;
  }

  private static void traps(TrapCode code, Node... nodes) {
    ProgramTrapException error =
        assertThrows(ProgramTrapException.class, () -> run(new WorkgroupSize(4, 1, 1), 4, nodes));
    assertEquals(code, error.code());
    assertTrue(
        code == TrapCode.FUEL || code == TrapCode.ASYNC_TAG || error.path().startsWith("body[0]"),
        error.getMessage());
  }

  @Test
  void shouldLoadWordsFromBufferOfBool() {
    Expr flag = new Expr.Load("flags", u32(0));
    assertArrayEquals(new int[] {5}, run(ONE, 1, new Node.Store("out", u32(0), flag)));
    traps(
        TrapCode.TYPE,
        new Node.Let("x", new Expr.Binary(BinaryOp.AND, flag, new Expr.LitBool(true))));
  }

  @Test
  void shouldTrapOnUndefinedDivision() {
    Expr zero = new Expr.Binary(BinaryOp.SUB, i32(1), i32(1));
    Expr min = new Expr.Cast(Scalar.I32, u32(Integer.MIN_VALUE));
    Node byZero = new Node.Let("x", new Expr.Binary(BinaryOp.DIV, i32(7), zero));
    Node overflow = new Node.Let("x", new Expr.Binary(BinaryOp.MOD, min, i32(-1)));
    traps(TrapCode.DIVISION, byZero);
    traps(TrapCode.DIVISION, overflow);
  }

  @Test
  void shouldTrapOnNegativeIndex() {
    traps(TrapCode.INDEX, new Node.Let("x", new Expr.Load("out", i32(-1))));
    traps(TrapCode.INDEX, new Node.Let("x", new Expr.Load("out", new Expr.LitF32(0x7FC0_0000))));
    Expr half = new Expr.Load("out", new Expr.LitF32(Float.floatToRawIntBits(0.5f)));
    assertArrayEquals(new int[] {0}, run(ONE, 1, new Node.Store("out", u32(0), half)));
  }

  @Test
  void shouldTrapWhereInvocationsWaitAtDifferentBarriers() {
    Node divergent =
        new Node.If(
            new Expr.Var("x"),
            List.of(new Node.Barrier(MemoryOrdering.SEQ_CST)),
            List.of(new Node.Barrier(MemoryOrdering.SEQ_CST)));
    Node taint =
        new Node.If(
            new Expr.Binary(BinaryOp.EQ, LOCAL, u32(0)),
            List.of(new Node.Assign("x", u32(0))),
            List.of());
    traps(TrapCode.DIVERGENCE, new Node.Let("x", u32(1)), taint, divergent);
  }

  @Test
  void shouldStopWhenTheFuelIsUsedUp() {
    Node forever = new Node.Loop(Program.FOREVER, u32(0), u32(-1), List.of());
    traps(TrapCode.FUEL, forever);
  }

  @Test
  void shouldCopyAtTheMatchingWait() {
    int[] result =
        run(
            ONE,
            4,
            new Node.Store("out", u32(2), u32(7)),
            new Node.AsyncLoad("flags", "shared", u32(0), u32(64), "t"),
            new Node.AsyncWait("t"),
            new Node.AsyncStore("shared", "out", u32(4), u32(1000), "t"),
            new Node.AsyncWait("t"));
    assertArrayEquals(new int[] {0, 5, 0, 0}, result);
  }

  @Test
  void shouldTrapOnAsyncTagsThatDoNotMatch() {
    Node begin = new Node.AsyncLoad("flags", "shared", u32(0), u32(4), "t");
    traps(TrapCode.ASYNC_TAG, begin);
    traps(TrapCode.ASYNC_TAG, begin, begin);
    traps(TrapCode.ASYNC_TAG, new Node.AsyncWait("t"));
    traps(TrapCode.TRAP, new Node.Trap(u32(3), "stop"));
  }

  @Test
  void shouldGroup32InvocationsForSubgroupOperations() {
    Expr sum = new Expr.SubgroupAdd(new Expr.Var("x"));
    Node let = new Node.Let("x", LOCAL);
    int[] sums = run(new WorkgroupSize(40, 1, 1), 40, let, new Node.Store("out", ID, sum));
    assertEquals(496, sums[31]);
    assertEquals(32 + 33 + 34 + 35 + 36 + 37 + 38 + 39, sums[32]);
    Expr odd = new Expr.Binary(BinaryOp.BIT_AND, new Expr.Var("x"), u32(1));
    int[] ballot =
        run(
            new WorkgroupSize(40, 1, 1),
            40,
            let,
            new Node.Store("out", ID, new Expr.SubgroupBallot(odd)));
    assertEquals(0xAAAA_AAAA, ballot[0]);
    assertEquals(0xAA, ballot[39]);
    Expr next = new Expr.Binary(BinaryOp.ADD, new Expr.Var("x"), u32(1));
    int[] shuffled =
        run(
            new WorkgroupSize(4, 1, 1),
            4,
            let,
            new Node.Store("out", ID, new Expr.SubgroupShuffle(new Expr.Var("x"), next)));
    assertArrayEquals(new int[] {1, 2, 3, 0}, shuffled);
  }

  @Test
  void shouldKeepTheTypeThatBitOperationsHaveAtRunTime() {
    Expr signed = new Expr.Binary(BinaryOp.BIT_AND, i32(-8), i32(-1));
    Expr shifted = new Expr.Binary(BinaryOp.SHR, signed, signed);
    assertArrayEquals(new int[] {-1}, run(ONE, 1, new Node.Store("out", u32(0), shifted)));
    traps(TrapCode.TYPE, new Node.Let("x", new Expr.Binary(BinaryOp.ADD, signed, u32(1))));
  }

  @Test
  void shouldSpreadTheGridOverAxesOfMoreThanOne() {
    BufferDecl out = BufferDecl.of("out", 0, BufferAccess.READ_WRITE, Scalar.U32, 100);
    Program program = Program.of(new WorkgroupSize(2, 1, 2), List.of(out), List.of());
    ProgramMemory memory = ProgramMemory.ofInputs(program, List.of(new byte[400]));
    assertEquals(new WorkgroupSize(5, 1, 5), memory.grid());
  }

  @Test
  void shouldAcceptInputsForAllocatedBuffersAndIgnoreThem() {
    BufferDecl out = BufferDecl.of("out", 0, BufferAccess.READ_WRITE, Scalar.U32, 1).asOutput();
    BufferDecl in = BufferDecl.of("in", 1, BufferAccess.READ_ONLY, Scalar.U32, 1);
    Program program =
        new Program(
            Optional.empty(),
            ONE,
            false,
            List.of(out, in),
            Program.of(
                    ONE,
                    List.of(),
                    List.of(new Node.Store("out", u32(0), new Expr.Load("in", u32(0)))))
                .body());
    byte[] expected = words(9);
    assertArrayEquals(expected, ProgramEvaluator.run(program, List.of(words(9))).get(0));
    List<byte[]> both = List.of(words(1), words(9));
    assertArrayEquals(expected, ProgramEvaluator.run(program, both).get(0));
    assertThrows(LaunchException.class, () -> ProgramEvaluator.run(program, List.of()));
  }
}
