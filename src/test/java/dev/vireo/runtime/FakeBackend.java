package dev.vireo.runtime;

import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import dev.vireo.reference.PartitionOrder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * Executes slots in memory and looks closely at what the pump asks for. Opcodes from {@link
 * #YIELDS} on give way as often as their distance from it, {@link #WAITS} waits for a signal, which
 * is its result, {@link #HANGS} never ends, nor does its slice; everything else completes at once.
 */
class FakeBackend implements SlotBackend {
  static final int YIELDS = 100;
  static final int WAITS = 99;
  static final int HANGS = 98;

  /** Called with the number of each call before it does anything; may throw or wait. */
  volatile IntConsumer onRun = call -> {};

  volatile IntConsumer onPrepare = call -> {};
  volatile int mostClaims = Integer.MAX_VALUE;
  volatile boolean closed;

  /** Whether the ring lies in memory of the device, which holds nothing of use once it is lost. */
  volatile boolean farMemory;

  volatile boolean abandoned;
  volatile long giveUpAt = Long.MAX_VALUE;

  /** What prepare was asked for, each change once. */
  final List<Integer> prepared = new CopyOnWriteArrayList<>();

  /** Handles in the order in which their slots completed. */
  final List<Long> completed = new ArrayList<>();

  /** Partitions in the order in which slots were claimed. */
  final List<Integer> claimed = new ArrayList<>();

  /** How many dispatches each program takes. */
  volatile int programDispatches = 1;

  /** How many programs may have begun and not ended. */
  volatile int mostPrograms = Integer.MAX_VALUE;

  /** Whether the host may claim programs. */
  volatile boolean claimsPrograms;

  /** The opcode of each program's dispatch. */
  final List<Integer> programs = new CopyOnWriteArrayList<>();

  /** What was started: "slice" or "program". */
  final List<String> started = new CopyOnWriteArrayList<>();

  /** What was said of tenants. */
  final List<String> tenantCalls = new CopyOnWriteArrayList<>();

  private final int slots;
  private final RingGeometry[] partitions;
  private final PartitionOrder order = new PartitionOrder();
  private final ByteBuffer ring;
  private final ByteBuffer completions;
  private final int[] control = new int[200];
  private final List<long[]> yielding = new ArrayList<>();
  private final TreeSet<Long> open = new TreeSet<>();
  private final Set<Integer> claimedByHost = new HashSet<>(); // ring indices
  private final Set<Long> waiting = new HashSet<>();
  private final SliceReport report;
  private final AtomicInteger runs = new AtomicInteger();
  private int prepares;
  private final Programs programBackend = new Programs();
  private int hanging = -1; // ring index

  FakeBackend(int slots) {
    this(slots, false);
  }

  FakeBackend(int slots, boolean partitioned) {
    this.slots = slots;
    partitions = RingGeometry.partitions(slots, partitioned);
    report = new SliceReport(partitions.length);
    ring = ByteBuffer.allocateDirect(slots * SlotLayout.SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    completions =
        ByteBuffer.allocateDirect(2 * slots * CompletionLayout.COMPLETION_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns how many slices were started. */
  int runs() {
    return runs.get();
  }

  @Override
  public boolean writeCombined() {
    return farMemory;
  }

  @Override
  public void end() {
    for (int at = 0; farMemory && at < ring.capacity(); at++) {
      ring.put(at, (byte) 0xA5);
    }
  }

  @Override
  public String modeReason() {
    return "it is a fake";
  }

  @Override
  public ByteBuffer stamps() {
    return null;
  }

  @Override
  public boolean helps() {
    return false;
  }

  @Override
  public boolean sparesCores() {
    return false;
  }

  @Override
  public boolean prepared(int builtins) {
    return !prepared.isEmpty() && prepared.get(prepared.size() - 1) == builtins;
  }

  @Override
  public boolean ended(boolean wait) {
    return hanging < 0;
  }

  @Override
  public StuckSliceException giveUp() {
    abandoned = true;
    return new StuckSliceException(hanging, "slot " + hanging + " did not end");
  }

  @Override
  public void stop() {
    throw new AssertionError("no slice is live");
  }

  @Override
  public void finish(SliceReport into) {
    into.yielded = report.yielded;
    for (int i = 0; i < partitions.length; i++) {
      into.parts[i].tickets = report.parts[i].tickets;
      into.parts[i].parked = report.parts[i].parked;
      into.parts[i].fencesSettled = report.parts[i].fencesSettled;
    }
  }

  @Override
  public void start(SliceRequest request) {
    onRun.accept(runs.incrementAndGet());
    started.add("slice");
    if (request.resumeCount != yielding.size()) {
      throw new AssertionError(request.resumeCount + " to resume, not " + yielding.size());
    }
    for (int i = 0; i < partitions.length; i++) {
      SliceRequest part = request.parts[i];
      if (part.firstPosition + part.count > partitions[i].slots()) {
        throw new AssertionError("positions up to " + (part.firstPosition + part.count));
      }
    }
    List<long[]> resumed = new ArrayList<>(yielding);
    yielding.clear();
    for (long[] task : resumed) {
      step(task[0], task[1] - 1, (int) task[2]);
    }
    for (int i = 0; i < partitions.length; i++) {
      report.parts[i].parked = 0;
      SliceRequest part = request.parts[i];
      for (int signal = 0; signal < part.signalCount; signal++) {
        resume(
            Handles.of(i, part.baseSequence + part.signalPositions[signal]),
            part.signalWords[signal]);
      }
    }
    int[] claims = new int[partitions.length];
    IntPredicate waits = i -> i < claims.length && claims[i] < request.parts[i].count;
    order.begin(i -> i < claims.length && request.parts[i].waited);
    int next = order.next(waits);
    for (int i = 0; i < mostClaims && next >= 0; i++) {
      SliceRequest part = request.parts[next];
      claim(Handles.of(next, part.baseSequence + part.firstPosition + claims[next]));
      claims[next]++;
      claimed.add(next);
      order.claimed(next);
      next = order.next(waits);
    }
    report.yielded = yielding.size();
    for (int i = 0; i < partitions.length; i++) {
      report.parts[i].tickets = claims[i];
      report.parts[i].fencesSettled = settle(i, request.parts[i], claims[i]);
    }
  }

  private void claim(long handle) {
    int opcode = ring.getInt(at(handle) + 4 * SlotLayout.OPCODE_WORD);
    open.add(handle);
    if (ring.getInt(at(handle)) == 0) {
      complete(handle, CompletionStatus.CANCELLED, 0);
    } else if (Opcode.program(opcode)) {
      ring.putInt(at(handle), SlotStatus.CLAIMED);
    } else if (opcode == HANGS) {
      hanging = indexOf(handle);
    } else if (opcode == WAITS) {
      waiting.add(handle);
      completions.putInt(mark(handle), 1);
      report.parts[Handles.partition(handle)].parked++;
    } else if (opcode != Opcode.BATCH_FENCE) {
      step(handle, opcode > YIELDS ? opcode - YIELDS : 0, opcode);
    }
  }

  private void resume(long handle, int word) {
    if (!waiting.remove(handle) || completions.getInt(mark(handle)) != 0) {
      throw new AssertionError("handle " + handle + " does not wait, or is marked as if it did");
    }
    complete(handle, CompletionStatus.DONE, word);
  }

  @Override
  public ProgramBackend programs() {
    return programBackend;
  }

  @Override
  public ArenaBackend arena() {
    return new NoWords();
  }

  private final class Programs implements ProgramBackend {
    private final Map<ProgramTask, Integer> dispatches = new HashMap<>();

    @Override
    public void reserve(ProgramCode code) {
      started.add("reserve");
    }

    @Override
    public boolean claim(int index) {
      if (!claimsPrograms) {
        return false;
      }
      if (!claimedByHost.add(index)) {
        throw new AssertionError("slot " + index + " was claimed before");
      }
      ring.putInt(index * SlotLayout.SLOT_BYTES, SlotStatus.CLAIMED);
      return true;
    }

    @Override
    public boolean begin(ProgramTask task) {
      if (dispatches.size() == mostPrograms) {
        return false;
      }
      dispatches.put(task, 0);
      return true;
    }

    @Override
    public void start(ProgramTask task) {
      onRun.accept(runs.incrementAndGet());
      started.add("program");
      programs.add(task.program.opcode());
      dispatches.merge(task, 1, Integer::sum);
    }

    @Override
    public boolean ended(ProgramTask task) {
      if (dispatches.get(task) < programDispatches) {
        return false;
      }
      dispatches.remove(task);
      return true;
    }

    @Override
    public void leave(ProgramTask task) {
      if (dispatches.remove(task) == null) {
        throw new AssertionError("slot " + task.index + " does not run");
      }
    }

    @Override
    public void settled(int index) {
      if (!claimedByHost.remove(index) && !open.removeIf(handle -> indexOf(handle) == index)) {
        throw new AssertionError("slot " + index + " was not claimed");
      }
    }

    @Override
    public void countDone() {
      control[ControlLayout.DONE_COUNT]++;
    }
  }

  /** Room for resources, of which no word is kept. */
  private static final class NoWords implements ArenaBackend {
    @Override
    public long mostWords() {
      return 1024;
    }

    @Override
    public long blockWords() {
      return mostWords();
    }

    @Override
    public void clear(long first, long count) {
      // There are no words.
    }

    @Override
    public void read(long first, int[] into, int offset, int count) {
      throw new AssertionError("there are no words to read");
    }

    @Override
    public void write(long first, int[] from, int offset, int count) {
      throw new AssertionError("there are no words to store into");
    }
  }

  private int mark(long handle) {
    return (slots + indexOf(handle)) * CompletionLayout.COMPLETION_BYTES;
  }

  private void step(long handle, long left, int opcode) {
    if (left > 0) {
      yielding.add(new long[] {handle, left, opcode});
    } else {
      complete(handle, CompletionStatus.DONE, opcode);
    }
  }

  private int settle(int partition, SliceRequest request, int claims) {
    int settled = 0;
    for (; settled < request.fenceCount; settled++) {
      long fence = Handles.of(partition, request.baseSequence + request.fences[settled]);
      int opcode = ring.getInt(at(fence) + 4 * SlotLayout.OPCODE_WORD);
      if (opcode != Opcode.BATCH_FENCE) {
        throw new AssertionError("handle " + fence + " is no fence but " + opcode);
      }
      boolean ahead = request.fences[settled] >= request.firstPosition + claims;
      if (ahead || open.ceiling(Handles.of(partition, 0)) != fence) {
        break;
      }
      complete(fence, CompletionStatus.DONE, Opcode.BATCH_FENCE);
    }
    return settled;
  }

  private void complete(long handle, CompletionStatus status, int result) {
    if (!open.remove(handle)) {
      throw new AssertionError("handle " + handle + " completed twice");
    }
    int at = indexOf(handle) * CompletionLayout.COMPLETION_BYTES;
    long sequence = Handles.sequence(handle);
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_STATUS, status.code());
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_RESULT0, result);
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_RESULT1, (int) sequence);
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_STAMP, (int) sequence);
    completed.add(handle);
  }

  private int at(long handle) {
    return indexOf(handle) * SlotLayout.SLOT_BYTES;
  }

  private int indexOf(long handle) {
    return partitions[Handles.partition(handle)].indexOf(Handles.sequence(handle));
  }

  @Override
  public String deviceName() {
    return "fake";
  }

  @Override
  public ByteBuffer ring() {
    return ring;
  }

  @Override
  public ByteBuffer completions() {
    return completions;
  }

  @Override
  public void prepare(int builtins) {
    onPrepare.accept(++prepares);
    if (prepared.isEmpty() || prepared.get(prepared.size() - 1) != builtins) {
      prepared.add(builtins);
    }
  }

  // As on a GPU whose memory is far away: the pump reads and writes control words.
  @Override
  public boolean directAccess() {
    return false;
  }

  @Override
  public void readControl(int first, int[] into, int offset, int count) {
    System.arraycopy(control, first, into, offset, count);
  }

  @Override
  public void writeControl(int first, int[] from, int offset, int count) {
    System.arraycopy(from, offset, control, first, count);
  }

  @Override
  public void putTenant(int id, TenantGrant grant) {
    tenantCalls.add("put " + id);
  }

  @Override
  public void disableTenant(int id) {
    tenantCalls.add("disable " + id);
  }

  @Override
  public void removeTenant(int id) {
    tenantCalls.add("remove " + id);
  }

  @Override
  public int[] readDebugLog() {
    return new int[257];
  }

  @Override
  public int[] readRing() {
    int[] words = new int[slots * SlotLayout.SLOT_WORDS];
    ring.asIntBuffer().get(words);
    return words;
  }

  @Override
  public void giveUpAt(long nanoTime) {
    giveUpAt = nanoTime;
  }

  @Override
  public boolean abandoned() {
    return abandoned;
  }

  @Override
  public void close() {
    closed = true;
  }
}
