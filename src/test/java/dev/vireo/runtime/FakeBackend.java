package dev.vireo.runtime;

import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.SlotLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/**
 * Executes slots in memory and looks closely at what the pump asks for. Opcodes from {@link
 * #YIELDS} on give way as often as their distance from it; everything else completes at once.
 */
final class FakeBackend implements SlotBackend {
  static final int YIELDS = 100;

  /** Called with the number of each call before it does anything; may throw or wait. */
  volatile IntConsumer onRun = call -> {};

  volatile IntConsumer onPrepare = call -> {};
  volatile int mostClaims = Integer.MAX_VALUE;
  volatile boolean closed;
  volatile boolean abandoned;
  volatile long giveUpAt = Long.MAX_VALUE;

  /** What prepare was asked for, each change once. */
  final List<Integer> prepared = new CopyOnWriteArrayList<>();

  /** Sequences in the order in which they completed. */
  final List<Long> completed = new ArrayList<>();

  /** What was said of tenants. */
  final List<String> tenantCalls = new CopyOnWriteArrayList<>();

  private final int slots;
  private final ByteBuffer ring;
  private final ByteBuffer completions;
  private final int[] control = new int[200];
  private final List<long[]> yielding = new ArrayList<>();
  private final TreeSet<Long> open = new TreeSet<>();
  private final SliceReport report = new SliceReport(1);
  private int runs;
  private int prepares;

  FakeBackend(int slots) {
    this.slots = slots;
    ring = ByteBuffer.allocateDirect(slots * SlotLayout.SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    completions =
        ByteBuffer.allocateDirect(slots * CompletionLayout.COMPLETION_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public boolean writeCombined() {
    return false;
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
    return true;
  }

  @Override
  public void stop() {
    throw new AssertionError("no slice is live");
  }

  @Override
  public void finish(SliceReport into) {
    into.tickets = report.tickets;
    into.yielded = report.yielded;
    into.fencesSettled = report.fencesSettled;
  }

  @Override
  public void start(SliceRequest request) {
    onRun.accept(++runs);
    if (request.resumeCount != yielding.size()) {
      throw new AssertionError(request.resumeCount + " to resume, not " + yielding.size());
    }
    if (request.firstPosition + request.count > slots) {
      throw new AssertionError("positions up to " + (request.firstPosition + request.count));
    }
    List<long[]> resumed = new ArrayList<>(yielding);
    yielding.clear();
    for (long[] task : resumed) {
      step(task[0], task[1] - 1, (int) task[2]);
    }
    int claims = Math.min(request.count, mostClaims);
    for (int i = 0; i < claims; i++) {
      claim(request.baseSequence + request.firstPosition + i);
    }
    report.tickets = claims;
    report.yielded = yielding.size();
    report.fencesSettled = settle(request, request.firstPosition + claims);
  }

  private void claim(long sequence) {
    int opcode = ring.getInt(at(sequence) + 4 * SlotLayout.OPCODE_WORD);
    open.add(sequence);
    if (ring.getInt(at(sequence)) == 0) {
      complete(sequence, CompletionStatus.CANCELLED, 0);
    } else if (opcode != Opcode.BATCH_FENCE) {
      step(sequence, opcode > YIELDS ? opcode - YIELDS : 0, opcode);
    }
  }

  private void step(long sequence, long left, int opcode) {
    if (left > 0) {
      yielding.add(new long[] {sequence, left, opcode});
    } else {
      complete(sequence, CompletionStatus.DONE, opcode);
    }
  }

  private int settle(SliceRequest request, int claimed) {
    int settled = 0;
    for (; settled < request.fenceCount; settled++) {
      long fence = request.baseSequence + request.fences[settled];
      int opcode = ring.getInt(at(fence) + 4 * SlotLayout.OPCODE_WORD);
      if (opcode != Opcode.BATCH_FENCE) {
        throw new AssertionError("sequence " + fence + " is no fence but " + opcode);
      }
      if (request.fences[settled] >= claimed || open.first() != fence) {
        break;
      }
      complete(fence, CompletionStatus.DONE, Opcode.BATCH_FENCE);
    }
    return settled;
  }

  private void complete(long sequence, CompletionStatus status, int result) {
    if (!open.remove(sequence)) {
      throw new AssertionError("sequence " + sequence + " completed twice");
    }
    int at = (int) (sequence % slots) * CompletionLayout.COMPLETION_BYTES;
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_STATUS, status.code());
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_RESULT0, result);
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_RESULT1, (int) sequence);
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_STAMP, (int) sequence);
    completed.add(sequence);
  }

  private int at(long sequence) {
    return (int) (sequence % slots) * SlotLayout.SLOT_BYTES;
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
