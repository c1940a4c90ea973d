package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.SilentValidation;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.PackedLayout;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.TenantRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tenants that mean harm, at once, with windows that lie side by side: whatever they submit ends as
 * the reference says, and nothing that belongs to nobody or to the tenant who keeps still changes.
 */
@Tag("device")
@Tag("mode")
@Timeout(60)
@ExtendWith(SilentValidation.class)
class HostileTenantsTest {
  private static final int BASE = ControlLayout.OBSERVABLE_BASE;
  private static final int WORDS = 1600;
  private static final int RING_SLOTS = 200;
  private static final int ROUNDS = 15;
  private static final int SLOTS_A_ROUND = 600;
  private static final int ANY = 8;
  private static final int YIELDING = 9;
  private static final int ID = 900;
  private static final int OWN =
      TenantRegistry.OPCODE_BASE + ID * TenantRegistry.OPCODES_PER_TENANT;

  /** First observable word and number of words of each hostile tenant. */
  private static final int[][] WINDOWS = {{0, 40}, {100, 300}, {500, 300}, {1100, 1}};

  /** The tenant between two of them, who submits nothing. */
  private static final int[] VICTIM = {400, 100};

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
    ANY,
    YIELDING,
    OWN,
    OWN + 1,
    10,
    255,
    0xFFFF,
    0x7FFF_FFFF,
    0x8000_0000
  };

  private static final Handler[] HANDLERS = {
    handler(ANY),
    Handler.glsl(
            YIELDING,
            "yielding",
            """
            if (VIREO_STATE(0) < 3u) {
              VIREO_STATE(0)++;
              VIREO_YIELD;
            }
            VIREO_STORE(VIREO_ARG(0), VIREO_LOAD(VIREO_ARG(1)));
            """)
        .withJava(c -> c.store(c.arg(0), c.load(c.arg(1)))),
    handler(OWN)
  };

  private final long seed = Seeds.next(HostileTenantsTest.class);
  private final Random random = new Random(seed);

  private static Handler handler(int opcode) {
    return Handler.glsl(
            opcode,
            "store, load and add",
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
            });
  }

  /** A megakernel with the same tenants, whatever runs it. */
  private static final class Host implements AutoCloseable {
    final Megakernel kernel;
    final List<Tenant> tenants = new ArrayList<>();

    Host(String device) {
      kernel =
          Megakernel.open(
              MegakernelConfig.defaults()
                  .withDevice(device)
                  .withRingSlots(RING_SLOTS)
                  .withObservableWords(WORDS)
                  .withTenants()
                  .withOpcodes(OPCODES) // a kernel that grows with each costs a driver seconds
                  .withHandlers(HANDLERS));
      kernel.registerTenant(TenantSpec.ofWords(VICTIM[0], VICTIM[1]));
      for (int i = 0; i < WINDOWS.length; i++) {
        tenants.add(kernel.registerTenant(spec(i)));
      }
      kernel.words().write(0, marked());
    }

    private static TenantSpec spec(int number) {
      TenantSpec spec = TenantSpec.ofWords(WINDOWS[number][0], WINDOWS[number][1]);
      if (number == 1) {
        return spec.withId(ID);
      }
      return number == 2
          ? spec.withOpcodes(
              Opcode.PACKED_SLOT,
              Opcode.STORE_U32,
              Opcode.MEMCPY,
              Opcode.DFA_STEP,
              Opcode.COMPARE_SWAP,
              Opcode.LOAD_MISS,
              YIELDING,
              ANY)
          : spec;
    }

    /** Ends a tenant, and registers the next one with its window and a quota. */
    void replace(int number, int quota, boolean revoke) throws InterruptedException {
      Tenant tenant = tenants.get(number);
      if (revoke) {
        tenant.revoke();
      }
      tenant.quiesce(Duration.ofSeconds(30));
      tenants.set(number, kernel.registerTenant(spec(number).withQuota(quota)));
    }

    List<Completion> run(List<Slot> slots, int[] who) throws InterruptedException {
      long[] handles = new long[who.length];
      for (int i = 0; i < who.length; i++) {
        Tenant tenant = tenants.get(who[i]);
        handles[i] =
            i % 5 == 0
                ? kernel.submit(slots.get(i).withTenant(tenant.id()))
                : tenant.submit(slots.get(i));
      }
      List<Completion> completions = new ArrayList<>();
      for (long handle : handles) {
        completions.add(kernel.await(handle));
      }
      kernel.drain();
      return completions;
    }

    @Override
    public void close() {
      kernel.close();
    }
  }

  @Test
  void shouldKeepEveryTenantInItsWindow() throws InterruptedException {
    Map<String, Integer> seen = new HashMap<>();
    try (Host reference = new Host("reference");
        Host device = new Host(TestDevice.named())) {
      for (int round = 0; round < ROUNDS; round++) {
        List<Slot> slots = new ArrayList<>();
        int[] who = new int[SLOTS_A_ROUND];
        for (int i = 0; i < SLOTS_A_ROUND; i++) {
          who[i] = random.nextInt(WINDOWS.length);
          slots.add(slot(who[i]));
        }
        List<Completion> expected = reference.run(slots, who);
        List<Completion> actual = device.run(slots, who);
        for (int i = 0; i < slots.size(); i++) {
          String which = slots.get(i) + " of tenant number " + who[i] + where();
          assertEquals(verdict(expected.get(i)), verdict(actual.get(i)), which);
          seen.merge(expected.get(i).fault().name(), 1, Integer::sum);
        }
        assertKept(device.kernel);
        assertKept(reference.kernel);
        int[] low = Arrays.copyOf(reference.kernel.controlWords(), BASE);
        assertArrayEquals(low, Arrays.copyOf(device.kernel.controlWords(), BASE), where());
        RingWords.assertSame(reference.kernel, device.kernel, Protection.GUARDED, where());
      }
      for (String fault : List.of("NONE", "BAD_INDEX", "FORBIDDEN", "BAD_PACKED", "BAD_ARGUMENT")) {
        assertTrue(seen.getOrDefault(fault, 0) >= 10, fault + " in " + seen + where());
      }
    }
  }

  @Test
  void shouldAgreeOnEveryWordWhenOneSlotRunsAtATime() throws InterruptedException {
    try (Host reference = new Host("reference");
        Host device = new Host(TestDevice.named())) {
      for (int i = 1; i <= SLOTS_A_ROUND; i++) {
        int[] who = {random.nextInt(WINDOWS.length)};
        List<Slot> slots = List.of(slot(who[0]));
        assertEquals(
            reference.run(slots, who), device.run(slots, who), "slot " + i + " " + slots + where());
        if (random.nextInt(20) == 0) {
          int quota = random.nextInt(10);
          boolean revoke = random.nextBoolean();
          reference.replace(who[0], quota, revoke);
          device.replace(who[0], quota, revoke);
        }
        if (i % 20 == 0) {
          assertArrayEquals(reference.kernel.controlWords(), device.kernel.controlWords(), where());
          RingWords.assertSame(reference.kernel, device.kernel, Protection.GUARDED, where());
          assertEquals(reference.kernel.debugRecords(), device.kernel.debugRecords(), where());
        }
      }
      assertKept(device.kernel);
    }
  }

  private static int[] marked() {
    int[] words = new int[WORDS];
    Arrays.setAll(words, i -> 0x5EED_0000 + i);
    return words;
  }

  private void assertKept(Megakernel kernel) {
    int[] words = new int[WORDS];
    kernel.words().read(0, words);
    int[] expected = marked();
    for (int[] window : WINDOWS) {
      System.arraycopy(words, window[0], expected, window[0], window[1]);
    }
    assertArrayEquals(expected, words, kernel.deviceName() + where());
  }

  private static List<Object> verdict(Completion completion) {
    boolean fault = completion.status() == CompletionStatus.FAULT;
    return List.of(
        completion.status(),
        completion.fault(),
        fault ? completion.result0() : 0,
        fault ? Integer.toUnsignedString(completion.result1()) : "");
  }

  private Slot slot(int who) {
    int opcode =
        switch (random.nextInt(5)) {
          case 0, 1 -> random.nextInt(Opcode.FIRST_USER);
          case 2 -> Opcode.PACKED_SLOT;
          default -> random.nextInt(15) == 0 ? random.nextInt() : pick(OPCODES);
        };
    return opcode == Opcode.PACKED_SLOT
        ? Slot.of(opcode, packed(who))
        : Slot.of(opcode, args(who, opcode, 6));
  }

  private int[] args(int who, int opcode, int count) {
    int[] args = new int[count];
    int[] window = WINDOWS[random.nextInt(5) == 0 ? random.nextInt(WINDOWS.length) : who];
    for (int i = 0; i < count; i++) {
      args[i] = index(window);
    }
    switch (opcode) {
      case Opcode.MEMCPY ->
          set(args, 2, random.nextInt(6) == 0 ? random.nextInt() : length(window));
      case Opcode.LOAD_U32 -> set(args, 1, index(window) - BASE);
      case Opcode.DFA_STEP -> {
        set(args, 0, random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(3));
        set(args, 1, random.nextInt(300));
        set(args, 3, random.nextBoolean() ? -1 : index(window) - BASE);
      }
      case Opcode.COMPARE_SWAP -> set(args, 0, random.nextBoolean() ? args[0] - BASE : args[0]);
      default -> {}
    }
    return args;
  }

  private static void set(int[] args, int number, int value) {
    if (number < args.length) {
      args[number] = value;
    }
  }

  private int length(int[] window) {
    return switch (random.nextInt(3)) {
      case 0 -> window[1] + random.nextInt(3) - 1;
      case 1 -> random.nextInt(window[1] + 1);
      default -> random.nextInt(5);
    };
  }

  /** An absolute word: at an end of a window, in it, among the control words, or far away. */
  private int index(int[] window) {
    int first = BASE + window[0];
    return switch (random.nextInt(24)) {
      case 0 -> first - 1;
      case 1 -> first + window[1];
      case 2 -> first + window[1] - 1;
      case 3 -> BASE + VICTIM[0] + random.nextInt(VICTIM[1]);
      case 4 -> random.nextInt(BASE);
      case 5 -> random.nextBoolean() ? random.nextInt() : BASE + WORDS - 1 + random.nextInt(3);
      case 6 -> first;
      default -> first + random.nextInt(window[1]);
    };
  }

  /** Argument words of a PACKED slot: well-formed mostly. */
  private int[] packed(int who) {
    int count = random.nextInt(PackedLayout.PACKED_MAX_OPS + 1);
    int metadata = (2 + 2 * count + 3) / 4;
    byte[] bytes = new byte[4 * SlotLayout.ARGS_PER_SLOT];
    int[] words = new int[SlotLayout.ARGS_PER_SLOT];
    int next = metadata;
    bytes[0] = (byte) count;
    for (int i = 0; i < count; i++) {
      int opcode = random.nextInt(Opcode.FIRST_USER + (random.nextInt(4) == 0 ? 3 : 0));
      bytes[2 + 2 * i] = (byte) opcode;
      bytes[3 + 2 * i] = (byte) (next - metadata);
      for (int arg : args(who, opcode, 2 + random.nextInt(3))) {
        if (next < words.length) {
          words[next++] = arg;
        }
      }
    }
    bytes[1] = (byte) (next - metadata);
    if (random.nextInt(8) == 0) {
      bytes[random.nextInt(4 * metadata)] = (byte) random.nextInt();
    }
    for (int i = 0; i < 4 * metadata; i++) {
      words[i / 4] |= (bytes[i] & 0xFF) << 8 * (i % 4);
    }
    return words;
  }

  private int pick(int[] from) {
    return from[random.nextInt(from.length)];
  }

  private String where() {
    return "; " + Seeds.command(HostileTenantsTest.class, seed);
  }
}
