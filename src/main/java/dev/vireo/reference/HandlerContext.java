package dev.vireo.reference;

import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.SlotStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ReferenceHandler} sees of its slot and of the control words. Valid during one call
 * of the handler only.
 *
 * <p>Indices are absolute words of the control buffer, unsigned. In GUARDED an index outside the
 * tenant's window ends the handler and the slot as FAULT BAD_INDEX; what it did before stays. In
 * RAW a read outside the buffer yields 0 and a write outside is dropped.
 */
public final class HandlerContext {
  private final ReferenceMemory memory;
  private final Operation operation;
  private final @Nullable Window window; // null: nothing is checked
  private final int[] results;
  private final Task task;

  HandlerContext(
      ReferenceMemory memory,
      Operation operation,
      @Nullable Window window,
      int[] results,
      Task task) {
    this.memory = memory;
    this.operation = operation;
    this.window = window;
    this.results = results;
    this.task = task;
  }

  /** Returns the opcode that was called. */
  public int opcode() {
    return operation.opcode();
  }

  /** Returns the slot's tenant, unsigned. */
  public int tenant() {
    return operation.tenant();
  }

  /** Returns the word offset of the slot in the ring. */
  public int slotBase() {
    return operation.slotBase();
  }

  /**
   * Returns an argument word; missing ones are 0. In a PACKED slot a handler has its own argument
   * words only: in RAW always three.
   *
   * @param index 0 to 11
   * @throws IndexOutOfBoundsException when the index is out of range
   */
  public int arg(int index) {
    return operation.arg(Objects.checkIndex(index, operation.args().length));
  }

  /** Returns control word {@code index}. */
  public int load(int index) {
    check(index);
    return ReferenceMemory.read(memory.control(), index);
  }

  /** Stores {@code value} to control word {@code index}. */
  public void store(int index, int value) {
    check(index);
    ReferenceMemory.write(memory.control(), index, value);
  }

  /**
   * Adds {@code delta} to control word {@code index}, modulo 2^32, and returns the value before.
   */
  public int atomicAdd(int index, int delta) {
    check(index);
    return ReferenceMemory.add(memory.control(), index, delta);
  }

  /**
   * Stores {@code next} to control word {@code index} if it holds {@code expected}; returns the
   * value before.
   */
  public int compareSwap(int index, int expected, int next) {
    check(index);
    int before = ReferenceMemory.read(memory.control(), index);
    if (before == expected) {
      ReferenceMemory.write(memory.control(), index, next);
    }
    return before;
  }

  /**
   * Sets a result word of the completion; both are 0 at first. Inside a PACKED slot it has no
   * effect.
   *
   * @param which 0 or 1
   * @throws IndexOutOfBoundsException when {@code which} is neither
   */
  public void result(int which, int value) {
    results[Objects.checkIndex(which, results.length)] = value;
  }

  /**
   * Returns a word that is kept while the slot gives way or waits; 0 at the start.
   *
   * @param index 0 to 3
   * @throws IndexOutOfBoundsException when the index is out of range
   */
  public int state(int index) {
    return task.state()[Objects.checkIndex(index, task.state().length)];
  }

  /**
   * Sets a word that is kept while the slot gives way or waits.
   *
   * @param index 0 to 3
   * @throws IndexOutOfBoundsException when the index is out of range
   */
  public void state(int index, int value) {
    task.state()[Objects.checkIndex(index, task.state().length)] = value;
  }

  /** Returns the word of the latest signal that the handler waited for; 0 before the first. */
  public int signal() {
    return task.signal();
  }

  /**
   * Ends the handler's turn until the slot is signalled; then the handler starts again, with its
   * state words. Does not return, in none of the three: do not catch what it throws.
   */
  public void waitForSignal() {
    throw task.giveWay(SlotStatus.WAIT_IO, operation.opcode());
  }

  /** Ends the handler's turn; it starts again in a later slice, with its state words. */
  public void giveWay() {
    throw task.giveWay(SlotStatus.YIELD, operation.opcode());
  }

  /** Ends the handler's turn; it starts again behind all slots that have given way by then. */
  public void requeue() {
    throw task.giveWay(SlotStatus.REQUEUE, operation.opcode());
  }

  /** Ends the handler and the slot as FAULT HANDLER, in both protections. Does not return. */
  public void fault(int word) {
    throw new FaultSignal(FaultCode.HANDLER, word);
  }

  private void check(int index) {
    if (window != null) {
      window.check(index);
    }
  }
}
