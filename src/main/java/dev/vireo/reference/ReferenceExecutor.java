package dev.vireo.reference;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Executes published slots, one at a time and each completely, and says how they ended: the device
 * named {@code reference}.
 *
 * <p>Since slots run in the order in which the caller executes them, a BATCH_FENCE has nothing to
 * wait for. There is no fuel: a slot takes as long as the buffers are large. A slot whose handler
 * gives way or waits goes on by {@link #resume}. Not safe for use by several threads at once.
 */
public final class ReferenceExecutor {
  private final Protection protection;
  private final ReferenceMemory memory;
  private final Map<Integer, ReferenceHandler> handlers;
  private final GuardedKernel guarded;
  private final int slotBudget;
  private final Map<Integer, Task> tasks = new HashMap<>();

  /** Creates an executor whose only tenant in GUARDED is tenant 0. */
  public ReferenceExecutor(
      Protection protection, ReferenceMemory memory, Map<Integer, ReferenceHandler> handlers) {
    this(protection, memory, handlers, new TenantTable(), -1);
  }

  /**
   * Creates an executor.
   *
   * @param memory the buffers to work on: at least 160 control words, whole slots, and exactly the
   *     257 words of the default debug log
   * @param handlers what to run for user opcodes; copied
   * @param tenants who may run slots in GUARDED; kept, changes take effect at the next slot
   * @param slotBudget how often one slot may give way or wait, unsigned; beyond it is FAULT FUEL
   * @throws IllegalArgumentException when a buffer has another size, or a handler has a reserved or
   *     built-in opcode
   */
  public ReferenceExecutor(
      Protection protection,
      ReferenceMemory memory,
      Map<Integer, ReferenceHandler> handlers,
      TenantTable tenants,
      int slotBudget) {
    this.slotBudget = slotBudget;
    checkSizes(memory);
    handlers.keySet().forEach(ReferenceExecutor::checkUserOpcode);
    this.protection = Objects.requireNonNull(protection, "protection");
    this.memory = memory;
    this.handlers = Map.copyOf(handlers);
    this.guarded =
        new GuardedKernel(memory, this.handlers, Objects.requireNonNull(tenants, "tenants"));
  }

  /**
   * Executes the PUBLISHED slot at ring index {@code slotIndex}.
   *
   * <p>Afterwards its status word is DONE or FAULT. Where the outcome is REFUSED (RAW, as vyre
   * leaves it) or CANCELLED (GUARDED, after a SHUTDOWN) nothing was counted or changed and it is
   * still PUBLISHED. Where it is {@link Outcome#unfinished}, the status word is YIELD, REQUEUE or
   * WAIT_IO.
   *
   * @throws IndexOutOfBoundsException when the ring has no such slot
   * @throws IllegalStateException when the slot is not PUBLISHED
   */
  public Outcome execute(int slotIndex) {
    int slots = memory.ring().length / SlotLayout.SLOT_WORDS;
    int slotBase = SlotLayout.SLOT_WORDS * Objects.checkIndex(slotIndex, slots);
    int status = memory.ring()[slotBase + SlotLayout.STATUS_WORD];
    if (status != SlotStatus.PUBLISHED) {
      throw new IllegalStateException(
          "slot "
              + slotIndex
              + " of "
              + slots
              + " has status "
              + Integer.toUnsignedString(status)
              + "; publish it (status "
              + SlotStatus.PUBLISHED
              + ") before executing it");
    }
    Task task = Task.of(slotBudget);
    return kept(
        slotIndex,
        task,
        protection == Protection.RAW
            ? RawKernel.step(memory, slotIndex, handlers, task)
            : guarded.execute(slotBase, task));
  }

  /**
   * Claims the PUBLISHED slot at a ring index for somebody else to run, in GUARDED: its status word
   * is CLAIMED afterwards.
   *
   * @return null, or how it ended because its tenant may not run it
   */
  public @Nullable Outcome hold(int slotIndex) {
    return guarded.hold(SlotLayout.SLOT_WORDS * slotIndex);
  }

  /**
   * Goes on with a slot that gave way or waits.
   *
   * @throws IllegalStateException when the slot at this ring index did neither
   */
  public Outcome resume(int slotIndex) {
    Task task = task(slotIndex);
    int slotBase = SlotLayout.SLOT_WORDS * slotIndex;
    memory.ring()[slotBase + SlotLayout.STATUS_WORD] = SlotStatus.CLAIMED;
    task.resume();
    tasks.remove(slotIndex);
    return kept(
        slotIndex,
        task,
        protection == Protection.RAW
            ? RawKernel.runClaimed(memory, slotBase, handlers, task)
            : guarded.runClaimed(slotBase, task));
  }

  /**
   * Signals a slot that waits, before it is resumed.
   *
   * @throws IllegalStateException when the slot at this ring index neither waits nor gave way
   */
  public void signal(int slotIndex, int word) {
    task(slotIndex).signal(word);
  }

  private Task task(int slotIndex) {
    Task task = tasks.get(slotIndex);
    if (task == null) {
      throw new IllegalStateException(
          "slot " + slotIndex + " neither waits nor gave way; execute it first");
    }
    return task;
  }

  private Outcome kept(int slotIndex, Task task, Outcome outcome) {
    if (outcome.unfinished()) {
      tasks.put(slotIndex, task);
    }
    return outcome;
  }

  /** Returns whether the control words say shutdown: nothing is executed any more. */
  public boolean shutdown() {
    return RawKernel.shutDown(memory);
  }

  /**
   * Returns how many PRINTF records did not fit the log; always 0 in RAW, where the cursor tells.
   */
  public long droppedPrints() {
    return guarded.droppedPrints();
  }

  private static void checkSizes(ReferenceMemory memory) {
    checkSize(
        "control",
        memory.control().length >= ControlLayout.CONTROL_MIN_WORDS,
        memory.control().length,
        "at least " + ControlLayout.CONTROL_MIN_WORDS);
    checkSize(
        "ring",
        memory.ring().length % SlotLayout.SLOT_WORDS == 0,
        memory.ring().length,
        "a multiple of " + SlotLayout.SLOT_WORDS);
    checkSize(
        "debug log",
        memory.debug().length == DebugLogLayout.BUFFER_WORDS,
        memory.debug().length,
        "exactly " + DebugLogLayout.BUFFER_WORDS);
  }

  private static void checkSize(String buffer, boolean right, int words, String wanted) {
    if (!right) {
      throw new IllegalArgumentException(
          "the " + buffer + " buffer has " + words + " words; allocate " + wanted);
    }
  }

  private static void checkUserOpcode(int opcode) {
    boolean reserved = opcode >= Opcode.RESERVED_MIN && opcode <= 0xFFFF;
    if (opcode < Opcode.FIRST_USER || reserved) {
      throw new IllegalArgumentException(
          "a handler cannot have opcode 0x"
              + Integer.toHexString(opcode)
              + ", which is built in or reserved; use 8 to 0xFFEF or 0x10000 to 0x7FFFFFFF");
    }
  }
}
