package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.Slot;
import dev.vireo.vir0.AtomicOp;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.MalformedProgramException;
import dev.vireo.vir0.ProgramBuilder;
import dev.vireo.vir0.ProgramCodec;
import dev.vireo.vir0.TrapCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What programs that slots run do, whatever runs the slots. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProgramContract {
  private static final int FIRST = 160;
  private static final int LENGTH = 1000;

  /** Shared by tests that leave nothing behind but counts: some drivers compile for seconds. */
  private Megakernel shared;

  Megakernel kernel() {
    shared = shared == null ? Megakernel.open(config()) : shared;
    return shared;
  }

  @AfterAll
  void closeShared() {
    if (shared != null) {
      shared.close();
    }
  }

  /** Returns the device to run on. */
  abstract String device();

  MegakernelConfig config() {
    return MegakernelConfig.defaults()
        .withDevice(device())
        .withRingSlots(64)
        .withObservableWords(1000);
  }

  /** y := a * x + y, of u32. */
  static byte[] saxpy(int a) {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(64);
    var x = program.buffer("x", BufferAccess.READ_ONLY, Scalar.U32, 0);
    var y = program.buffer("y", BufferAccess.READ_WRITE, Scalar.U32, 0);
    var i = program.invocation(0);
    program.when(i.lt(y.length()), () -> y.store(i, x.load(i).mul(program.u32(a)).add(y.load(i))));
    return ProgramCodec.encode(program.build());
  }

  /** Reverses each workgroup's words, by way of workgroup memory. */
  static byte[] reverse() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(32);
    var words = program.buffer("words", BufferAccess.READ_WRITE, Scalar.U32, 0);
    var shared = program.buffer("shared", BufferAccess.WORKGROUP, Scalar.U32, 32);
    shared.store(program.local(0), words.load(program.invocation(0)));
    program.barrier();
    words.store(program.invocation(0), shared.load(program.u32(31).sub(program.local(0))));
    return ProgramCodec.encode(program.build());
  }

  /** out[0] := out[1] / out[2] of i32. */
  static byte[] divide() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(1);
    var out = program.buffer("out", BufferAccess.READ_WRITE, Scalar.I32, 3);
    out.store(program.u32(0), out.load(program.u32(1)).div(out.load(program.u32(2))));
    return ProgramCodec.encode(program.build());
  }

  /** Turns round and round, 2^32 - 1 times. */
  static byte[] endless() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(1);
    var out = program.buffer("out", BufferAccess.READ_WRITE, Scalar.U32, 1);
    program.loop("i", program.u32(0), program.u32(-1), i -> out.store(program.u32(0), i));
    return ProgramCodec.encode(program.build());
  }

  private static int[] counting(int length) {
    int[] words = new int[length];
    for (int i = 0; i < length; i++) {
      words[i] = i;
    }
    return words;
  }

  private static void assertDone(Completion completion) {
    assertEquals(CompletionStatus.DONE, completion.status(), completion::toString);
  }

  @Test
  void shouldKeepWordsInResources() {
    Megakernel kernel = kernel();
    Resource small = kernel.resource("small", 3);
    Resource large = kernel.resource("large", 100_000);
    assertArrayEquals(new int[3], small.read());
    small.write(0, 1, 2, 3);
    large.write(99_998, 8, 9);
    assertArrayEquals(new int[] {1, 2, 3}, small.read());
    int[] end = new int[3];
    large.read(99_997, end);
    assertArrayEquals(new int[] {0, 8, 9}, end);
    assertThrows(IndexOutOfBoundsException.class, () -> small.write(2, 1, 2));
    small.close();
    small.close();
    assertThrows(ClosedException.class, small::read);
    assertArrayEquals(new int[16], kernel.resource("again", 16).read(), "zeroed once more");
    large.read(99_997, end);
    assertArrayEquals(new int[] {0, 8, 9}, end);
    DeviceException full =
        assertThrows(DeviceException.class, () -> kernel.resource("too large", Integer.MAX_VALUE));
    assertTrue(full.getMessage().contains("" + Integer.MAX_VALUE), full.getMessage());
  }

  @Test
  void shouldRunSaxpyBySlots() throws InterruptedException {
    Megakernel kernel = kernel();
    try (LoadedProgram program = kernel.load(saxpy(3));
        Resource x = kernel.resource("x", LENGTH);
        Resource y = kernel.resource("y", LENGTH)) {
      x.write(0, counting(LENGTH));
      BindingSet set = program.bind(Map.of("x", x, "y", y));
      assertTrue(Opcode.program(program.opcode()));
      int before = kernel.done();
      Completion completion = kernel.await(kernel.submit(set.slot(16, 1, 1)));
      assertDone(completion);
      assertEquals(FaultCode.NONE, completion.fault());
      Slot slot = Slot.of(program.opcode(), set.id(), 16, 1, 1);
      assertDone(kernel.await(kernel.submit(slot)));
      int[] words = y.read();
      for (int i = 0; i < LENGTH; i++) {
        assertEquals(6 * i, words[i]);
      }
      assertEquals(before + 2, kernel.done(), "programs count as well");
    }
  }

  @Test
  void shouldRunSeveralProgramsOnSeveralBindingSets() throws InterruptedException {
    Megakernel kernel = kernel();
    LoadedProgram twice = kernel.load(saxpy(2));
    LoadedProgram thrice = kernel.load(saxpy(3));
    LoadedProgram reverse = kernel.load(reverse());
    assertNotEquals(twice.opcode(), thrice.opcode());
    Resource x = kernel.resource("x", 64);
    Resource y = kernel.resource("y", 64);
    Resource z = kernel.resource("z", 64);
    x.write(0, counting(64));
    long first =
        kernel.submit(
            List.of(
                twice.bind(Map.of("x", x, "y", y)).slot(1, 1, 1),
                thrice.bind(Map.of("x", x, "y", z)).slot(1, 1, 1),
                reverse.bind(Map.of("words", x)).slot(2, 1, 1)));
    for (int i = 0; i < 3; i++) {
      assertDone(kernel.await(first + i));
    }
    for (int i = 0; i < 64; i++) {
      assertEquals(2 * i, y.read()[i]);
      assertEquals(3 * i, z.read()[i]);
      assertEquals(i / 32 * 32 + 31 - i % 32, x.read()[i], "across a barrier");
    }
  }

  @Test
  void shouldRunNothingOverAnEmptyGrid() throws InterruptedException {
    Megakernel kernel = kernel();
    try (LoadedProgram program = kernel.load(divide());
        Resource out = kernel.resource("out", 3)) {
      BindingSet set = program.bind(Map.of("out", out));
      assertDone(kernel.await(kernel.submit(set.slot(0, 1, 1))));
    }
  }

  @Test
  void shouldMapATrapToItsPlace() throws InterruptedException {
    Megakernel kernel = kernel();
    try (LoadedProgram program = kernel.load(divide());
        Resource out = kernel.resource("out", 3)) {
      out.write(0, 0, 84, 2);
      int before = kernel.done();
      BindingSet set = program.bind(Map.of("out", out));
      assertDone(kernel.await(kernel.submit(set.slot(1, 1, 1))));
      assertEquals(42, out.read()[0]);
      out.write(2, 0);
      Completion trapped = kernel.await(kernel.submit(set.slot(1, 1, 1)));
      assertEquals(CompletionStatus.FAULT, trapped.status());
      assertEquals(FaultCode.TRAP, trapped.fault());
      assertEquals(TrapCode.DIVISION.ordinal(), trapped.result1());
      assertEquals("body[0].body[0].value", program.place(trapped.result0()));
      assertEquals(before + 1, kernel.done());
      out.write(2, 4);
      assertDone(kernel.await(kernel.submit(set.slot(1, 1, 1))));
      assertEquals(21, out.read()[0]);
    }
  }

  @Test
  void shouldEndAProgramThatUsesUpItsFuel() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config().withSlotBudget(10_000));
        LoadedProgram program = kernel.load(endless());
        Resource out = kernel.resource("out", 1)) {
      BindingSet set = program.bind(Map.of("out", out));
      long first = kernel.submit(set.slot(1, 1, 1));
      long second = kernel.submit(set.slot(1, 1, 1));
      Completion ended = kernel.await(first);
      assertEquals(FaultCode.FUEL, ended.fault());
      assertEquals(program.opcode(), ended.result1());
      assertEquals(FaultCode.FUEL, kernel.await(second).fault());
    }
  }

  /** out[0] := out[0] + 1, {@code times} times. */
  static byte[] count(int times) {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(1);
    var out = program.buffer("out", BufferAccess.READ_WRITE, Scalar.U32, 1);
    var zero = program.u32(0);
    program.loop(
        "i", zero, program.u32(times), i -> out.store(zero, out.load(zero).add(program.u32(1))));
    return ProgramCodec.encode(program.build());
  }

  @Test
  void shouldGoOnWithAProgramWhenTheArenaGrowsOrAnotherOneIsLoaded() throws InterruptedException {
    int times = 100_000;
    try (Megakernel kernel = Megakernel.open(config());
        LoadedProgram program = kernel.load(count(times));
        Resource out = kernel.resource("out", 1)) {
      out.write(0, 5);
      BindingSet set = program.bind(Map.of("out", out));
      long handle = kernel.submit(set.slot(1, 1, 1));
      Resource large = kernel.resource("large", 1 << 20);
      LoadedProgram other = kernel.load(reverse());
      Resource larger = kernel.resource("larger", 3 << 20);
      assertDone(kernel.await(handle));
      assertEquals(times + 5, out.read()[0]);
      large.write(0, counting(32));
      assertDone(kernel.await(kernel.submit(other.bind(Map.of("words", large)).slot(1, 1, 1))));
      int[] first = new int[1];
      large.read(0, first);
      assertEquals(31, first[0]);
      larger.read((3 << 20) - 1, first);
      assertEquals(0, first[0]);
    }
  }

  @Test
  void shouldRefuseSlotsThatNameNoProgramOrNoBindingSetOfIt() throws InterruptedException {
    Megakernel kernel = kernel();
    Completion none = kernel.await(kernel.submit(Slot.of(Opcode.PROGRAM_FIRST + 60_000, 1)));
    assertEquals(FaultCode.UNKNOWN_OPCODE, none.fault());
    assertEquals(Opcode.PROGRAM_FIRST + 60_000, none.result1());
    LoadedProgram program = kernel.load(divide());
    LoadedProgram other = kernel.load(divide());
    Resource out = kernel.resource("out", 3);
    BindingSet set = program.bind(Map.of("out", out));
    Completion unknown = kernel.await(kernel.submit(Slot.of(other.opcode() + 1, set.id(), 1)));
    assertEquals(FaultCode.UNKNOWN_OPCODE, unknown.fault());
    Completion foreign = kernel.await(kernel.submit(Slot.of(other.opcode(), set.id(), 1, 1, 1)));
    assertEquals(FaultCode.BAD_ARGUMENT, foreign.fault());
    assertEquals(set.id(), foreign.result1());
    Completion large = kernel.await(kernel.submit(set.slot(1 << 16, 1 << 16, 1)));
    assertEquals(FaultCode.BAD_ARGUMENT, large.fault());
    assertEquals(1 << 16, large.result1());
    out.close();
    Completion gone = kernel.await(kernel.submit(set.slot(1, 1, 1)));
    assertEquals(FaultCode.BAD_ARGUMENT, gone.fault());
    assertEquals(set.id(), gone.result1());
  }

  @Test
  void shouldForbidATenantToRunPrograms() throws InterruptedException {
    Megakernel kernel = kernel();
    try (LoadedProgram program = kernel.load(divide());
        Resource out = kernel.resource("out", 3)) {
      Tenant tenant = kernel.registerTenant(TenantSpec.ofWords(0, 10));
      BindingSet set = program.bind(Map.of("out", out));
      Completion forbidden = kernel.await(tenant.submit(set.slot(1, 1, 1)));
      assertEquals(FaultCode.FORBIDDEN, forbidden.fault());
      assertEquals(program.opcode(), forbidden.result1());
    }
  }

  @Test
  void shouldSayWhatCannotBeLoadedOrBound() {
    Megakernel kernel = kernel();
    assertThrows(MalformedProgramException.class, () -> kernel.load(new byte[] {1, 2, 3}));
    LoadedProgram program = kernel.load(saxpy(1));
    LoadedProgram divide = kernel.load(divide());
    Resource x = kernel.resource("ex", 2);
    assertThrows(LaunchException.class, () -> program.bind(Map.of("x", x)));
    assertThrows(LaunchException.class, () -> program.bind(Map.of("x", x, "y", x)));
    LaunchException shorter =
        assertThrows(LaunchException.class, () -> divide.bind(Map.of("out", x)));
    assertTrue(shorter.getMessage().contains("ex has 2 words"), shorter.getMessage());
    Resource y = kernel.resource("y", 3);
    assertThrows(LaunchException.class, () -> divide.bind(Map.of("out", y, "x", x)));
    divide.close();
    assertThrows(ClosedException.class, () -> divide.bind(Map.of("out", y)));
    try (Megakernel raw = Megakernel.open(config().withProtection(Protection.RAW))) {
      assertThrows(IllegalArgumentException.class, () -> raw.load(saxpy(1)));
    }
  }

  @Test
  void shouldHaveFencesWaitForPrograms() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config());
        LoadedProgram program = kernel.load(saxpy(1));
        Resource x = kernel.resource("x", LENGTH);
        Resource y = kernel.resource("y", LENGTH)) {
      BindingSet set = program.bind(Map.of("x", x, "y", y));
      for (int round = 1; round <= 20; round++) {
        long first =
            kernel.submit(
                List.of(
                    Slot.of(Opcode.BATCH_FENCE, 0, 1),
                    set.slot(16, 1, 1),
                    Slot.of(Opcode.ATOMIC_ADD, 1, FIRST + 1),
                    Slot.of(Opcode.BATCH_FENCE, 0, 2),
                    set.slot(16, 1, 1),
                    Slot.of(Opcode.BATCH_FENCE, 0, 3)));
        Completion fence = kernel.await(first + 3);
        assertDone(fence);
        assertEquals(6 * round - 3, fence.result0(), "all before it had completed");
        assertNotEquals(0, kernel.poll(first + 1), "the program among them");
        assertEquals(6 * round - 1, kernel.await(first + 5).result0());
      }
      assertEquals(60, kernel.epoch());
    }
  }

  @Test
  void shouldCompleteFuturesAndDrains() throws Exception {
    Megakernel kernel = kernel();
    try (LoadedProgram program = kernel.load(saxpy(1));
        Resource x = kernel.resource("x", LENGTH);
        Resource y = kernel.resource("y", LENGTH)) {
      BindingSet set = program.bind(Map.of("x", x, "y", y));
      CompletableFuture<Completion> future = kernel.future(kernel.submit(set.slot(16, 1, 1)));
      assertDone(future.get(60, TimeUnit.SECONDS));
      long last = kernel.submit(set.slot(16, 1, 1));
      kernel.drain();
      assertNotEquals(0, kernel.poll(last));
    }
  }

  @Test
  void shouldRunProgramsWhileManyPublish() throws InterruptedException {
    int producers = 8;
    int each = 300;
    int programs = 40;
    try (Megakernel kernel = Megakernel.open(config());
        LoadedProgram program = kernel.load(saxpy(1));
        Resource x = kernel.resource("x", 64);
        Resource y = kernel.resource("y", 64)) {
      x.write(0, counting(64));
      BindingSet set = program.bind(Map.of("x", x, "y", y));
      AtomicInteger wrong = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int p = 0; p < producers; p++) {
        int index = FIRST + p;
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < each; i++) {
                    if (result(kernel, Slot.of(Opcode.ATOMIC_ADD, 1, index)) != i) {
                      wrong.incrementAndGet();
                    }
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (int i = 0; i < programs; i++) {
        assertDone(kernel.await(kernel.submit(set.slot(1, 1, 1))));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(0, wrong.get());
      assertEquals(producers * each + programs, kernel.done());
      assertEquals(63 * programs, y.read()[63]);
    }
  }

  @Test
  void shouldLoseNothingInARandomMix() throws InterruptedException {
    long seed = Long.getLong("vireo.seed", 20261123);
    String repeat =
        "mvn test -Dtest="
            + getClass().getSimpleName()
            + "#shouldLoseNothingInARandomMix"
            + " -Dvireo.seed="
            + seed;
    int producers = 4;
    int[] programs = new int[producers];
    int[] adds = new int[producers];
    int[] fences = new int[producers];
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(37));
        LoadedProgram program = kernel.load(count(3));
        Resource out = kernel.resource("out", 1)) {
      BindingSet set = program.bind(Map.of("out", out));
      List<Thread> threads = new ArrayList<>();
      for (int p = 0; p < producers; p++) {
        int number = p;
        threads.add(
            new Thread(
                () -> {
                  Random random = new Random(seed + number);
                  for (int i = 0; i < 60; i++) {
                    List<Slot> batch = new ArrayList<>();
                    for (int j = random.nextInt(6); j >= 0; j--) {
                      int kind = random.nextInt(8);
                      programs[number] += kind == 0 ? 1 : 0;
                      fences[number] += kind == 1 ? 1 : 0;
                      adds[number] += kind > 1 ? 1 : 0;
                      batch.add(
                          kind == 0
                              ? set.slot(1, 1, 1)
                              : kind == 1
                                  ? Slot.of(Opcode.BATCH_FENCE)
                                  : Slot.of(Opcode.ATOMIC_ADD, 1, FIRST + 5));
                    }
                    kernel.submit(batch);
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      kernel.drain();
      assertEquals(3 * Arrays.stream(programs).sum(), out.read()[0], repeat);
      assertEquals(Arrays.stream(adds).sum(), kernel.word(FIRST + 5), repeat);
      assertEquals(Arrays.stream(fences).sum(), kernel.epoch(), repeat);
      int all = Arrays.stream(programs).sum() + Arrays.stream(adds).sum();
      assertEquals(all + Arrays.stream(fences).sum(), kernel.done(), repeat);
    }
  }

  private static int result(Megakernel kernel, Slot slot) {
    return result(kernel, kernel.submit(slot));
  }

  @Test
  void shouldLoadAndUnloadUnderLoad() throws Exception {
    Megakernel kernel = kernel();
    try (Resource x = kernel.resource("x", 64);
        Resource y = kernel.resource("y", 64)) {
      x.write(0, counting(64));
      CompletableFuture<Integer> load =
          CompletableFuture.supplyAsync(
              () -> {
                int sum = 0;
                for (int i = 0; i < 500; i++) {
                  sum = result(kernel, Slot.of(Opcode.ATOMIC_ADD, 1, FIRST + 30));
                }
                return sum;
              });
      int expected = 0;
      for (int round = 1; round <= 20; round++) {
        LoadedProgram program = kernel.load(saxpy(round));
        BindingSet set = program.bind(Map.of("x", x, "y", y));
        long handle = kernel.submit(set.slot(1, 1, 1));
        program.close();
        assertNotEquals(0, kernel.poll(handle), "closing waits for what is in flight");
        assertDone(kernel.await(handle));
        expected += round * 63;
        Completion late = kernel.await(kernel.submit(set.slot(1, 1, 1)));
        assertEquals(FaultCode.UNKNOWN_OPCODE, late.fault());
      }
      assertEquals(expected, y.read()[63]);
      assertEquals(499, get(load), "the value before the last addition");
    }
  }

  /** Starts threads that publish until they are told to stop; each counts in a word of its own. */
  private static List<Thread> producers(Megakernel kernel, AtomicBoolean stop, long[] published) {
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < published.length; p++) {
      int number = p;
      List<Slot> batch = Collections.nCopies(5, Slot.of(Opcode.ATOMIC_ADD, 1, FIRST + p));
      threads.add(
          new Thread(
              () -> {
                while (!stop.get()) {
                  long first = kernel.submit(batch);
                  published[number] += batch.size();
                  result(kernel, first);
                }
              }));
    }
    threads.forEach(Thread::start);
    return threads;
  }

  private static int result(Megakernel kernel, long handle) {
    try {
      return kernel.await(handle).result0();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private static FaultCode fault(Megakernel kernel, Slot slot) {
    try {
      return kernel.await(kernel.submit(slot)).fault();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  @Test
  void shouldRunProgramsWhereALiveSliceHasLeftTickets() throws InterruptedException {
    Megakernel kernel = kernel();
    try (LoadedProgram program = kernel.load(count(3));
        Resource out = kernel.resource("out", 1)) {
      Slot slot = program.bind(Map.of("out", out)).slot(1, 1, 1);
      Slot nop = Slot.of(Opcode.NOP);
      for (int round = 0; round < 4; round++) {
        assertDone(kernel.await(kernel.submit(nop)));
        out.write(0, 0); // ends the slice
        long first = kernel.submit(List.of(slot, slot, nop, slot));
        for (int i = 0; i < 4; i++) {
          assertDone(kernel.await(first + i));
        }
        assertEquals(9, out.read()[0]);
      }
    }
  }

  @Test
  void shouldLoadAndUnloadWhileEightPublish() throws Exception {
    long[] published = new long[8];
    AtomicBoolean stop = new AtomicBoolean();
    try (Megakernel kernel = Megakernel.open(config())) {
      List<Thread> threads = producers(kernel, stop, published);
      Tenant tenant = kernel.registerTenant(TenantSpec.ofWords(900, 1));
      Resource out = kernel.resource("out", 1);
      Resource theirs = tenant.resource("theirs", 1);
      for (int round = 0; round < 10; round++) {
        LoadedProgram program = kernel.load(count(3));
        LoadedProgram other = tenant.load(count(2));
        Slot slot = program.bind(Map.of("out", out)).slot(1, 1, 1);
        Slot others = other.bind(Map.of("out", theirs)).slot(1, 1, 1);
        long first = kernel.submit(List.of(slot, slot, slot));
        List<CompletableFuture<Completion>> futures = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          futures.add(kernel.future(first + i));
        }
        futures.add(kernel.future(tenant.submit(others)));
        program.close();
        other.close();
        for (CompletableFuture<Completion> future : futures) {
          assertDone(get(future));
        }
      }
      stop.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      kernel.drain();
      assertEquals(90, out.read()[0]);
      assertEquals(20, theirs.read()[0]);
      for (int p = 0; p < published.length; p++) {
        assertEquals((int) published[p], kernel.word(FIRST + p));
      }
      assertEquals((int) Arrays.stream(published).sum() + 40, kernel.done());
    }
  }

  @Test
  void shouldAnswerEverySlotOfAProgramThatIsClosedMeanwhile() throws InterruptedException {
    Megakernel kernel = kernel();
    try (Resource out = kernel.resource("out", 1)) {
      LoadedProgram program = kernel.load(count(3));
      Slot slot = program.bind(Map.of("out", out)).slot(1, 1, 1);
      AtomicInteger done = new AtomicInteger();
      AtomicInteger unknown = new AtomicInteger();
      CountDownLatch some = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int p = 0; p < 4; p++) {
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < 40; i++) {
                    if (i == 5) {
                      some.countDown();
                    }
                    FaultCode fault = fault(kernel, slot);
                    done.addAndGet(fault == FaultCode.NONE ? 1 : 0);
                    unknown.addAndGet(fault == FaultCode.UNKNOWN_OPCODE ? 1 : 0);
                  }
                }));
      }
      threads.forEach(Thread::start);
      some.await();
      program.close();
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(160, done.get() + unknown.get());
      assertEquals(3 * done.get(), out.read()[0]);
    }
  }

  private static <T> T get(CompletableFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(60, TimeUnit.SECONDS);
  }

  /** Reaches four buffers, at their ends, in every way there is. */
  static byte[] reachAll() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(64);
    var in = program.buffer("in", BufferAccess.READ_ONLY, Scalar.U32, 0);
    var out = program.buffer("out", BufferAccess.READ_WRITE, Scalar.U32, 0);
    var sums = program.buffer("sums", BufferAccess.READ_WRITE, Scalar.U32, 0);
    var found = program.buffer("found", BufferAccess.READ_WRITE, Scalar.U32, 0);
    var i = program.invocation(0);
    var one = program.u32(1);
    var at = program.let("at", out.length().sub(one).sub(i)).get();
    var word = program.let("word", in.load(at)).get();
    out.store(at, word.add(one));
    var last = program.let("last", in.length().sub(one)).get();
    program.let("added", sums.atomic(AtomicOp.ADD, last, word));
    program.let("most", sums.atomic(AtomicOp.MAX, last.sub(one), word));
    var place = last.sub(program.u32(2));
    program.let("before", sums.compareExchange(place, program.u32(0), word));
    var flag = in.length().sub(one).sub(i);
    program.let("flags", found.atomic(AtomicOp.OR, flag, in.length().sub(word)));
    program.barrier();
    sums.store(in.length(), word); // dropped, though another block goes on there
    return ProgramCodec.encode(program.build());
  }

  static void assertReachesAll(Megakernel kernel, int length) throws InterruptedException {
    LoadedProgram program = kernel.load(reachAll());
    Map<String, Resource> resources = new LinkedHashMap<>();
    for (String name : List.of("in", "out", "sums", "found")) {
      resources.put(name, kernel.resource(name, length));
    }
    int[] numbers = counting(64);
    resources.get("in").write(length - 64, numbers);
    assertDone(kernel.await(kernel.submit(program.bind(resources).slot(1, 1, 1))));
    int[] end = new int[64];
    resources.get("out").read(length - 64, end);
    for (int i = 0; i < 64; i++) {
      assertEquals(i + 1, end[i]);
    }
    resources.get("sums").read(length - 64, end);
    assertEquals(63 * 64 / 2, end[63]);
    assertEquals(63, end[62]);
    assertTrue(end[61] > 0 && end[61] < 64, "the first that was not 0");
    resources.get("found").read(length - 64, end);
    for (int i = 0; i < 64; i++) {
      assertEquals(length - i, end[i]);
    }
    int[] first = new int[1];
    for (Resource resource : resources.values()) {
      resource.read(0, first);
      assertEquals(0, first[0], resource.name());
      resource.close();
    }
  }

  @Test
  void shouldBindResourcesOfSeveralBlocks() throws InterruptedException {
    int block = 4096;
    try (Megakernel kernel = Megakernel.open(config().withBlockWords(block))) {
      assertReachesAll(kernel, block);
      assertReachesAll(kernel, 100); // in one
      Resource small = kernel.resource("small", 100);
      assertReachesAll(kernel, block);
      assertReachesAll(kernel, block / 2);
      small.write(99, 5);
      assertEquals(5, small.read()[99]);
      DeviceException large =
          assertThrows(DeviceException.class, () -> kernel.resource("large", block + 1));
      assertTrue(large.getMessage().contains("4097"), large.getMessage());
    }
  }

  @Test
  void shouldSayWhenResourcesLieInTooManyBlocks() {
    ProgramBuilder builder = ProgramBuilder.ofWorkgroup(1);
    var zero = builder.u32(0);
    Map<String, Resource> resources = new LinkedHashMap<>();
    try (Megakernel kernel = Megakernel.open(config().withBlockWords(64))) {
      for (int i = 0; i < 5; i++) {
        String name = "b" + i;
        builder.buffer(name, BufferAccess.READ_WRITE, Scalar.U32, 0).store(zero, zero);
        resources.put(name, kernel.resource(name, 64));
      }
      LoadedProgram program = kernel.load(ProgramCodec.encode(builder.build()));
      if (device().equals("reference")) {
        program.bind(resources);
        return;
      }
      LaunchException apart = assertThrows(LaunchException.class, () -> program.bind(resources));
      assertTrue(apart.getMessage().contains("5 blocks of 64 words"), apart.getMessage());
    }
  }

  @Test
  void shouldRunProgramsInARingOfPartitions() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config().withPartitions());
        LoadedProgram program = kernel.load(saxpy(1));
        Resource x = kernel.resource("x", 64);
        Resource y = kernel.resource("y", 64)) {
      x.write(0, counting(64));
      BindingSet set = program.bind(Map.of("x", x, "y", y));
      List<Long> handles = new ArrayList<>();
      for (Priority priority : Priority.values()) {
        for (int i = 0; i < 3; i++) {
          handles.add(kernel.submit(set.slot(1, 1, 1).withPriority(priority)));
          handles.add(kernel.submit(Slot.of(Opcode.BATCH_FENCE).withPriority(priority)));
        }
      }
      for (long handle : handles) {
        assertDone(kernel.await(handle));
      }
      assertEquals(63 * handles.size() / 2, y.read()[63]);
    }
  }
}
