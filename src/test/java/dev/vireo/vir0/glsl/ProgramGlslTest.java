package dev.vireo.vir0.glsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.fuzz.RandomPrograms;
import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.MemoryOrdering;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.TestSeed;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.values.FloatOps;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProgramGlslTest {
  private static final Expr LANE = new Expr.LocalId(0);
  private static final Node BARRIER = new Node.Barrier(MemoryOrdering.SEQ_CST);
  private static final Expr FOREVER = new Expr.LitU32(-1);

  private static ProgramGlsl compile(Node... nodes) {
    List<BufferDecl> buffers =
        List.of(
            BufferDecl.of("out", 0, BufferAccess.READ_WRITE, Scalar.F32, 16),
            BufferDecl.of("words", 1, BufferAccess.READ_WRITE, Scalar.U32, 16),
            BufferDecl.of("shared", 2, BufferAccess.WORKGROUP, Scalar.U32, 10));
    return ProgramGlsl.of(Program.of(new WorkgroupSize(8, 1, 1), buffers, List.of(nodes)));
  }

  private static String text(Node... nodes) {
    return compile(nodes).function("program");
  }

  private static Expr f32(int bits) {
    return new Expr.LitF32(bits);
  }

  private static Node let(String name, Expr value) {
    return new Node.Let(name, value);
  }

  private static Expr binary(BinaryOp op, Expr left, Expr right) {
    return new Expr.Binary(op, left, right);
  }

  private static Node loop(Expr from, Expr to, Node... body) {
    return new Node.Loop("i", from, to, List.of(body));
  }

  @Test
  void shouldKeepNamesOfTheProgramOutOfTheText() {
    String hostile = "x; } void main() { //\n#error";
    String text = text(let(hostile, new Expr.LitU32(1)), let("main", new Expr.Var(hostile)));
    assertFalse(text.contains("main"), text);
    assertFalse(text.contains("#"), text);
    assertFalse(text.contains("//"), text);
  }

  private static void assertNear(boolean near, Expr index) {
    Expr masked = binary(BinaryOp.BIT_AND, new Expr.Load("words", LANE), new Expr.LitU32(65535));
    String text =
        text(
            let("x", masked),
            let("changes", new Expr.LitU32(3)),
            new Node.Assign("changes", new Expr.Load("words", LANE)),
            let("loaded", new Expr.Load("words", index)),
            new Node.Store("words", index, LANE));
    assertEquals(near, !text.contains("fusedLoad1("), index + " in " + text);
    assertEquals(near, !text.contains("fusedStore1("), index + " in " + text);
    assertEquals(!near, !text.contains("fusedStoreNear1("), index + " in " + text);
  }

  @Test
  void shouldTakeOnlyIndicesThatAreSurelyNearZeroAsTheyAre() {
    Expr me = new Expr.InvocationId(0);
    Expr x = new Expr.Var("x");
    Expr quarter = new Expr.LitU32(1 << 30);
    assertNear(true, me);
    assertNear(true, binary(BinaryOp.SUB, me, new Expr.LitU32(2048)));
    assertNear(true, binary(BinaryOp.ADD, me, new Expr.LitU32(-1)));
    assertNear(true, binary(BinaryOp.ADD, binary(BinaryOp.MUL, x, new Expr.LitU32(256)), x));
    assertNear(true, binary(BinaryOp.SUB, new Expr.LitU32(0), me));
    assertNear(false, binary(BinaryOp.ADD, me, quarter));
    assertNear(false, binary(BinaryOp.ADD, me, me));
    assertNear(false, binary(BinaryOp.MUL, me, new Expr.LitU32(-1)));
    assertNear(false, binary(BinaryOp.MUL, binary(BinaryOp.MUL, x, x), x));
    assertNear(false, new Expr.Var("changes"));
    assertNear(false, new Expr.Load("words", me));
  }

  @Test
  void shouldSayWhichGridsHaveNumbersThatAreNearZero() {
    ProgramGlsl program = compile();
    assertTrue(program.near(new WorkgroupSize(1 << 26, 1, 1 << 29)));
    assertFalse(program.near(new WorkgroupSize((1 << 26) + 1, 1, 1)));
    assertFalse(program.near(new WorkgroupSize(1, 1, (1 << 29) + 1)));
  }

  @Test
  void shouldWriteFloatLiteralsAsTheirCanonicalBits() {
    assertTrue(text(let("x", f32(0x8000_0000))).contains("uintBitsToFloat(2147483648u)"));
    assertTrue(text(let("x", f32(0xFFC0_1234))).contains("uintBitsToFloat(2143289344u)"));
    assertTrue(text(let("x", f32(0x8000_0001))).contains("uintBitsToFloat(2147483648u)"));
    assertTrue(text(let("x", f32(0x0000_0001))).contains("uintBitsToFloat(0u)"));
  }

  @Test
  void shouldWriteIntegersAsUnsignedWords() {
    assertTrue(text(let("x", new Expr.LitI32(-1))).contains("= 4294967295u;"));
    assertTrue(text(let("x", new Expr.LitU32(-1))).contains("= 4294967295u;"));
    assertTrue(text(let("x", new Expr.LitI32(Integer.MIN_VALUE))).contains("= 2147483648u;"));
  }

  @Test
  void shouldFlushOnlyWhatCanBeSubnormal() {
    Expr loaded = new Expr.Load("out", LANE);
    Expr one = f32(Float.floatToRawIntBits(1));
    Expr tiny = f32(Float.floatToRawIntBits(0x1p-110f));
    assertTrue(text(let("x", binary(BinaryOp.ADD, loaded, one))).contains("fusedPlainAdd("));
    assertTrue(text(let("x", binary(BinaryOp.SUB, one, loaded))).contains("fusedPlainSub("));
    assertTrue(text(let("x", binary(BinaryOp.MUL, loaded, one))).contains("fusedPlainMul("));
    assertTrue(text(let("x", binary(BinaryOp.ADD, loaded, tiny))).contains("fusedAdd("));
    assertTrue(text(let("x", binary(BinaryOp.MUL, loaded, tiny))).contains("fusedMul("));
    Expr nan = f32(FloatOps.NAN);
    assertTrue(text(let("x", binary(BinaryOp.MUL, loaded, nan))).contains("fusedMul("));
  }

  @Test
  void shouldNotFlushWhatALargerOperandAbsorbs() {
    Program program =
        Assembly.parse(
            "absorbed.vir",
            """
            workgroup 1
            buffer a: read_write f32[8] output
            main {
              let c = a[0]
              let x = a[1]
              for k in 0..9 {
                let square = x * x
                if square + square > 4.0 { a[2] = x }
                x = square * 0.5 - x * x + c
              }
              a[3] = x * x + 1.0
              a[4] = x * x + c
            }
            """);
    String text = ProgramGlsl.of(program).function("program");
    String quick = text.substring(text.indexOf("#ifdef FUSED_SLACK"), text.indexOf("#endif"));
    assertTrue(quick.contains("abs(v"), text);
    assertFalse(quick.contains("fusedMul("), text);
    assertFalse(quick.contains("fusedAdd("), text);
    String rest = text.substring(text.indexOf("#endif"));
    assertTrue(rest.contains("fusedPlainAdd(fusedTermApart(fusedLooseMul("), text);
    assertTrue(rest.contains("fusedAdd(fusedTermApart(fusedMul("), text);
  }

  @Test
  void shouldHideZerosFromDriversThatTakeProductsWithThemForZero() {
    Expr loaded = new Expr.Load("out", LANE);
    for (int zero : new int[] {0, 0x8000_0000, 1, 0x8000_0001}) {
      String text = text(let("x", binary(BinaryOp.MUL, loaded, f32(zero))));
      assertTrue(text.contains("fusedTerm(uintBitsToFloat("), text);
    }
    Expr sum = binary(BinaryOp.SUB, loaded, loaded);
    assertTrue(text(let("x", sum)).contains("fusedTerm("), text(let("x", sum)));
  }

  @Test
  void shouldComputeWhatTouchesMemoryInTheOrderOfEvaluation() {
    Expr first = new Expr.Load("words", new Expr.LitU32(1));
    Expr second = new Expr.Load("words", new Expr.LitU32(2));
    String text = text(let("x", new Expr.Select(new Expr.LitBool(true), second, first)));
    assertTrue(text.indexOf("(b1, 2u)") < text.indexOf("(b1, 1u)"), text);
    assertTrue(text.indexOf("(b1, 1u)") < text.indexOf("mix("), text);
  }

  @Test
  void shouldNumberThePlacesThatCanTrap() {
    Expr negative = new Expr.Cast(Scalar.I32, new Expr.Load("words", LANE));
    ProgramGlsl glsl =
        compile(let("x", new Expr.Load("words", negative)), new Node.Trap(new Expr.LitU32(0), "t"));
    assertEquals("body[0].body[0].value.index", glsl.place(0).toString());
    assertEquals("body[0].body[1]", glsl.place(1).toString());
    assertEquals(NodePath.ROOT, glsl.place(2));
    assertEquals(NodePath.ROOT, glsl.place(-1));
  }

  @Test
  void shouldReturnWhereNothingWaitsAndGoOnToBarriersElse() {
    Node leaves =
        new Node.If(
            binary(BinaryOp.EQ, LANE, new Expr.LitU32(0)), List.of(new Node.Return()), List.of());
    assertTrue(text(leaves).contains("return;"));
    String waiting = text(leaves, BARRIER);
    assertFalse(waiting.contains("return;"), waiting);
    assertTrue(waiting.contains("fusedAlive = false;"), waiting);
    assertTrue(compile(BARRIER).barriers());
    assertFalse(compile(leaves).barriers());
  }

  @Test
  void shouldZeroWorkgroupMemoryThatIsUsed() {
    Node store = new Node.Store("shared", LANE, LANE);
    assertEquals(10, compile(store).sharedWords());
    assertTrue(text(store).contains("fusedSharedClear(10u)"));
    assertEquals(0, compile().sharedWords());
  }

  @Test
  void shouldChargeShortLoopsAtOnce() {
    assertTrue(text(loop(new Expr.LitU32(2), new Expr.LitU32(9))).contains("FUSED_PAY(7u, "));
    String endless = text(loop(new Expr.LitU32(0), FOREVER));
    assertTrue(endless.contains("FUSED_CHARGE(fusedFuel, 1u)"), endless);
    assertTrue(
        text(loop(new Expr.LitU32(0), FOREVER, BARRIER)).contains("FUSED_CHARGE(fusedTurns, 1u)"));
  }

  @Test
  void shouldDivideFuelAmongLoopsWhoseTurnsAddUp() {
    Expr data = new Expr.Load("words", LANE);
    Expr zero = new Expr.LitU32(0);
    assertEquals(800, compile().fuelWithin(800, 8));
    assertEquals(799, compile(loop(zero, new Expr.LitU32(9))).fuelWithin(800, 8));
    assertEquals(799, compile(loop(zero, data)).fuelWithin(800, 8));
    Node inner = new Node.Loop("j", zero, data, List.of());
    assertEquals(100, compile(loop(zero, data, inner)).fuelWithin(802, 8));
    assertEquals(400, compile(loop(zero, data), inner).fuelWithin(802, 8));
    assertEquals(798, compile(loop(zero, data, inner)).fuelWithin(800, 1));
  }

  @Test
  void shouldLetInvocationsThatHaveEndedTakeWhatDecidesOverBarriers() {
    Expr next = binary(BinaryOp.ADD, new Expr.Var("n"), new Expr.LitU32(1));
    Node grows = new Node.Assign("n", next);
    Node waits = new Node.If(new Expr.Var("n"), List.of(BARRIER), List.of());
    String unneeded = text(let("n", new Expr.LitU32(1)), grows, BARRIER);
    assertTrue(unneeded.matches("(?s).*if \\(fusedAlive\\) \\{\\s+v\\d+ = \\(v\\d+ \\+ 1u\\);.*"));
    String needed = text(let("n", new Expr.LitU32(1)), grows, waits);
    assertFalse(needed.contains("fusedAlive"), needed);
  }

  @Test
  void shouldNameWhatHasNoForm() {
    Expr lane = binary(BinaryOp.EQ, LANE, new Expr.LitU32(0));
    Node adds = let("x", new Expr.SubgroupAdd(LANE));
    refuses("may differ", new Node.If(lane, List.of(adds), List.of()));
    Node size = let("x", new Expr.SubgroupSize());
    refuses("the size of a subgroup", size);
    Node change = new Node.Assign("n", new Expr.LitU32(3));
    Node some = new Node.If(lane, List.of(change), List.of());
    Node waits = new Node.If(new Expr.Var("n"), List.of(BARRIER), List.of());
    refuses("may differ", let("n", new Expr.LitU32(1)), some, waits);
  }

  @Test
  void shouldRefuseWhatDriversTakeTooLongToCompile() {
    Expr loaded = new Expr.Load("out", LANE);
    Node[] stores = new Node[2_000];
    Arrays.fill(stores, new Node.Store("out", LANE, loaded));
    refuses("compilation costs 32001 units", stores);
    Expr sine = new Expr.Unary(UnaryOp.SIN, f32(0x3F80_0000));
    Node[] sines = new Node[40];
    for (int i = 0; i < sines.length; i++) {
      sines[i] = let("s" + i, sine);
    }
    assertTrue(text(sines).contains("VM_FSIN"));
  }

  private static void refuses(String construct, Node... nodes) {
    UnsupportedProgramException refused =
        assertThrows(UnsupportedProgramException.class, () -> compile(nodes));
    assertTrue(refused.construct().contains(construct), refused.getMessage());
  }

  @Test
  void shouldCompileRandomProgramsToBalancedBlocks() {
    Random random = new Random(TestSeed.seed());
    int compiled = 0;
    for (int round = 0; round < 500; round++) {
      Program program = RandomPrograms.make(random, true).program();
      String again = TestSeed.again(ProgramGlslTest.class, round);
      try {
        String text = ProgramGlsl.of(program).function("program");
        compiled++;
        assertEquals(count(text, '{'), count(text, '}'), again);
        assertEquals(count(text, '('), count(text, ')'), again);
      } catch (UnsupportedProgramException e) {
        assertTrue(e.construct().contains("control flow"), again + "\n" + e.getMessage());
      }
    }
    assertTrue(compiled > 300, compiled + " of 500 programs have a form");
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }
}
