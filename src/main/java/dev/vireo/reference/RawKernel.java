package dev.vireo.reference;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import java.util.Map;

/**
 * The kernel of vyre 0.6.3, byte for byte, its oddities included.
 *
 * <p>Sharded kernel: lane {@code i} looks at slot {@code i} and at no other. Run here in lane order
 * it is the sequential kernel too. The priority kernel's lanes look at any slot. Lanes beyond the
 * ring do nothing. Two things are not vyre's: outcomes carry result words, and a handler may end
 * its slot as FAULT.
 */
public final class RawKernel {
  private RawKernel() {}

  /**
   * Runs every lane once, in order.
   *
   * @param lanes how many lanes there are, 0 or more
   * @param handlers what to run for user opcodes; an opcode that nobody handles still counts as
   *     done
   * @return how many slots were executed
   */
  public static int sequentialPass(
      ReferenceMemory memory, int lanes, Map<Integer, ReferenceHandler> handlers) {
    int executed = 0;
    for (int lane = 0; lane < lanes; lane++) {
      if (step(memory, lane, handlers) != Outcome.REFUSED) {
        executed++;
      }
    }
    return executed;
  }

  /**
   * Runs passes until the control words say shutdown or a pass executes nothing, after which none
   * ever would.
   *
   * @return how many slots were executed
   */
  public static long persistent(
      ReferenceMemory memory, int lanes, Map<Integer, ReferenceHandler> handlers) {
    long total = 0;
    int executed;
    do {
      executed = sequentialPass(memory, lanes, handlers);
      total += executed;
    } while (executed > 0 && !shutDown(memory));
    return total;
  }

  /**
   * One lane of the priority kernel looks for a slot to run, makes it CLAIMED and counts the claim.
   *
   * @param lane the lane's number, unsigned
   * @param totalSlots how many slots the kernel was built for, unsigned
   * @param stride how far apart a lane's probes are, unsigned; 0 counts as 1; vyre's default is
   *     {@code totalSlots}
   * @return what was claimed, or {@link Claim#NONE}
   */
  public static Claim priorityScan(ReferenceMemory memory, int lane, int totalSlots, int stride) {
    return PriorityKernel.scan(memory, lane, totalSlots, stride);
  }

  /**
   * One lane of the priority kernel scans, authorises the tenant again, and executes what it
   * claimed.
   *
   * <p>A tenant whose mask is gone after the claim (the claim's own counters may be its mask)
   * leaves the slot CLAIMED for ever.
   *
   * @return how the slot ended; REFUSED when nothing was executed
   */
  public static Outcome priorityStep(
      ReferenceMemory memory,
      int lane,
      int totalSlots,
      int stride,
      Map<Integer, ReferenceHandler> handlers) {
    return PriorityKernel.step(memory, lane, totalSlots, stride, handlers);
  }

  /**
   * Runs one lane once.
   *
   * @return how its slot ended; REFUSED when it was not executed and its words are as before
   */
  static Outcome step(ReferenceMemory memory, int lane, Map<Integer, ReferenceHandler> handlers) {
    return step(memory, lane, handlers, Task.inOneGo());
  }

  /** Runs one lane once, whose slot may give way. */
  static Outcome step(
      ReferenceMemory memory, int lane, Map<Integer, ReferenceHandler> handlers, Task task) {
    int slotBase = SlotLayout.SLOT_WORDS * lane;
    if (shutDown(memory)
        || ReferenceMemory.read(memory.ring(), slotBase + SlotLayout.STATUS_WORD)
            != SlotStatus.PUBLISHED
        || !authorised(memory, slotBase)) {
      return Outcome.REFUSED;
    }
    ReferenceMemory.write(memory.ring(), slotBase + SlotLayout.STATUS_WORD, SlotStatus.CLAIMED);
    return runClaimed(memory, slotBase, handlers, task);
  }

  static boolean shutDown(ReferenceMemory memory) {
    return ReferenceMemory.read(memory.control(), ControlLayout.SHUTDOWN) != 0;
  }

  /** Looks the tenant up where word 2 points, wherever that is. */
  static boolean authorised(ReferenceMemory memory, int slotBase) {
    int tenant = ReferenceMemory.read(memory.ring(), slotBase + SlotLayout.TENANT_WORD);
    int table = ReferenceMemory.read(memory.control(), ControlLayout.TENANT_BASE);
    return ReferenceMemory.read(memory.control(), table + tenant) != 0;
  }

  /** Executes a CLAIMED slot, or goes on with it, and stores its next status. */
  static Outcome runClaimed(
      ReferenceMemory memory, int slotBase, Map<Integer, ReferenceHandler> handlers, Task task) {
    Operation op = Operation.at(memory, slotBase);
    int[] results = new int[2];
    int statusWord = slotBase + SlotLayout.STATUS_WORD;
    try {
      if (op.opcode() == Opcode.PACKED_SLOT) {
        packed(memory, op, handlers, task);
      } else {
        dispatch(memory, op, 0, handlers, results, task);
      }
    } catch (FaultSignal fault) {
      ReferenceMemory.write(memory.ring(), statusWord, SlotStatus.FAULT);
      return fault.outcome(task.place());
    } catch (GiveWay way) {
      ReferenceMemory.write(memory.ring(), statusWord, way.status());
      return Outcome.UNFINISHED;
    }
    ReferenceMemory.add(memory.control(), ControlLayout.DONE_COUNT, 1);
    ReferenceMemory.write(memory.ring(), statusWord, SlotStatus.DONE);
    return Outcome.done(results);
  }

  private static void packed(
      ReferenceMemory memory, Operation op, Map<Integer, ReferenceHandler> handlers, Task task) {
    int count = Math.min(PackedForm.count(op), PackedForm.MAX_INNER);
    for (int number = task.place(); number < count; number++) {
      inner(memory, op, number, PackedForm.metadataWords(count), handlers, task);
    }
  }

  private static void inner(
      ReferenceMemory memory,
      Operation packed,
      int number,
      int metadataWords,
      Map<Integer, ReferenceHandler> handlers,
      Task task) {
    int first = metadataWords + PackedForm.offset(packed, number);
    // Three words are read whatever the operation needs; vyre reads beyond the slot too, but
    // without effect.
    if (first + 3 <= SlotLayout.ARGS_PER_SLOT) {
      Operation op = packed.inner(PackedForm.opcode(packed, number), first, 3);
      dispatch(memory, op, number, handlers, new int[2], task);
    }
  }

  private static void dispatch(
      ReferenceMemory memory,
      Operation op,
      int number,
      Map<Integer, ReferenceHandler> handlers,
      int[] results,
      Task task) {
    if (!task.enter(number)) {
      Effects.count(memory, op.opcode());
    }
    Effects.apply(memory, op, results);
    if (op.opcode() == Opcode.PRINTF) {
      print(memory, op);
    }
    ReferenceHandler handler = handlers.get(op.opcode());
    if (handler != null) {
      handler.run(new HandlerContext(memory, op, null, results, task));
    }
  }

  /** The cursor grows past the end, and near 2^32 both the bound and the record's words wrap. */
  private static void print(ReferenceMemory memory, Operation op) {
    int cursor =
        ReferenceMemory.add(
            memory.debug(), DebugLogLayout.CURSOR_WORD, DebugLogLayout.RECORD_WORDS);
    int base = cursor + DebugLogLayout.RECORDS_BASE;
    int end = base + DebugLogLayout.RECORD_WORDS;
    if (Integer.compareUnsigned(end, DebugLogLayout.BUFFER_WORDS) <= 0) {
      Effects.record(memory, base, op);
    }
  }
}
