package dev.vireo.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a queue of continuation tasks looks like. Absent and finished tasks are not counted. Source:
 * vyre-runtime 0.6.3.
 *
 * @param ready tasks that are READY
 * @param running tasks that are RUNNING
 * @param paused tasks that are PAUSED
 * @param yielded tasks that are YIELDED
 * @param requeued tasks that are REQUEUED
 * @param faulted tasks that are FAULTED
 * @param totalRequeues sum of the requeue counts of all tasks, absent and finished ones too
 * @param maxAge largest age in ticks of all tasks, absent and finished ones too
 */
public record TaskQueueSnapshot(
    int ready,
    int running,
    int paused,
    int yielded,
    int requeued,
    int faulted,
    long totalRequeues,
    long maxAge) {
  /**
   * Counts {@code tasks}.
   *
   * @throws TaskException.UnknownState when a state word has no meaning
   */
  public static TaskQueueSnapshot of(List<TaskSlot> tasks) {
    int[] counts = new int[TaskState.values().length];
    long requeues = 0;
    long maxAge = 0;
    for (TaskSlot task : tasks) {
      counts[task.state().ordinal()]++;
      requeues += Integer.toUnsignedLong(task.requeueCount());
      maxAge = Math.max(maxAge, Integer.toUnsignedLong(task.ageTicks()));
    }
    return new TaskQueueSnapshot(
        counts[TaskState.READY.ordinal()],
        counts[TaskState.RUNNING.ordinal()],
        counts[TaskState.PAUSED.ordinal()],
        counts[TaskState.YIELDED.ordinal()],
        counts[TaskState.REQUEUED.ordinal()],
        counts[TaskState.FAULTED.ordinal()],
        requeues,
        maxAge);
  }

  /**
   * Counts the tasks in {@code tasks}, from position to limit.
   *
   * @throws ProtocolException.MisalignedByteLength when the length is no multiple of 64
   * @throws TaskException.UnknownState when a state word has no meaning
   */
  public static TaskQueueSnapshot of(ByteBuffer tasks) {
    if (tasks.remaining() % TaskSlot.BYTES != 0) {
      throw new ProtocolException.MisalignedByteLength("task", tasks.remaining(), TaskSlot.BYTES);
    }
    List<TaskSlot> read = new ArrayList<>();
    for (int i = 0; i < tasks.remaining() / TaskSlot.BYTES; i++) {
      read.add(TaskSlot.read(tasks, i));
    }
    return of(read);
  }

  /** Returns how many tasks may be scheduled. */
  public int schedulable() {
    return ready + yielded + requeued;
  }

  /**
   * Returns how much continuing there is to do: yielded and requeued tasks, and all requeues so
   * far.
   */
  public long continuationPressure() {
    return yielded + requeued + totalRequeues;
  }
}
