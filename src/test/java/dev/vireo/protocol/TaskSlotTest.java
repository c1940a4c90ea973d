package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskSlotTest {
  private static final TaskSlot READY =
      TaskSlot.of(new WorkItem(256, 1, 2, 3), 42, 7, Priority.HIGH);

  @ParameterizedTest
  @EnumSource
  void shouldReadFromAnyBufferWhatItWrote(TestBuffers kind) {
    ByteBuffer tasks = kind.of(new byte[128]);
    TaskSlot task = READY.yield(4, 5);
    task.write(tasks, 1);
    assertEquals(task, TaskSlot.read(tasks, 1));
    assertArrayEquals(new int[16], TaskSlot.read(tasks, 0).words());
    kind.assertIntact(tasks);
  }

  @Test
  void shouldNameTheFirstMissingWordOfATruncatedTask() {
    byte[] cut = new byte[100];
    ByteBuffer tasks = ByteBuffer.wrap(cut);
    ProtocolException.MissingWord missing =
        assertThrows(ProtocolException.MissingWord.class, () -> READY.write(tasks, 1));
    assertEquals(25, missing.wordIndex());
    assertArrayEquals(new byte[100], cut);
    ProtocolException.MissingWord absent =
        assertThrows(ProtocolException.MissingWord.class, () -> TaskSlot.read(tasks, 0xFFFF_FFFFL));
    assertEquals(16 * 0xFFFF_FFFFL, absent.wordIndex());
    assertThrows(
        ProtocolException.MisalignedByteLength.class,
        () -> TaskSlot.read(ByteBuffer.allocate(65), 0));
    assertThrows(IllegalArgumentException.class, () -> TaskSlot.of(1, 2, 3));
  }

  @Test
  void shouldGoThroughPauseAndResume() {
    TaskSlot paused = READY.yield(1, 2).pause(11, 22, 33);
    assertEquals(TaskState.PAUSED, paused.state());
    assertFalse(paused.schedulable());
    assertEquals(TaskSlot.PAUSED | TaskSlot.YIELDED, paused.flags());
    TaskSlot resumed = paused.resume();
    assertEquals(TaskState.READY, resumed.state());
    assertEquals(TaskSlot.RESUME_READY, resumed.flags());
    assertEquals(11, resumed.continuationPc());
    assertEquals(22, resumed.continuationData());
  }

  @Test
  void shouldKeepTheRequeueFlagUntilItCompletes() {
    TaskSlot requeued = READY.requeue(1, 2, Priority.IDLE).pause(0, 0, 0).resume();
    assertEquals(TaskSlot.REQUEUE_REQUESTED | TaskSlot.RESUME_READY, requeued.flags());
    assertEquals(1, requeued.ageTicks());
    assertEquals(1, requeued.requeueCount());
    assertEquals(0, requeued.complete().flags());
    assertEquals(requeued.flags(), requeued.fault(9).flags());
    assertEquals(9, requeued.fault(9).continuationData());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 7, 8, -1})
  void shouldRefuseEveryActionOnATaskThatIsAbsentAtItsEndOrUnknown(int state) {
    int[] words = READY.words();
    words[0] = state;
    TaskSlot task = TaskSlot.of(words);
    for (UnaryOperator<TaskSlot> action :
        List.<UnaryOperator<TaskSlot>>of(
            t -> t.pause(0, 0, 0),
            TaskSlot::resume,
            t -> t.yield(0, 0),
            t -> t.requeue(0, 0, Priority.LOW),
            TaskSlot::complete,
            t -> t.fault(0))) {
      assertThrows(TaskException.IllegalTransition.class, () -> action.apply(task));
    }
    assertArrayEquals(words, task.words());
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 13, 14})
  void shouldRefuseToCountPastTheLargestValue(int counter) {
    int[] words = READY.words();
    words[counter] = -1;
    TaskSlot task = TaskSlot.of(words);
    assertThrows(
        TaskException.CounterOverflow.class,
        () -> {
          task.requeue(0, 0, Priority.LOW);
          task.yield(0, 0);
        });
  }

  @Test
  void shouldCountTasksByStateAndLookAtTheAgeOfAll() {
    int[] absent = new int[16];
    absent[12] = 50;
    absent[13] = -1;
    TaskQueueSnapshot snapshot =
        TaskQueueSnapshot.of(
            List.of(
                TaskSlot.of(absent),
                READY,
                READY.yield(0, 0),
                READY.requeue(0, 0, Priority.LOW),
                READY.pause(0, 0, 0),
                READY.complete(),
                READY.fault(1)));
    assertEquals(new TaskQueueSnapshot(1, 0, 1, 1, 1, 1, 0xFFFF_FFFFL + 1, 50), snapshot);
    assertEquals(3, snapshot.schedulable());
    assertEquals(0x1_0000_0002L, snapshot.continuationPressure());
  }

  @Test
  void shouldRefuseASnapshotOfAnUnknownStateOrPartialTasks() {
    int[] words = READY.words();
    words[0] = 8;
    assertThrows(
        TaskException.UnknownState.class,
        () -> TaskQueueSnapshot.of(List.of(READY, TaskSlot.of(words))));
    assertThrows(
        ProtocolException.MisalignedByteLength.class,
        () -> TaskQueueSnapshot.of(ByteBuffer.allocate(68)));
    ByteBuffer two = ByteBuffer.allocate(128);
    READY.write(two, 1);
    assertEquals(1, TaskQueueSnapshot.of(two).ready());
  }
}
