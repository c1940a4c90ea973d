package dev.vireo.vir0.glsl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.vireo.fuzz.RandomPrograms;
import dev.vireo.gpu.DiskCache;
import dev.vireo.gpu.ValidationLog;
import dev.vireo.gpu.probe.DeviceTraits;
import dev.vireo.kernel.FusedRunner;
import dev.vireo.kernel.ProgramRunner;
import dev.vireo.script.ProgramEngine;
import dev.vireo.script.ProgramTier;
import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.MemoryOrdering;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TestSeed;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.Vir0Exception;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.eval.ProgramEvaluator;
import dev.vireo.vir0.lowering.InterpreterRuns;
import dev.vireo.vir0.lowering.MachineRuns;
import dev.vireo.vir0.lowering.ProgramLowering;
import dev.vireo.vir0.values.ProgramMemory;
import dev.vireo.vir0.values.Ulps;
import dev.vireo.vir0.wire.GoldenPrograms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs compiled to GLSL give on a device what the reference gives. Drivers take long to compile
 * them: all golden programs and more random ones run with {@code -Dvireo.programs=all}.
 */
@Tag("device")
class FusedDeviceTest {
  private static final long FUEL = 1_000_000;
  private static final int ARENA_WORDS = 1 << 16;
  private static final boolean ALL = "all".equals(System.getProperty("vireo.programs"));
  private static final int RANDOM_PROGRAMS = ALL ? 200 : 8;

  private static FusedRunner runner;

  @BeforeAll
  static void open() {
    String name = System.getProperty("vireo.test.device", "");
    assertTrue(!name.isBlank(), "device tests need -Dvireo.test.device=lavapipe or another driver");
    runner = FusedRunner.open(name, false);
  }

  @AfterAll
  static void close() {
    if (runner != null) {
      runner.close();
    }
    List<String> messages = ValidationLog.messages();
    ValidationLog.clear();
    assertEquals(List.of(), messages, "the validation layers are silent");
  }

  /** All golden programs with a purpose, and half of those made at random. */
  private static boolean chosen(GoldenPrograms.Case golden) {
    long own =
        (TestSeed.seed() * 31 + golden.name().hashCode()) * 0x9E3779B97F4A7C15L; // near seeds agree
    return ALL || !golden.name().startsWith("random_") || new Random(own).nextBoolean();
  }

  @TestFactory
  Stream<DynamicTest> shouldGiveEveryGoldenResult() {
    FusedBatch batch = new FusedBatch(runner, ARENA_WORDS);
    Map<String, ProgramGlsl> compiled = new HashMap<>();
    List<GoldenPrograms.Case> cases =
        GoldenPrograms.programs().stream()
            .filter(golden -> !golden.fails() && chosen(golden))
            .toList();
    for (GoldenPrograms.Case golden : cases) {
      try {
        compiled.put(golden.name(), batch.add(golden.program()));
      } catch (UnsupportedProgramException e) {
        assertTrue(e.construct().contains("subgroup"), e.getMessage());
      }
    }
    return GoldenPrograms.tests(
            cases.stream().filter(golden -> compiled.containsKey(golden.name())).toList(),
            golden -> {
              Program program = golden.program();
              ProgramMemory memory = ProgramMemory.ofInputs(program, golden.inputs());
              batch.run(compiled.get(golden.name()), memory, memory.grid(), FUEL);
              Ulps.assertResults(program, golden.outputs(), memory.results(), golden.tolerant());
            })
        .onClose(batch::close);
  }

  @TestFactory
  Stream<DynamicTest> shouldFailWhereTheGoldenProgramFails() {
    return GoldenPrograms.tests(
        GoldenPrograms.programs().stream().filter(GoldenPrograms.Case::fails).toList(),
        golden ->
            assertThrows(
                Vir0Exception.class,
                () -> {
                  Program program = golden.program();
                  ProgramGlsl.of(program);
                  run(program, ProgramMemory.ofInputs(program, golden.inputs()), FUEL);
                }));
  }

  private static void run(Program program, ProgramMemory memory, long fuel) {
    FusedBatch batch = new FusedBatch(runner, ARENA_WORDS);
    ProgramGlsl glsl = batch.add(program);
    try {
      batch.run(glsl, memory, memory.grid(), fuel);
    } finally {
      batch.close();
    }
  }

  private record Made(long seed, RandomPrograms.Made made, ProgramGlsl glsl) {}

  @Test
  void shouldGiveWhatTheReferenceGivesForRandomPrograms() {
    Random seeds = new Random(TestSeed.seed());
    FusedBatch batch = new FusedBatch(runner, ARENA_WORDS);
    List<Made> all = new ArrayList<>();
    while (all.size() < RANDOM_PROGRAMS) {
      long seed = seeds.nextLong();
      RandomPrograms.Made made = RandomPrograms.make(new Random(seed), false);
      try {
        all.add(new Made(seed, made, batch.add(made.program())));
      } catch (UnsupportedProgramException e) {
        assertTrue(e.construct().contains("control flow"), e.getMessage());
      }
    }
    try {
      for (int round = 0; round < all.size(); round++) {
        compare(all.get(round), batch, round);
      }
    } finally {
      batch.close();
    }
  }

  private static void compare(Made one, FusedBatch batch, int round) {
    Program program = one.made().program();
    ProgramMemory found = ProgramMemory.ofInputs(program, one.made().inputs());
    ProgramMemory memory = ProgramMemory.ofInputs(program, one.made().inputs());
    MachineRuns.Result expected = MachineRuns.evaluator(memory, 10_000_000);
    boolean trapped = false;
    try {
      batch.run(one.glsl(), found, found.grid(), FUEL);
    } catch (ProgramTrapException trap) {
      trapped = true;
    }
    try {
      assertEquals(expected.trap() != TrapCode.NONE, trapped, "trap " + expected.trap());
      if (!trapped) {
        Ulps.assertResults(program, expected.results(), found.results(), false);
      }
    } catch (AssertionError failed) {
      String again = TestSeed.again(FusedDeviceTest.class, round);
      throw new AssertionError(
          again + "\n" + Assembly.print(program) + "\n" + one.glsl().function("program"), failed);
    }
  }

  private static Program loops(Expr to, Node... more) {
    BufferDecl out = BufferDecl.of("out", 0, BufferAccess.READ_WRITE, Scalar.U32, 64);
    Expr sum = new Expr.Binary(BinaryOp.ADD, new Expr.Var("x"), new Expr.LitU32(1));
    List<Node> nodes = new ArrayList<>(List.of(more));
    nodes.add(new Node.Let("x", new Expr.LitU32(0)));
    nodes.add(new Node.Loop("i", new Expr.LitU32(0), to, List.of(new Node.Assign("x", sum))));
    nodes.add(new Node.Store("out", new Expr.InvocationId(0), new Expr.Var("x")));
    return Program.of(new WorkgroupSize(32, 1, 1), List.of(out.asOutput()), nodes);
  }

  private static int[] words(ProgramMemory memory) {
    int[] words = new int[memory.bytes(0) / 4];
    ByteBuffer.wrap(memory.contents(0)).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
    return words;
  }

  @Test
  void shouldEndAsFuelOrGiveTheWholeResultOfLongLoops() {
    int[] turns = {1_000, 50_000, 200_000};
    int ended = 0;
    for (int turn : turns) {
      Program program = loops(new Expr.LitU32(turn));
      ProgramMemory memory = ProgramMemory.ofInputs(program, List.of());
      try {
        run(program, memory, FUEL);
        for (int word : words(memory)) {
          assertEquals(turn, word);
        }
        ended++;
      } catch (ProgramTrapException trap) {
        assertEquals(TrapCode.FUEL, trap.code());
        assertTrue(turn == 200_000, "out of fuel after " + turn);
      }
    }
    assertTrue(ended >= 2, ended + " loops came to their end");
  }

  /** Leaving a loop costs a turn on some drivers, even where no invocation came into it. */
  @Test
  void shouldCountTheTurnsOfLoopsThatAreOnlyLeft() {
    String idle = " for k%d in 0..none[gid.x] { x = x * 3 + k%d }";
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      body.append(String.format(idle, i, i));
    }
    String source =
        """
        workgroup 8
        buffer out: read_write u32[16] output
        buffer none: read_only u32[16]
        main {
          let x = 0
          for i in 0..%d {
            x = x + (i ^ gid.x)
            if none[gid.x] == 1 { %s } else { %s }
          }
          out[gid.x] = x
        }
        """;
    int whole = 0;
    for (int turns : new int[] {500, 1_500, 5_000, 20_000, 50_000}) {
      String idles = body.toString();
      Program program =
          Assembly.parse("left", String.format(source, turns, idles, idles.replace("k", "l")));
      List<byte[]> inputs = List.of(new byte[64]);
      ProgramMemory memory = ProgramMemory.ofInputs(program, inputs);
      try {
        run(program, memory, FUEL);
        Ulps.assertResults(program, ProgramEvaluator.run(program, inputs), memory.results(), false);
        whole++;
      } catch (ProgramTrapException trap) {
        assertEquals(TrapCode.FUEL, trap.code());
      }
    }
    assertTrue(whole >= 1, whole + " programs came to their end");
  }

  @Test
  void shouldLeaveAProgramThatNeedsMoreTurnsToTheInterpreter() {
    Program program = loops(new Expr.LitU32(200_000));
    ProgramMemory memory = ProgramMemory.ofInputs(program, List.of());
    boolean whole = true;
    try {
      run(program, memory, FUEL);
    } catch (ProgramTrapException trap) {
      whole = false;
      assertEquals(TrapCode.FUEL, trap.code());
      assertTrue(trap.getMessage().contains("the interpreter can run it"), trap.getMessage());
      assertArrayEquals(new int[64], words(memory), "the memory is as before");
      ProgramRunner interpreter = InterpreterRuns.open();
      interpreter.run(ProgramLowering.lower(program), memory, memory.grid(), 1 << 30);
      interpreter.close();
    }
    int turns = DeviceTraits.of(runner.info()).verdict().sliceTurns();
    assertEquals(turns >= 200_000, whole, "a probe measured " + turns + " turns");
    for (int word : words(memory)) {
      assertEquals(200_000, word);
    }
  }

  @Test
  void shouldInterpretWhatCannotBeCompiled() {
    Program longer = loops(new Expr.LitU32((1 << 24) + 5));
    ProgramMemory memory = ProgramMemory.ofInputs(longer, List.of());
    try (ProgramEngine engine =
        ProgramEngine.open(ProgramTier.AUTO, System.getProperty("vireo.test.device"))) {
      Program shorter = loops(new Expr.LitU32(3));
      ProgramMemory few = ProgramMemory.ofInputs(shorter, List.of());
      engine.run(shorter, few, few.grid(), FUEL);
      assertEquals(3, words(few)[0]);
      // More than lavapipe 22.3.6 allows a dispatch; other drivers run it compiled.
      Program many = loops(new Expr.LitU32(200_000));
      ProgramMemory counted = ProgramMemory.ofInputs(many, List.of());
      engine.run(many, counted, counted.grid(), 1 << 30);
      for (int word : words(counted)) {
        assertEquals(200_000, word);
      }
      ProgramTrapException trap =
          assertThrows(
              ProgramTrapException.class, () -> engine.run(longer, memory, memory.grid(), 1 << 12));
      assertTrue(trap.getMessage().contains("the fuel of 4096 back-edges"), trap.getMessage());
    }
  }

  @Test
  void shouldKeepWhatWasCompiledOnDisk(@TempDir Path folder) throws IOException {
    Program program = loops(new Expr.LitU32(3));
    Path kept = null;
    FileTime written = null;
    for (int round = 0; round < 2; round++) {
      String device = System.getProperty("vireo.test.device");
      try (FusedRunner own = FusedRunner.open(device, false, new DiskCache(folder))) {
        FusedBatch batch = new FusedBatch(own, ARENA_WORDS);
        ProgramMemory memory = ProgramMemory.ofInputs(program, List.of());
        batch.run(batch.add(program), memory, memory.grid(), FUEL);
        batch.close();
        assertEquals(3, words(memory)[0]);
      }
      try (Stream<Path> files = Files.list(folder.resolve("spirv"))) {
        kept = files.reduce((a, b) -> fail("more than one kernel: " + a + " and " + b)).get();
      }
      FileTime now = Files.getLastModifiedTime(kept);
      assertTrue(written == null || written.equals(now), "the kernel was compiled again");
      written = now;
    }
  }

  @Test
  void shouldEndAsFuelWhereLoopsDiverge() {
    Expr lane = new Expr.LocalId(0);
    Expr odd = new Expr.Binary(BinaryOp.BIT_AND, lane, new Expr.LitU32(1));
    Expr scaled = new Expr.Binary(BinaryOp.MUL, odd, new Expr.LitU32(40_000));
    Node first = new Node.Loop("j", new Expr.LitU32(0), scaled, List.of());
    Expr other = new Expr.Binary(BinaryOp.SUB, new Expr.LitU32(40_000), scaled);
    Program program = loops(other, first);
    ProgramMemory memory = ProgramMemory.ofInputs(program, List.of());
    try {
      run(program, memory, FUEL);
      int[] words = words(memory);
      for (int i = 0; i < words.length; i++) {
        assertEquals(i % 2 == 0 ? 40_000 : 0, words[i], "invocation " + i);
      }
    } catch (ProgramTrapException trap) {
      assertEquals(TrapCode.FUEL, trap.code());
    }
  }

  @Test
  void shouldNameTheNodeThatTrapped() {
    Expr lane = new Expr.LocalId(0);
    Node trap = new Node.Trap(new Expr.LitU32(3), "stop");
    Node branch =
        new Node.If(
            new Expr.Binary(BinaryOp.EQ, lane, new Expr.LitU32(5)), List.of(trap), List.of());
    ProgramTrapException error = trap(loops(new Expr.LitU32(2), branch));
    assertEquals(TrapCode.TRAP, error.code());
    assertEquals("body[0].body[0].then[0]", error.path());
    Expr negative = new Expr.Load("out", new Expr.Cast(Scalar.I32, new Expr.LitU32(-1)));
    error = trap(loops(new Expr.LitU32(2), new Node.Let("y", negative)));
    assertEquals(TrapCode.INDEX, error.code());
    assertEquals("body[0].body[0].value.index", error.path());
  }

  private static ProgramTrapException trap(Program program) {
    ProgramMemory memory = ProgramMemory.ofInputs(program, List.of());
    return assertThrows(ProgramTrapException.class, () -> run(program, memory, FUEL));
  }

  @Test
  void shouldLetTheOthersPassBarriersAfterATrapInALoop() {
    Expr lane = new Expr.LocalId(0);
    Node forever =
        new Node.If(
            new Expr.Binary(BinaryOp.EQ, lane, new Expr.LitU32(3)),
            List.of(new Node.Loop("f", new Expr.LitU32(0), new Expr.LitU32(-1), List.of())),
            List.of());
    Node barrier = new Node.Barrier(MemoryOrdering.SEQ_CST);
    Node waits = new Node.Loop("k", new Expr.LitU32(0), new Expr.LitU32(4), List.of(barrier));
    assertEquals(TrapCode.FUEL, trap(loops(new Expr.LitU32(2), forever, waits)).code());
    Node endless = new Node.Loop("k", new Expr.LitU32(0), new Expr.LitU32(-1), List.of(barrier));
    assertEquals(TrapCode.FUEL, trap(loops(new Expr.LitU32(2), endless)).code());
  }

  @Test
  void shouldKeepToTheToleranceOfTranscendentalFunctions() {
    List<UnaryOp> ops = Stream.of(UnaryOp.values()).filter(UnaryOp::transcendental).toList();
    int count = 256;
    List<BufferDecl> buffers = new ArrayList<>();
    List<Node> nodes = new ArrayList<>();
    buffers.add(BufferDecl.of("in", 0, BufferAccess.READ_ONLY, Scalar.F32, count));
    Expr id = new Expr.InvocationId(0);
    for (UnaryOp op : ops) {
      String name = op.word();
      buffers.add(BufferDecl.of(name, buffers.size(), BufferAccess.READ_WRITE, Scalar.F32, count));
      nodes.add(new Node.Store(name, id, new Expr.Unary(op, new Expr.Load("in", id))));
    }
    Program program = Program.of(new WorkgroupSize(64, 1, 1), buffers, nodes);
    Random random = new Random(TestSeed.seed());
    ByteBuffer in = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      int near = Float.floatToRawIntBits((random.nextFloat() - 0.5f) * 8);
      in.putInt(4 * i, i % 2 == 0 ? near : random.nextInt());
    }
    List<byte[]> inputs = new ArrayList<>();
    inputs.add(in.array());
    ops.forEach(op -> inputs.add(new byte[4 * count]));
    ProgramMemory memory = ProgramMemory.ofInputs(program, inputs);
    run(program, memory, FUEL);
    Ulps.assertResults(program, ProgramEvaluator.run(program, inputs), memory.results(), true);
  }
}
