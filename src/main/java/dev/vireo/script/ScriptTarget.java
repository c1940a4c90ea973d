package dev.vireo.script;

import dev.vireo.Completion;
import dev.vireo.DebugLog;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Slot;

/** What executing a script needs of a megakernel. Used by one thread. */
interface ScriptTarget extends AutoCloseable {
  /** Returns the name of the device that executes the slots. */
  String deviceName();

  /** Returns the mode in force: LIVE or EPOCH. */
  Mode mode();

  /** Returns why it is that mode. */
  String modeReason();

  /** Returns how many submitted slots may wait for {@link #await} at once. */
  int ringSlots();

  /**
   * Publishes a slot, waiting for a free place if it must.
   *
   * @throws dev.vireo.protocol.ClosedException when publishing is closed
   */
  long submit(Slot slot);

  /** Waits for the slot behind {@code handle}; handles are awaited once, in the order of submit. */
  Completion await(long handle);

  /** Returns an absolute control word. */
  int control(int index);

  /** Returns the execution counters of opcodes 0 to 31. */
  int[] metrics();

  /** Returns the count of executed slots. */
  int done();

  /** Returns the count of batch fences. */
  int epoch();

  /** Returns the debug log. */
  DebugLog debugRecords();

  @Override
  void close();
}
