package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.SilentValidation;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.PackedLayout;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.SlotLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Slots that mean harm, in GUARDED: each completes once and as the reference says, and changes
 * nothing but what its operation may change.
 *
 * <p>No argument is an index into the guard words, and no count reaches from a legal index into
 * them, so that they stay unless a check is missing.
 */
@Tag("device")
@Tag("mode")
@Timeout(60)
@ExtendWith(SilentValidation.class)
class HostileSlotsTest {
  private static final int FIRST = ControlLayout.OBSERVABLE_BASE;
  private static final int WORDS = 4096;
  private static final int END = FIRST + WORDS;
  private static final int GUARD_FIRST = 2500;
  private static final int GUARD_WORDS = 1000;
  private static final int RING_SLOTS = 200;
  private static final int ROUNDS = 20;
  private static final int SLOTS_A_ROUND = 1000;
  private static final int STORE_AND_LOAD = 8;
  private static final int YIELDING_STORE = 0x7FFF_FFFF;

  private static final int[] OPCODES = {
    Opcode.NOP,
    Opcode.STORE_U32,
    Opcode.ATOMIC_ADD,
    Opcode.LOAD_U32,
    Opcode.COMPARE_SWAP,
    Opcode.MEMCPY,
    Opcode.DFA_STEP,
    Opcode.BATCH_FENCE,
    Opcode.LOAD_MISS,
    Opcode.PRINTF,
    Opcode.PACKED_SLOT,
    Opcode.SHUTDOWN,
    STORE_AND_LOAD,
    YIELDING_STORE,
    9,
    31,
    32,
    255,
    Opcode.RESERVED_MIN,
    0xFFFC,
    0xFFFF,
    0x10000,
    0x7FFF_FFFE,
    0x8000_0000,
    0x8000_0002,
    0xFFFF_FFFE
  };

  private static final int[] ARGUMENTS = {
    0,
    1,
    2,
    3,
    32,
    96,
    128,
    159,
    FIRST,
    FIRST + 1,
    FIRST + 1023,
    255,
    256,
    WORDS,
    END - 2,
    END - 1,
    END,
    END + 1,
    0xFFFF,
    0x0100_0000,
    0x7FFF_FFFF,
    0x8000_0000,
    0x8000_0001,
    0xFFFF_FF00,
    0xFFFF_FF60,
    0xFFFF_FFFE,
    0xFFFF_FFFF
  };

  // A copy of WORDS words fits only onto itself, so that it may run over the guard words.
  private static final int[] COUNTS = {
    0, 1, 2, 9, 64, WORDS, WORDS + 1, END, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF
  };

  private static final Handler[] HANDLERS = {
    Handler.glsl(
            STORE_AND_LOAD,
            "store and load",
            """
            VIREO_STORE(VIREO_ARG(0), VIREO_ARG(1));
            VIREO_RESULT0 = VIREO_LOAD(VIREO_ARG(2));
            VIREO_ATOMIC_ADD(VIREO_ARG(3), 1u);
            """)
        .withJava(
            c -> {
              c.store(c.arg(0), c.arg(1));
              c.result(0, c.load(c.arg(2)));
              c.atomicAdd(c.arg(3), 1);
            }),
    Handler.glsl(
            YIELDING_STORE,
            "yielding store",
            """
            if (VIREO_STATE(0) < 3u) {
              VIREO_STATE(0)++;
              VIREO_YIELD;
            }
            VIREO_STORE(VIREO_ARG(0), VIREO_ARG(1));
            """)
        .withJava(c -> c.store(c.arg(0), c.arg(1)))
  };

  private final long seed = Seeds.next(HostileSlotsTest.class);
  private final Random random = new Random(seed);

  private static Megakernel open(String device) {
    return Megakernel.open(
        MegakernelConfig.defaults()
            .withDevice(device)
            .withRingSlots(RING_SLOTS)
            .withObservableWords(WORDS)
            .withOpcodes(OPCODES) // a kernel that grows with each costs a driver seconds
            .withHandlers(HANDLERS));
  }

  @Test
  void shouldCompleteEveryHostileSlotAndKeepEverythingElse() throws InterruptedException {
    try (Megakernel reference = open("reference");
        Megakernel device = open(TestDevice.named())) {
      int[] guards = guards();
      reference.words().write(GUARD_FIRST, guards);
      device.words().write(GUARD_FIRST, guards);
      for (int round = 0; round < ROUNDS; round++) {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < SLOTS_A_ROUND; i++) {
          slots.add(slot());
        }
        List<Completion> expected = run(reference, slots);
        List<Completion> actual = run(device, slots);
        for (int i = 0; i < slots.size(); i++) {
          assertEquals(verdict(expected.get(i)), verdict(actual.get(i)), slots.get(i) + where());
        }
        compare(reference, device, guards);
      }
      assertTrue(device.epoch() > 0 && device.done() > 0, "some were harmless" + where());
      assertWorks(device);
    }
  }

  @Test
  void shouldCompleteEverySlotAroundAShutdown() throws InterruptedException {
    for (int round = 0; round < 5; round++) {
      try (Megakernel device = open(TestDevice.named())) {
        int[] guards = guards();
        device.words().write(GUARD_FIRST, guards);
        int[] before = device.controlWords();
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < RING_SLOTS; i++) {
          slots.add(slot());
        }
        int at = random.nextInt(RING_SLOTS);
        slots.set(at, Slot.of(Opcode.SHUTDOWN));
        long first = device.submit(slots);
        int done = 0;
        for (int i = 0; i < RING_SLOTS; i++) {
          Completion completion = device.await(first + i);
          done += completion.status() == CompletionStatus.DONE ? 1 : 0;
        }
        assertEquals(CompletionStatus.DONE, device.await(first + at).status(), where());
        int[] after = device.controlWords();
        assertEquals(1, after[ControlLayout.SHUTDOWN], where());
        assertEquals(done, after[ControlLayout.DONE_COUNT], where());
        assertKept(before, after, guards);
        assertClosed(device);
      }
    }
    try (Megakernel next = open(TestDevice.named())) {
      assertWorks(next);
    }
  }

  private void assertClosed(Megakernel device) {
    try {
      device.submit(Slot.of(Opcode.NOP));
    } catch (ClosedException e) {
      return;
    }
    throw new AssertionError("a slot was accepted after SHUTDOWN" + where());
  }

  /** Keeps the ring full: nothing is awaited before everything was submitted. */
  private List<Completion> run(Megakernel kernel, List<Slot> slots) throws InterruptedException {
    List<Completion> completions = new ArrayList<>();
    long first = -1;
    long last = -1;
    for (int from = 0; from < slots.size(); ) {
      int count = Math.min(1 + (from * 31 + 7) % 60, slots.size() - from);
      long handle = kernel.submit(slots.subList(from, from + count));
      first = from == 0 ? handle : first;
      last = handle + count - 1;
      from += count;
      // Completions are kept for four rings' lengths; these are three behind.
      while (first + completions.size() < last - 3 * RING_SLOTS) {
        completions.add(kernel.await(first + completions.size()));
      }
    }
    while (completions.size() < slots.size()) {
      completions.add(kernel.await(first + completions.size()));
    }
    return completions;
  }

  /** What does not depend on the order in which the slots ran. */
  private static List<Object> verdict(Completion completion) {
    boolean fault = completion.status() == CompletionStatus.FAULT;
    return List.of(
        completion.status(),
        completion.fault(),
        fault ? completion.result0() : 0,
        fault ? Integer.toUnsignedString(completion.result1()) : "");
  }

  private void compare(Megakernel reference, Megakernel device, int[] guards) {
    int[] expected = reference.controlWords();
    int[] actual = device.controlWords();
    assertArrayEquals(
        Arrays.copyOf(expected, FIRST), Arrays.copyOf(actual, FIRST), "words below 160" + where());
    assertArrayEquals(guards, guardsIn(actual), "guard words" + where());
    RingWords.assertSame(reference, device, Protection.GUARDED, "ring" + where());
    DebugLog expectedLog = reference.debugRecords();
    DebugLog actualLog = device.debugRecords();
    assertEquals(expectedLog.records().size(), actualLog.records().size(), where());
    assertEquals(expectedLog.dropped(), actualLog.dropped(), where());
  }

  private void assertKept(int[] before, int[] after, int[] guards) {
    for (int i = ControlLayout.TENANT_BASE; i < FIRST; i++) {
      boolean metric =
          i >= ControlLayout.METRICS_BASE
              && i < ControlLayout.METRICS_BASE + ControlLayout.METRICS_SLOTS;
      if (!metric && i != ControlLayout.EPOCH) {
        assertEquals(before[i], after[i], "control word " + i + where());
      }
    }
    assertArrayEquals(guards, guardsIn(after), "guard words" + where());
  }

  private static int[] guardsIn(int[] control) {
    return Arrays.copyOfRange(control, FIRST + GUARD_FIRST, FIRST + GUARD_FIRST + GUARD_WORDS);
  }

  private void assertWorks(Megakernel kernel) throws InterruptedException {
    kernel.words().write(0, 0);
    for (int i = 0; i < 2 * RING_SLOTS; i++) {
      kernel.submit(Opcode.ATOMIC_ADD, 3, FIRST, 0);
    }
    Completion last = kernel.await(kernel.submit(Slot.of(Opcode.LOAD_U32, END, 0)));
    assertEquals(FaultCode.BAD_INDEX, last.fault(), where());
    kernel.drain();
    assertEquals(6 * RING_SLOTS, kernel.words().read(0), where());
  }

  private int[] guards() {
    int[] guards = new int[GUARD_WORDS];
    for (int i = 0; i < guards.length; i++) {
      guards[i] = 0x5EED_0000 + i;
    }
    return guards;
  }

  private Slot slot() {
    int opcode = random.nextInt(20) == 0 ? random.nextInt() : pick(OPCODES);
    int tenant = random.nextInt(4) == 0 ? tenant() : 0;
    if (opcode == Opcode.SHUTDOWN && tenant == 0) {
      tenant = 1;
    }
    int[] args = opcode == Opcode.PACKED_SLOT ? packed() : arguments(SlotLayout.ARGS_PER_SLOT);
    if (opcode == Opcode.MEMCPY) {
      args[2] = pick(COUNTS);
    }
    if (opcode == Opcode.LOAD_U32 && random.nextInt(4) == 0) {
      args[1] = WORDS - 1 + random.nextInt(2);
    }
    Priority priority = Priority.values()[random.nextInt(Priority.values().length)];
    return Slot.of(opcode, args).withTenant(tenant).withPriority(priority);
  }

  private int tenant() {
    int[] extreme = {1, 2, 28, 29, 31, 32, 1023, 1024, 1025, 0x7FFF_FFFF, 0x8000_0000, -1};
    return random.nextBoolean() ? pick(extreme) : random.nextInt();
  }

  private int[] arguments(int count) {
    int[] args = new int[count];
    for (int i = 0; i < count; i++) {
      // A random word far beyond the window; one of the first million might name a guard word.
      args[i] = random.nextInt(8) == 0 ? random.nextInt() | 1 << 20 : pick(ARGUMENTS);
    }
    return args;
  }

  /** Packed bytes: well-formed, nearly so, or any. */
  private int[] packed() {
    int kind = random.nextInt(4);
    int count = kind == 0 ? random.nextInt(256) : random.nextInt(PackedLayout.PACKED_MAX_OPS + 2);
    byte[] bytes = new byte[4 * SlotLayout.ARGS_PER_SLOT];
    bytes[0] = (byte) count;
    int metadata = (2 + 2 * count + 3) / 4;
    int[] args = new int[SlotLayout.ARGS_PER_SLOT];
    int room = Math.max(0, args.length - metadata);
    bytes[1] = (byte) (kind < 2 ? random.nextInt(256) : random.nextInt(room + 1));
    for (int i = 0, offset = 0; i < count && 3 + 2 * i < bytes.length; i++) {
      bytes[2 + 2 * i] = (byte) (random.nextInt(6) == 0 ? random.nextInt(256) : innerOpcode());
      bytes[3 + 2 * i] = (byte) (kind < 2 ? random.nextInt(256) : offset);
      offset += random.nextInt(4);
    }
    if (kind == 0) {
      random.nextBytes(bytes);
    }
    for (int i = 0; i < bytes.length; i++) {
      args[i / 4] |= (bytes[i] & 0xFF) << 8 * (i % 4);
    }
    // What comes after the entries are arguments, of MEMCPY perhaps: no legal copy reaches the
    // guards.
    for (int i = Math.min(metadata, args.length); i < args.length; i++) {
      args[i] = pick(random.nextBoolean() ? ARGUMENTS : COUNTS);
    }
    return args;
  }

  private int innerOpcode() {
    return random.nextInt(Opcode.FIRST_USER + 2);
  }

  private int pick(int[] from) {
    return from[random.nextInt(from.length)];
  }

  private String where() {
    return "; " + Seeds.command(HostileSlotsTest.class, seed);
  }
}
