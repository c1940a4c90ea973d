package dev.vireo.reference;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.SlotLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Random slot programs whose results do not depend on the order in which a batch's slots run.
 *
 * <p>A program is a list of batches; the next one is submitted when every slot of the one before
 * has completed. Within a batch no slot writes a word that another one touches, so whatever the
 * order, all buffers end equal. Exempt are only the ATOMIC_ADDs that share their target on purpose:
 * the word ends equal, the value before does not, and {@link Batch#orderDependent} names them.
 * Programs contain faults, hostile arguments, unknown tenants and malformed PACKED slots. The same
 * seed gives the same program.
 */
public final class SlotPrograms {
  /**
   * Opcode of the one handler that programs use; where it is not registered it is one more unknown
   * opcode: {@code before = atomicAdd(control[arg0], arg1 * arg2); result0 = before; result1 = arg1
   * * arg2}.
   */
  public static final int HANDLER_OPCODE = 9;

  private static final int ATTEMPTS = 8;

  private static final int[] EXTREMES = {0, 1, 2, 3, 0x7FFF_FFFF, 0x8000_0000, -2, -1};

  /**
   * Whoever writes these in RAW decides whether anything runs afterwards: shutdown, table, tenant
   * 0's mask.
   */
  private static final int[] LETHAL_WORDS = {
    ControlLayout.SHUTDOWN, ControlLayout.TENANT_BASE, ControlLayout.TENANT_MASKS_BASE
  };

  private static final int[] STRANGE_OPCODES = {
    8,
    20,
    31,
    32,
    500,
    0xFFEF,
    0xFFF0,
    0xFFFC,
    0xFFFF,
    0x10000,
    0x7FFF_FFFF,
    0x8000_0000,
    0x8000_0002,
    Opcode.LOAD_MISS
  };

  private static final int[] STRANGE_TENANTS = {
    1, 2, 4, 28, 29, 30, 60, 61, 93, 125, 157, 158, 1_000_000, -1, -2
  };

  private final Protection protection;
  private final int controlWords;
  private final int maxBatch;

  /**
   * Slots that are submitted together.
   *
   * @param slots in the order of publication
   * @param orderDependent indices of the slots whose first result word, when they are DONE, depends
   *     on the order
   */
  public record Batch(List<Slot> slots, BitSet orderDependent) {}

  /**
   * A program.
   *
   * @param seed what it was made from
   * @param batches to be submitted one after the other, each when the one before has completed
   * @param lethalFrom index of the first batch that may shut the megakernel down, revoke tenant 0
   *     or move the tenant table (RAW), or the number of batches; such batches have one slot each
   */
  public record Program(long seed, List<Batch> batches, int lethalFrom) {}

  /**
   * Prepares programs for one size of buffers.
   *
   * @param controlWords length of the control buffer in words; 1,200 or more makes slots that do
   *     something likely
   * @param maxBatch most slots in a batch
   */
  public SlotPrograms(Protection protection, int controlWords, int maxBatch) {
    this.protection = protection;
    this.controlWords = controlWords;
    this.maxBatch = maxBatch;
  }

  /** Returns the Java side of {@link #HANDLER_OPCODE}. */
  public static Map<Integer, ReferenceHandler> handlers() {
    return Map.of(
        HANDLER_OPCODE,
        c -> {
          int delta = c.arg(1) * c.arg(2);
          c.result(0, c.atomicAdd(c.arg(0), delta));
          c.result(1, delta);
        });
  }

  /**
   * Copies the words that decide in RAW whether anything runs from {@code good} to {@code words}.
   */
  public static void restoreLethalWords(int[] words, int[] good) {
    for (int word : LETHAL_WORDS) {
      words[word] = good[word];
    }
  }

  /** Makes the program of {@code seed}. */
  public Program program(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    // More than 64 records overflow the debug log.
    boolean chatty = random.nextInt(16) == 0;
    int count = chatty ? 70 : 1 + random.nextInt(6);
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batches.add(batch(random, chatty));
    }
    int lethalFrom = batches.size();
    if (random.nextInt(4) == 0) {
      addLethalTail(random, batches);
    }
    return new Program(seed, List.copyOf(batches), lethalFrom);
  }

  /** Returns the observable words to begin with: small values, repeated ones and random ones. */
  public int[] observableWords(long seed) {
    SplittableRandom random = new SplittableRandom(~seed);
    int[] words = new int[controlWords - ControlLayout.OBSERVABLE_BASE];
    for (int i = 0; i < words.length; i++) {
      words[i] = value(random);
    }
    return words;
  }

  private Batch batch(SplittableRandom random, boolean chatty) {
    int size = 1 + random.nextInt(random.nextInt(maxBatch) + 1);
    List<Slot> slots = new ArrayList<>();
    BitSet orderDependent = new BitSet();
    SlotAccess taken = new SlotAccess(protection, controlWords, false);
    int sharedWord = window(random);
    for (int i = 0; i < size; i++) {
      boolean shared = random.nextInt(8) == 0;
      Slot slot = Slot.of(Opcode.NOP, random.nextInt());
      SlotAccess access = new SlotAccess(protection, controlWords, shared);
      if (chatty && i == 0) {
        slot = Slot.of(Opcode.PRINTF, random.nextInt(), random.nextInt(), random.nextInt());
      } else {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
          Slot candidate =
              shared ? Slot.of(Opcode.ATOMIC_ADD, value(random), sharedWord) : slot(random, false);
          SlotAccess wanted = new SlotAccess(protection, controlWords, shared).with(candidate);
          if (!lethal(wanted) && wanted.commutesWith(taken)) {
            slot = candidate;
            break;
          }
        }
      }
      access.with(slot);
      if (!access.commutesWith(taken)) {
        // Not even a NOP's counters commute with what is there: some slot reads or writes them.
        break;
      }
      if (shared && slot.opcode() == Opcode.ATOMIC_ADD) {
        orderDependent.set(slots.size());
      }
      taken.include(access);
      slots.add(slot);
    }
    return new Batch(List.copyOf(slots), orderDependent);
  }

  private void addLethalTail(SplittableRandom random, List<Batch> batches) {
    if (protection == Protection.GUARDED) {
      batches.add(single(Slot.of(Opcode.SHUTDOWN)));
      return;
    }
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      batches.add(single(random.nextInt(6) == 0 ? Slot.of(Opcode.SHUTDOWN) : slot(random, true)));
    }
  }

  private static Batch single(Slot slot) {
    return new Batch(List.of(slot), new BitSet());
  }

  private boolean lethal(SlotAccess access) {
    for (int word : LETHAL_WORDS) {
      if (access.changes(word)) {
        return true;
      }
    }
    return false;
  }

  private Slot slot(SplittableRandom random, boolean lowWords) {
    int kind = random.nextInt(100);
    Slot slot;
    if (kind < 65) {
      int opcode = kind < 60 ? random.nextInt(Opcode.FIRST_USER) : HANDLER_OPCODE;
      slot = Slot.of(opcode, args(random, opcode, lowWords));
    } else if (kind < 85) {
      slot = Slot.of(Opcode.PACKED_SLOT, packed(random));
    } else if (kind < 90) {
      slot = Slot.of(Opcode.PRINTF, value(random), value(random), value(random));
    } else if (kind == 90) {
      slot = Slot.of(Opcode.SHUTDOWN).withTenant(oneOf(random, STRANGE_TENANTS));
    } else {
      slot = Slot.of(oneOf(random, STRANGE_OPCODES), value(random), value(random), value(random));
    }
    if (random.nextInt(12) == 0) {
      slot = slot.withTenant(oneOf(random, STRANGE_TENANTS));
    }
    return random.nextInt(4) == 0
        ? slot.withPriority(Priority.values()[random.nextInt(Priority.values().length)])
        : slot;
  }

  /** Arguments that make sense to the operation, or hostile ones now and then. */
  private int[] args(SplittableRandom random, int opcode, boolean lowWords) {
    int target = lowWords && random.nextBoolean() ? random.nextInt(160) : index(random);
    int observable = index(random) - ControlLayout.OBSERVABLE_BASE;
    return switch (opcode) {
      case Opcode.STORE_U32, Opcode.ATOMIC_ADD -> new int[] {value(random), target};
      case Opcode.LOAD_U32 -> new int[] {index(random), observable};
      case Opcode.COMPARE_SWAP -> {
        // The word 160 further on must exist too.
        boolean paired = random.nextInt(4) != 0 && controlWords > 320;
        int word = paired ? 160 + random.nextInt(controlWords - 320) : target;
        yield new int[] {word, random.nextInt(3), value(random)};
      }
      case Opcode.MEMCPY -> copy(random, target);
      case Opcode.DFA_STEP ->
          new int[] {
            random.nextInt(random.nextInt(8) == 0 ? 1 << 30 : 4),
            random.nextInt(random.nextInt(8) == 0 ? 300 : 256),
            random.nextInt(8) == 0 ? index(random) : 160 + (window(random) - 160) / 4,
            random.nextInt(3) == 0 ? -1 : observable
          };
      case HANDLER_OPCODE -> new int[] {target, value(random), value(random)};
      default -> new int[] {value(random), value(random), value(random)};
    };
  }

  private int[] copy(SplittableRandom random, int target) {
    int words = copyLength(random);
    int source = index(random);
    int destination = random.nextInt(3) == 0 ? source + random.nextInt(9) - 4 : target;
    return new int[] {source, destination, words};
  }

  private int copyLength(SplittableRandom random) {
    return switch (random.nextInt(12)) {
      case 0 -> 0;
      case 1 -> value(random);
      case 2 -> random.nextInt(controlWords);
      case 3, 4, 5 -> random.nextInt(300);
      default -> random.nextInt(20);
    };
  }

  /**
   * Argument words of a PACKED slot: well-formed mostly, else with a byte or everything changed.
   */
  private int[] packed(SplittableRandom random) {
    int[] words = wellFormed(random);
    int kind = random.nextInt(10);
    if (kind < 2) {
      int index = random.nextInt(10);
      int shift = 8 * (index % 4);
      int changed = random.nextBoolean() ? random.nextInt(16) : random.nextInt(256);
      words[index / 4] = words[index / 4] & ~(0xFF << shift) | changed << shift;
    } else if (kind == 2) {
      for (int i = random.nextInt(words.length); i < words.length; i++) {
        words[i] = random.nextBoolean() ? random.nextInt() : index(random);
      }
    }
    return words;
  }

  private int[] wellFormed(SplittableRandom random) {
    int count = random.nextInt(5);
    int metadata = (2 + 2 * count + 3) / 4;
    int[] words = new int[SlotLayout.ARGS_PER_SLOT];
    int next = metadata;
    for (int i = 0; i < count; i++) {
      int opcode = random.nextInt(10) == 0 ? HANDLER_OPCODE : random.nextInt(Opcode.FIRST_USER);
      int[] args = args(random, opcode, false);
      setByte(words, 2 + 2 * i, opcode);
      setByte(words, 3 + 2 * i, next - metadata);
      for (int j = 0; j < args.length && next < words.length; j++) {
        words[next++] = args[j];
      }
    }
    setByte(words, 0, count);
    setByte(words, 1, next - metadata);
    return words;
  }

  private static void setByte(int[] words, int index, int value) {
    words[index / 4] |= value << (8 * (index % 4));
  }

  /** An absolute word: in the window mostly, else below it, at its ends or far away. */
  private int index(SplittableRandom random) {
    return switch (random.nextInt(20)) {
      case 0 -> random.nextInt(ControlLayout.OBSERVABLE_BASE);
      case 1 -> controlWords - 1 + random.nextInt(3);
      case 2 -> random.nextBoolean() ? random.nextInt() : oneOf(random, EXTREMES);
      default -> window(random);
    };
  }

  private int window(SplittableRandom random) {
    int observable = controlWords - ControlLayout.OBSERVABLE_BASE;
    return ControlLayout.OBSERVABLE_BASE + (observable == 0 ? 0 : random.nextInt(observable));
  }

  private static int value(SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt(3);
      case 1 -> oneOf(random, EXTREMES);
      default -> random.nextInt();
    };
  }

  private static int oneOf(SplittableRandom random, int[] values) {
    return values[random.nextInt(values.length)];
  }
}
