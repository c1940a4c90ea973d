package dev.vireo.vir0.eval;

import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.values.ProgramMemory;

/** Runs workgroups of a launch: invocations take turns of one statement, barriers hold them. */
final class WorkgroupRun {
  /** Invocations of a subgroup. Source: VIR0 section 11. */
  static final int SUBGROUP = 32;

  final ProgramMemory memory;
  final int[] workgroupId = new int[3];

  private final EvalCode code;
  private final WorkgroupSize size;
  private final Lane[] lanes;
  private long[][] snapshots;
  private long fuel;

  WorkgroupRun(EvalCode code, ProgramMemory memory, WorkgroupSize size, long fuel) {
    this.code = code;
    this.memory = memory;
    this.size = size;
    this.fuel = fuel;
    this.lanes = new Lane[(int) size.volume()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new Lane(i, this, code);
    }
  }

  void run(int x, int y, int z) {
    workgroupId[0] = x;
    workgroupId[1] = y;
    workgroupId[2] = z;
    memory.clearWorkgroup();
    for (Lane lane : lanes) {
      place(lane);
      lane.start(code.body());
    }
    while (round()) {
      release();
    }
    for (Lane lane : lanes) {
      checkTags(lane);
    }
  }

  private void place(Lane lane) {
    long rest = lane.index;
    for (int axis = 0; axis < 3; axis++) {
      lane.localId[axis] = (int) (rest % size.axis(axis));
      lane.invocationId[axis] = (int) (workgroupId[axis] * size.axis(axis)) + lane.localId[axis];
      rest /= size.axis(axis);
    }
  }

  private static void checkTags(Lane lane) {
    for (int tag = 0; tag < lane.pending.length; tag++) {
      if (lane.pending[tag] != 0) {
        throw new ProgramTrapException(
            TrapCode.ASYNC_TAG,
            NodePath.ROOT,
            at(lane) + "ended while async tag " + tag + " was pending");
      }
    }
  }

  /** Returns the words that name an invocation in a message. */
  static String at(Lane lane) {
    return String.format(
        "invocation (%s, %s, %s) ",
        Integer.toUnsignedString(lane.invocationId[0]),
        Integer.toUnsignedString(lane.invocationId[1]),
        Integer.toUnsignedString(lane.invocationId[2]));
  }

  /** Gives every invocation that can go on a turn; says whether one is not at its end. */
  private boolean round() {
    if (code.subgroups()) {
      takeSnapshots();
    }
    boolean alive = false;
    for (Lane lane : lanes) {
      if (!lane.done()) {
        alive = true;
        if (lane.barrier == null) {
          burn();
          lane.turn();
        }
      }
    }
    return alive;
  }

  private void burn() {
    if (fuel-- <= 0) {
      throw new ProgramTrapException(
          TrapCode.FUEL, NodePath.ROOT, "the statements allowed are used up");
    }
  }

  private void takeSnapshots() {
    snapshots = new long[lanes.length][];
    for (int i = 0; i < lanes.length; i++) {
      snapshots[i] = lanes[i].slots.clone();
    }
  }

  /** Lets all go on when all that have not ended wait, and wait at the same barrier. */
  private void release() {
    NodePath barrier = null;
    for (Lane lane : lanes) {
      if (!lane.done()) {
        if (lane.barrier == null) {
          return;
        }
        if (barrier != null && barrier != lane.barrier) {
          throw new ProgramTrapException(
              TrapCode.DIVERGENCE,
              lane.barrier,
              at(lane) + "waits here, others of its workgroup at " + barrier);
        }
        barrier = lane.barrier;
      }
    }
    for (Lane lane : lanes) {
      lane.barrier = null;
    }
  }

  /** Returns what an expression has in each invocation of a lane's subgroup, in lane order. */
  long[] subgroup(Lane lane, EvalCode.Value expression) {
    int first = lane.index / SUBGROUP * SUBGROUP;
    long[] values = new long[Math.min(SUBGROUP, lanes.length - first)];
    for (int i = 0; i < values.length; i++) {
      Lane other = lanes[first + i];
      long[] own = other.slots;
      other.slots = snapshots[first + i];
      values[i] = expression.of(other);
      other.slots = own;
    }
    return values;
  }
}
