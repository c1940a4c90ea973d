package dev.vireo.vir0;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.wire.GoldenPrograms;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ProgramValidatorTest {
  private static final WorkgroupSize SIZE = new WorkgroupSize(64, 1, 1);
  private static final Expr U0 = new Expr.LitU32(0);
  private static final Expr U1 = new Expr.LitU32(1);
  private static final Expr I1 = new Expr.LitI32(1);
  private static final Expr F1 = new Expr.LitF32(0x3F80_0000);
  private static final Expr TRUE = new Expr.LitBool(true);
  private static final Expr ID = new Expr.InvocationId(0);

  @TestFactory
  Stream<DynamicTest> shouldAgreeOnEveryGoldenProgram() {
    return GoldenPrograms.tests(
        GoldenPrograms.programs(),
        golden -> {
          List<ProgramError> errors = ProgramValidator.check(golden.program());
          assertEquals(golden.invalid(), !errors.isEmpty(), errors::toString);
          Set<String> labels =
              errors.stream().map(error -> error.rule().label()).collect(Collectors.toSet());
          for (JsonElement code : golden.json().getAsJsonArray("validation_errors")) {
            boolean uncoded = code.getAsString().equals("uncoded");
            assertTrue(
                uncoded || labels.contains(code.getAsString()), code + " is not in " + errors);
          }
        });
  }

  private static List<BufferDecl> buffers() {
    return List.of(
        BufferDecl.of("r", 0, BufferAccess.READ_ONLY, Scalar.U32, 4),
        BufferDecl.of("w", 1, BufferAccess.READ_WRITE, Scalar.U32, 4),
        BufferDecl.of("f", 2, BufferAccess.READ_WRITE, Scalar.F32, 4),
        BufferDecl.of("s", 3, BufferAccess.WORKGROUP, Scalar.U32, 64),
        BufferDecl.of("b", 4, BufferAccess.READ_WRITE, Scalar.BYTES, 4));
  }

  private static List<ProgramError> check(Node... nodes) {
    return ProgramValidator.check(Program.of(SIZE, buffers(), List.of(nodes)));
  }

  private static void valid(Node... nodes) {
    assertEquals(List.of(), check(nodes));
  }

  private static void breaks(Rule rule, Node... nodes) {
    List<ProgramError> errors = check(nodes);
    assertEquals(
        List.of(rule),
        errors.stream().map(ProgramError::rule).distinct().toList(),
        errors::toString);
    assertTrue(errors.get(0).path().startsWith("b"), errors::toString);
    assertFalse(errors.get(0).remedy().isEmpty());
  }

  private static Node let(String name, Expr value) {
    return new Node.Let(name, value);
  }

  private static Expr binary(BinaryOp op, Expr left, Expr right) {
    return new Expr.Binary(op, left, right);
  }

  private static Expr atomic(String buffer, Expr index, Expr value) {
    return new Expr.Atomic(
        AtomicOp.ADD, MemoryOrdering.SEQ_CST, buffer, index, Optional.empty(), value);
  }

  private static Node barrier() {
    return new Node.Barrier(MemoryOrdering.SEQ_CST);
  }

  private static Node when(Expr condition, Node... then) {
    return new Node.If(condition, List.of(then), List.of());
  }

  private static Node loop(Expr to, Node... body) {
    return new Node.Loop("i", U0, to, List.of(body));
  }

  @Test
  void shouldHoldNamesToTheirScopes() {
    valid(new Node.Block(List.of(let("x", U1))), let("x", U1));
    breaks(Rule.DUPLICATE, let("x", U1), let("x", U1));
    breaks(Rule.SHADOWING, let("x", U1), when(TRUE, let("x", U1)));
    breaks(Rule.SHADOWING, let("i", U1), loop(U1));
    breaks(Rule.SHADOWING, loop(U1, let("i", U1)));
    breaks(Rule.UNDECLARED, when(TRUE, let("x", U1)), let("y", new Expr.Var("x")));
    breaks(Rule.UNDECLARED, new Node.Assign("x", U1));
    breaks(Rule.UNDECLARED, new Node.Assign("w", U1));
    breaks(Rule.UNDECLARED, let("x", new Expr.Var("x")));
    breaks(Rule.LOOP_VARIABLE, loop(U1, new Node.Assign("i", U1)));
    breaks(Rule.ASSIGN_TYPE, let("x", U1), new Node.Assign("x", I1));
  }

  @Test
  void shouldHoldOperandsToTheirTypes() {
    valid(let("x", binary(BinaryOp.ADD, F1, F1)), let("y", binary(BinaryOp.MUL_HIGH, I1, F1)));
    breaks(Rule.OPERAND_TYPE, let("x", binary(BinaryOp.ADD, U1, F1)));
    breaks(Rule.OPERAND_TYPE, let("x", binary(BinaryOp.ADD, TRUE, TRUE)));
    breaks(Rule.OPERAND_TYPE, let("x", binary(BinaryOp.SAT_ADD, F1, F1)));
    breaks(Rule.OPERAND_TYPE, let("x", binary(BinaryOp.ABS_DIFF, I1, I1)));
    breaks(Rule.OPERAND_TYPE, let("x", binary(BinaryOp.SHL, I1, U1)));
    breaks(Rule.OPERAND_TYPE, let("x", binary(BinaryOp.AND, F1, TRUE)));
    breaks(Rule.OPERAND_TYPE, let("x", binary(BinaryOp.LT, U1, I1)));
    breaks(Rule.OPERAND_TYPE, let("x", binary(BinaryOp.MOD, F1, F1)));
    breaks(Rule.OPERAND_TYPE, let("x", new Expr.Unary(UnaryOp.NEGATE, I1)));
    breaks(Rule.OPERAND_TYPE, let("x", new Expr.Unary(UnaryOp.SQRT, U1)));
    breaks(Rule.OPERATION, let("x", new Expr.Unary(UnaryOp.UNPACK8_LOW, U1)));
    breaks(Rule.OPERATION, let("x", binary(BinaryOp.WAVE_REDUCE, U1, U1)));
    breaks(Rule.ZERO_DIVISOR, let("x", binary(BinaryOp.DIV, U1, U0)));
    breaks(
        Rule.ZERO_DIVISOR,
        let("x", binary(BinaryOp.MOD, U1, new Expr.Cast(Scalar.U32, new Expr.LitI32(0)))));
    breaks(Rule.SELECT_TYPE, let("x", new Expr.Select(TRUE, U1, I1)));
    breaks(Rule.FMA_TYPE, let("x", new Expr.Fma(F1, U1, F1)));
    breaks(Rule.CAST_BYTES, let("x", new Expr.Cast(Scalar.BYTES, U1)));
    breaks(Rule.CAST, let("x", new Expr.Cast(Scalar.F16, U1)));
    breaks(Rule.AXIS, let("x", new Expr.LocalId(3)));
    breaks(Rule.BUFFER_VALUE, let("x", new Expr.BufferRef("w")));
    breaks(Rule.SUBGROUP, let("x", new Expr.SubgroupSize()));
  }

  @Test
  void shouldTypeBitOperationsOnI32AsU32() {
    Expr and = binary(BinaryOp.BIT_AND, I1, I1);
    valid(new Node.Store("w", U0, and));
    breaks(Rule.ASSIGN_TYPE, let("x", I1), new Node.Assign("x", and));
  }

  @Test
  void shouldHoldStatementsToTheirTypes() {
    breaks(Rule.CONDITION_TYPE, when(F1));
    breaks(Rule.BOUND_TYPE, loop(I1));
    breaks(Rule.STORE_TYPE, new Node.Store("w", U0, F1));
    breaks(Rule.INDEX_TYPE, new Node.Store("w", I1, U1));
    breaks(Rule.STORE_INDEX, new Node.Store("w", new Expr.LitU32(4), U1));
    breaks(Rule.STORE_ACCESS, new Node.Store("r", U0, U1));
    breaks(Rule.UNKNOWN_BUFFER, new Node.Store("none", U0, U1));
    breaks(Rule.UNKNOWN_BUFFER, let("x", new Expr.BufferLength("none")));
    breaks(Rule.BYTES, let("x", new Expr.Load("b", U0)));
    breaks(Rule.UNREACHABLE, when(TRUE, new Node.Return(), let("x", U1)));
    breaks(Rule.ASYNC_TAG, new Node.AsyncWait(""));
    breaks(Rule.DISPATCH_OFFSET, new Node.IndirectDispatch("w", 2));
    breaks(Rule.COLLECTIVE, new Node.Broadcast("w", 0, 0));
  }

  @Test
  void shouldHoldAtomicsToStorageOfU32() {
    valid(let("x", atomic("w", U0, U1)));
    breaks(Rule.ATOMIC_ACCESS, let("x", atomic("r", U0, U1)));
    breaks(Rule.ATOMIC_WORKGROUP, let("x", atomic("s", U0, U1)));
    breaks(Rule.ATOMIC_ELEMENT, let("x", atomic("f", U0, U1)));
    breaks(Rule.ATOMIC_INDEX, let("x", atomic("w", I1, U1)));
    breaks(Rule.ATOMIC_VALUE, let("x", atomic("w", U0, F1)));
    Expr weak =
        new Expr.Atomic(
            AtomicOp.COMPARE_EXCHANGE_WEAK, MemoryOrdering.RELAXED, "w", U0, Optional.of(U1), U1);
    breaks(Rule.ATOMIC_EXPECTED, let("x", weak));
  }

  @Test
  void shouldRefuseAtomicsBesidePlainAccessesWithoutABarrier() {
    Node plain = let("p", new Expr.Load("w", U0));
    Node atomic = let("a", atomic("w", U0, U1));
    breaks(Rule.HAZARD, plain, atomic);
    breaks(Rule.HAZARD, atomic, new Node.Store("w", U0, U1));
    breaks(Rule.HAZARD, atomic, when(binary(BinaryOp.EQ, new Expr.BufferLength("w"), U1)));
    valid(plain, barrier(), atomic);
    valid(plain, when(TRUE, atomic));
  }

  @Test
  void shouldKeepBarriersInUniformControlFlow() {
    valid(when(binary(BinaryOp.EQ, new Expr.WorkgroupId(0), U0), barrier()));
    valid(loop(U1, when(binary(BinaryOp.EQ, new Expr.Var("i"), U0), barrier())));
    breaks(Rule.BARRIER_UNIFORM, when(binary(BinaryOp.EQ, ID, U0), barrier()));
    breaks(Rule.BARRIER_UNIFORM, loop(ID, barrier()));
    Expr x = binary(BinaryOp.EQ, new Expr.Var("x"), U0);
    breaks(Rule.BARRIER_UNIFORM, let("x", U1), new Node.Assign("x", ID), when(x, barrier()));
    breaks(Rule.BARRIER_ORDERING, new Node.Barrier(MemoryOrdering.RELAXED));
  }

  @Test
  void shouldBoundNestingAndSize() {
    Node deep = let("x", U1);
    for (int i = 0; i < 63; i++) {
      deep = new Node.Block(List.of(deep));
    }
    valid(deep);
    breaks(Rule.NESTING, new Node.Block(List.of(deep)));
    Expr tall = U1;
    for (int i = 0; i < 128; i++) {
      tall = new Expr.Unary(UnaryOp.BIT_NOT, tall);
    }
    valid(let("x", tall));
    breaks(Rule.EXPRESSION_DEPTH, let("x", new Expr.Unary(UnaryOp.BIT_NOT, tall)));
    List<Node> many = Collections.nCopies(99_999, barrier());
    assertEquals(List.of(), ProgramValidator.check(Program.of(SIZE, List.of(), many)));
    breaks(Rule.NODE_COUNT, new Node.Block(many));
  }

  @Test
  void shouldHoldBuffersToTheirRules() {
    BufferDecl u = BufferDecl.of("u", 0, BufferAccess.READ_WRITE, Scalar.U32, 4);
    buffersBreak(Rule.BUFFER_NAME, u, BufferDecl.of("u", 1, u.access(), u.element(), 4));
    buffersBreak(Rule.BINDING, u, BufferDecl.of("v", 0, u.access(), u.element(), 4));
    buffersBreak(
        Rule.ONE_OUTPUT,
        u.asOutput(),
        BufferDecl.of("v", 1, u.access(), u.element(), 4).asOutput());
    buffersBreak(
        Rule.WORKGROUP_COUNT, BufferDecl.of("s", 0, BufferAccess.WORKGROUP, Scalar.U32, 0));
    buffersBreak(
        Rule.OUTPUT_TYPE, BufferDecl.of("t", 0, u.access(), new DataType.Array(4), 1).asOutput());
    buffersBreak(Rule.LINEAR_TYPE, discipline(LinearType.LINEAR, Optional.empty()));
    buffersBreak(Rule.LINEAR_TYPE, discipline(LinearType.RELEVANT, Optional.empty()));
    buffersBreak(
        Rule.SHAPE, discipline(LinearType.AFFINE, Optional.of(new ShapePredicate.MultipleOf(3))));
    buffersBreak(null, discipline(LinearType.AFFINE, Optional.of(Constructs.predicates())));
  }

  private static BufferDecl discipline(LinearType linear, Optional<ShapePredicate> shape) {
    return new BufferDecl(
        "l",
        9,
        MemoryKind.GLOBAL,
        BufferAccess.READ_WRITE,
        Scalar.U32,
        4,
        false,
        false,
        Optional.empty(),
        MemoryHints.DEFAULT,
        linear,
        false,
        shape);
  }

  private static void buffersBreak(Rule rule, BufferDecl... buffers) {
    List<ProgramError> errors =
        ProgramValidator.check(Program.of(SIZE, List.of(buffers), List.of()));
    List<Rule> expected = rule == null ? List.of() : List.of(rule);
    assertEquals(expected, errors.stream().map(ProgramError::rule).toList(), errors::toString);
  }

  @Test
  void shouldRefuseTopLevelStatementsThatAreNoRegions() {
    Program program =
        new Program(Optional.empty(), SIZE, false, List.of(), List.of(new Node.Return()));
    InvalidProgramException error =
        assertThrows(InvalidProgramException.class, () -> ProgramValidator.require(program, true));
    assertEquals(Rule.TOP_LEVEL, error.errors().get(0).rule());
    assertTrue(error.getMessage().contains("body[0]"), error.getMessage());
  }

  @Test
  void shouldSurviveEveryConstruct() {
    List<ProgramError> errors = ProgramValidator.check(Constructs.everything(), true);
    assertEquals(ProgramValidator.MOST_ERRORS, errors.size());
  }
}
