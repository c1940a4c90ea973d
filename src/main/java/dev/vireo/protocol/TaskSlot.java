package dev.vireo.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A continuation task: sixteen words that say where a piece of work stopped and how it goes on.
 * Immutable; actions return a changed copy.
 *
 * <pre>
 *  word  0       1           2        3          4       5        6       7                 8
 *      +-------+-----------+--------+----------+-------+--------+-------+-----------------+-------------------+
 *      | state | op handle | tenant | priority | input | output | param | continuation pc | continuation data |
 *      +-------+-----------+--------+----------+-------+--------+-------+-----------------+-------------------+
 *        9              10        11               12          13              14            15
 *      +--------------+---------+----------------+-----------+---------------+-------------+-------+
 *      | resume epoch | task id | parent task id | age ticks | requeue count | yield count | flags |
 *      +--------------+---------+----------------+-----------+---------------+-------------+-------+
 * </pre>
 *
 * <p>Source: vyre-runtime 0.6.3.
 */
public final class TaskSlot {
  /** Words in a task. */
  public static final int WORDS = 16;

  /** Bytes in a task. */
  public static final int BYTES = 4 * WORDS;

  /** Flag: is or was paused. */
  public static final int PAUSED = 1;

  /** Flag: gave way. */
  public static final int YIELDED = 2;

  /** Flag: asked to be scheduled again; only completing clears it. */
  public static final int REQUEUE_REQUESTED = 4;

  /** Flag: was resumed. */
  public static final int RESUME_READY = 8;

  private static final String NAME = "task";
  private static final int STATE = 0;
  private static final int OP_HANDLE = 1;
  private static final int TENANT = 2;
  private static final int PRIORITY = 3;
  private static final int INPUT = 4;
  private static final int OUTPUT = 5;
  private static final int PARAM = 6;
  private static final int PC = 7;
  private static final int DATA = 8;
  private static final int RESUME_EPOCH = 9;
  private static final int TASK_ID = 10;
  private static final int AGE_TICKS = 12;
  private static final int REQUEUE_COUNT = 13;
  private static final int YIELD_COUNT = 14;
  private static final int FLAGS = 15;

  private final int[] words;

  private TaskSlot(int... words) {
    this.words = words;
  }

  /**
   * Returns the task with these words, whatever they are.
   *
   * @throws IllegalArgumentException when they are not sixteen
   */
  public static TaskSlot of(int... words) {
    if (words.length != WORDS) {
      throw new IllegalArgumentException("a task has " + WORDS + " words, got " + words.length);
    }
    return new TaskSlot(words.clone());
  }

  /** Returns a task that is READY to run {@code item} and has no history. */
  public static TaskSlot of(WorkItem item, int taskId, int tenant, Priority priority) {
    int[] words = new int[WORDS];
    words[STATE] = TaskState.READY.ordinal();
    words[OP_HANDLE] = item.opHandle();
    words[TENANT] = tenant;
    words[PRIORITY] = priority.ordinal();
    words[INPUT] = item.inputHandle();
    words[OUTPUT] = item.outputHandle();
    words[PARAM] = item.param();
    words[TASK_ID] = taskId;
    return new TaskSlot(words);
  }

  /**
   * Reads task {@code index} of {@code tasks}, from position to limit, little-endian whatever its
   * order.
   *
   * @throws ProtocolException.MisalignedByteLength when the length is no multiple of four
   * @throws ProtocolException.MissingWord when the buffer ends before the task does
   */
  public static TaskSlot read(ByteBuffer tasks, long index) {
    int base = checkedBase(tasks, index);
    int[] words = new int[WORDS];
    for (int i = 0; i < WORDS; i++) {
      words[i] = Wire.word(tasks, base + i);
    }
    return new TaskSlot(words);
  }

  /**
   * Writes this task over task {@code index} of {@code tasks}, from position to limit,
   * little-endian whatever its order.
   *
   * @throws ProtocolException.MisalignedByteLength when the length is no multiple of four
   * @throws ProtocolException.MissingWord when the buffer ends before the task does; nothing is
   *     written then
   */
  public void write(ByteBuffer tasks, long index) {
    int base = checkedBase(tasks, index);
    for (int i = 0; i < WORDS; i++) {
      Wire.setWord(tasks, base + i, words[i]);
    }
  }

  private static int checkedBase(ByteBuffer tasks, long index) {
    Wire.requireU32("index", index);
    Wire.requireWholeWords(NAME, tasks);
    long base = index * WORDS;
    if (!Wire.hasWord(tasks, base + WORDS - 1)) {
      long missing = Math.max(base, tasks.remaining() / 4);
      throw new ProtocolException.MissingWord(NAME, missing, tasks.remaining());
    }
    return (int) base;
  }

  /** Returns a copy of the sixteen words. */
  public int[] words() {
    return words.clone();
  }

  /**
   * Returns the state.
   *
   * @throws TaskException.UnknownState when the state word has no meaning
   */
  public TaskState state() {
    TaskState state = TaskState.of(words[STATE]);
    if (state == null) {
      throw new TaskException.UnknownState(words[STATE], Integer.toUnsignedLong(words[TASK_ID]));
    }
    return state;
  }

  /** Says whether the task may be scheduled; one of an unknown state may not. */
  public boolean schedulable() {
    TaskState state = TaskState.of(words[STATE]);
    return state != null && state.schedulable();
  }

  /** Returns the task's id, unsigned. */
  public int taskId() {
    return words[TASK_ID];
  }

  /** Returns where the task goes on. */
  public int continuationPc() {
    return words[PC];
  }

  /** Returns the data with which the task goes on, or the fault's code. */
  public int continuationData() {
    return words[DATA];
  }

  /** Returns the age in ticks, unsigned. */
  public int ageTicks() {
    return words[AGE_TICKS];
  }

  /** Returns how often the task was requeued, unsigned. */
  public int requeueCount() {
    return words[REQUEUE_COUNT];
  }

  /** Returns the flags, such as {@link #PAUSED}. */
  public int flags() {
    return words[FLAGS];
  }

  /**
   * Stops the task until it is resumed.
   *
   * @param pc where it goes on
   * @param data with which it goes on
   * @param epoch the epoch from which on it may be resumed
   * @throws TaskException.IllegalTransition when the task is absent, at its end, or in an unknown
   *     state
   */
  public TaskSlot pause(int pc, int data, int epoch) {
    TaskSlot next = stopped("pause", TaskState.PAUSED, pc, data);
    next.words[RESUME_EPOCH] = epoch;
    next.words[FLAGS] = words[FLAGS] & ~RESUME_READY | PAUSED;
    return next;
  }

  /**
   * Makes a PAUSED task READY.
   *
   * @throws TaskException.IllegalTransition when the task is not PAUSED
   */
  public TaskSlot resume() {
    if (TaskState.of(words[STATE]) != TaskState.PAUSED) {
      throw new TaskException.IllegalTransition("resume", stateName());
    }
    TaskSlot next = of(words);
    next.words[STATE] = TaskState.READY.ordinal();
    next.words[FLAGS] = words[FLAGS] & ~(PAUSED | YIELDED) | RESUME_READY;
    return next;
  }

  /**
   * Gives way.
   *
   * @param pc where it goes on
   * @param data with which it goes on
   * @throws TaskException.IllegalTransition when the task is absent, at its end, or in an unknown
   *     state
   * @throws TaskException.CounterOverflow when it cannot be counted
   */
  public TaskSlot yield(int pc, int data) {
    TaskSlot next = stopped("yield", TaskState.YIELDED, pc, data);
    next.words[YIELD_COUNT] = counted("the yield count", words[YIELD_COUNT]);
    next.words[FLAGS] = words[FLAGS] | YIELDED;
    return next;
  }

  /**
   * Asks to be scheduled again.
   *
   * @param pc where it goes on
   * @param data with which it goes on
   * @throws TaskException.IllegalTransition when the task is absent, at its end, or in an unknown
   *     state
   * @throws TaskException.CounterOverflow when it cannot be counted
   */
  public TaskSlot requeue(int pc, int data, Priority priority) {
    TaskSlot next = stopped("requeue", TaskState.REQUEUED, pc, data);
    next.words[PRIORITY] = priority.ordinal();
    next.words[REQUEUE_COUNT] = counted("the requeue count", words[REQUEUE_COUNT]);
    next.words[AGE_TICKS] = counted("the age", words[AGE_TICKS]);
    next.words[FLAGS] = words[FLAGS] | REQUEUE_REQUESTED;
    return next;
  }

  /**
   * Ends the task.
   *
   * @throws TaskException.IllegalTransition when the task is absent, at its end, or in an unknown
   *     state
   */
  public TaskSlot complete() {
    TaskSlot next = stopped("complete", TaskState.DONE, words[PC], words[DATA]);
    next.words[FLAGS] = 0;
    return next;
  }

  /**
   * Ends the task with a fault.
   *
   * @param code becomes the continuation data
   * @throws TaskException.IllegalTransition when the task is absent, at its end, or in an unknown
   *     state
   */
  public TaskSlot fault(int code) {
    return stopped("fault", TaskState.FAULTED, words[PC], code);
  }

  private TaskSlot stopped(String action, TaskState target, int pc, int data) {
    TaskState state = TaskState.of(words[STATE]);
    if (state == null || !state.active()) {
      throw new TaskException.IllegalTransition(action, stateName());
    }
    TaskSlot next = of(words);
    next.words[STATE] = target.ordinal();
    next.words[PC] = pc;
    next.words[DATA] = data;
    return next;
  }

  private String stateName() {
    TaskState state = TaskState.of(words[STATE]);
    return state == null ? Integer.toUnsignedString(words[STATE]) : state.name();
  }

  private static int counted(String counter, int value) {
    if (value == -1) {
      throw new TaskException.CounterOverflow(counter);
    }
    return value + 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TaskSlot task && Arrays.equals(task.words, words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return "TaskSlot" + Arrays.toString(words);
  }
}
