package dev.vireo.bench;

import dev.vireo.Completion;
import dev.vireo.Megakernel;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * One thread of a stress run: publishes single slots and batches at random, and looks at every
 * completion by polling, awaiting or draining. Allocates nothing while it runs but what {@code
 * await} returns.
 */
final class StressProducer implements Runnable {
  private static final int MOST_WINDOW = 8192;
  private static final int MOST_BATCH = 256;
  private static final int MOST_SINGLES = 16;
  private static final int AWAIT_ONE_IN = 256;
  private static final int DRAIN_ONE_IN = 1024;
  private static final int SPINS = 64;

  /** What a producer is doing. */
  private enum Doing {
    PUBLISHING,
    POLLING,
    AWAITING,
    DRAINING,
    WAITING_FOR_OTHERS,
    ENDED
  }

  private final Megakernel kernel;
  private final StressGate gate;
  private final int number;
  private final Priority priority;
  private final int seat; // its number at the gate
  private final long share;
  private final StressPool pool;
  private final StressTally tally = new StressTally();
  private final StressSample sample = new StressSample();
  private final long[] handles;
  private final boolean[] own;
  private final int mask;
  private final int mostBatch;
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong seen = new AtomicLong();
  private final AtomicLong oldest = new AtomicLong(-1);
  private volatile boolean stop;
  private volatile Throwable failure;
  private volatile Doing doing = Doing.PUBLISHING;
  private long random;
  private long head;
  private long tail;
  private long newest = -1;
  private int allowance;

  StressProducer(Megakernel kernel, StressGate gate, int number, StressSettings settings) {
    this.kernel = kernel;
    this.gate = gate;
    this.number = number;
    priority = settings.priority(number);
    seat = settings.seat(number);
    share = settings.share(number);
    SplittableRandom seeds = new SplittableRandom(settings.seed() + number);
    pool = new StressPool(number, priority, seeds);
    random = seeds.nextLong() | 1;
    int window = Math.min(MOST_WINDOW, Integer.highestOneBit(gate.ring()));
    handles = new long[window];
    own = new boolean[window];
    mask = window - 1;
    mostBatch = Math.min(MOST_BATCH, Math.min(window, gate.allowance()));
  }

  /** Ends the thread when what it has published is complete. */
  void stop() {
    stop = true;
  }

  /** Returns the slots published so far; any thread. */
  long published() {
    return published.get();
  }

  /** Returns the completions seen so far; any thread. */
  long seen() {
    return seen.get();
  }

  /** Adds the round trips since the last call; one other thread. */
  void collect(Histogram trips) {
    sample.collect(trips);
  }

  /** Returns what ended the thread, or null; any thread. */
  Throwable failure() {
    return failure;
  }

  /** Returns the figures; once the thread has ended. */
  StressTally tally() {
    return tally;
  }

  /** Says what the thread is about; any thread. */
  String state() {
    return "producer "
        + number
        + " is "
        + doing.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
        + ", has published "
        + published()
        + " slots and seen "
        + seen()
        + " completions"
        + (oldest.get() < 0 ? "" : ", the next one to see is that of handle " + oldest.get());
  }

  @Override
  public void run() {
    try {
      while (tally.slots < share && !stop) {
        round();
      }
      while (head != tail) {
        seeSome();
      }
      pool.addTo(tally);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = e;
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      gate.leave(seat);
      tell();
      doing = Doing.ENDED;
    }
  }

  private void round() throws InterruptedException {
    int count = (int) Math.min(share - tally.slots, 1 + below(MOST_SINGLES));
    if (below(4) == 0) {
      publishBatch((int) Math.min(share - tally.slots, 1 + below(mostBatch)));
    } else {
      for (int i = 0; i < count; i++) {
        publishSingle();
      }
    }
    tell();
    if (below(DRAIN_ONE_IN) == 0) {
      drain();
    } else if (below(AWAIT_ONE_IN) == 0) {
      awaitOne();
    } else if (below(2) == 0) {
      seeReady();
    }
  }

  private void tell() {
    published.lazySet(tally.slots);
    seen.lazySet(tally.seen);
    oldest.lazySet(oldestUnseen());
  }

  private long oldestUnseen() {
    return head == tail ? -1 : handles[(int) head & mask];
  }

  private void publishBatch(int count) {
    makeRoom(count);
    pool.choose((int) next(), count);
    long first = kernel.submit(pool);
    for (int i = 0; i < count; i++) {
      remember(first + i, pool.isOwn(i));
    }
  }

  private void publishSingle() {
    makeRoom(1);
    sample.submitting();
    int kind = below(16);
    if (kind == 0) {
      tally.nops++;
      remember(kernel.submit(priority, Opcode.NOP, 0, 0, 0), false);
    } else if (kind == 1) {
      tally.stores++;
      int index = StressWords.index(StressWords.stored(number));
      remember(
          kernel.submit(priority, Opcode.STORE_U32, StressWords.value(number), index, 0), false);
    } else if (kind < 8) {
      int word = below(StressWords.SHARED);
      int addend = (int) next();
      tally.shared[word] += addend;
      tally.additions++;
      remember(
          kernel.submit(priority, Opcode.ATOMIC_ADD, addend, StressWords.index(word), 0), false);
    } else {
      tally.own++;
      tally.additions++;
      int index = StressWords.index(StressWords.own(number));
      remember(kernel.submit(priority, Opcode.ATOMIC_ADD, 1, index, 0), true);
    }
    sample.submitted(newest);
  }

  private void remember(long handle, boolean isOwn) {
    handles[(int) tail & mask] = handle;
    own[(int) tail & mask] = isOwn;
    tail++;
    newest = handle;
    tally.slots++;
  }

  private void makeRoom(int count) {
    while (handles.length - (tail - head) < count) {
      seeSome();
    }
    while (allowance < count) {
      if (gate.passes(seat, oldestUnseen(), newest)) {
        allowance = gate.allowance();
      } else {
        doing = Doing.WAITING_FOR_OTHERS;
        seeReady();
        tell();
        Thread.yield();
      }
    }
    allowance -= count;
    if (doing != Doing.PUBLISHING) {
      doing = Doing.PUBLISHING;
    }
  }

  /** Waits until at least one more completion is there, and takes all that are. */
  private void seeSome() {
    int spins = 0;
    while (!seeReady()) {
      if (doing != Doing.POLLING) {
        doing = Doing.POLLING;
      }
      if (++spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    tell();
  }

  private boolean seeReady() {
    long before = head;
    while (head != tail) {
      int at = (int) head & mask;
      int status = kernel.poll(handles[at]);
      if (status == 0) {
        break;
      }
      boolean done = status == CompletionStatus.DONE.code();
      tally.see(done, own[at], own[at] ? kernel.result0(handles[at]) : 0);
      sample.seen(handles[at]);
      head++;
    }
    return head != before;
  }

  private void awaitOne() throws InterruptedException {
    if (head == tail) {
      return;
    }
    doing = Doing.AWAITING;
    long handle = handles[(int) (head + below((int) (tail - head))) & mask];
    Completion completion = kernel.await(handle);
    if (completion.status().code() != kernel.poll(handle)
        || completion.result0() != kernel.result0(handle)) {
      tally.disagree();
    }
  }

  private void drain() throws InterruptedException {
    doing = Doing.DRAINING;
    kernel.drain();
    seeReady();
    if (head != tail) {
      tally.lateAfterDrain();
    }
  }

  // xorshift64*: a SplittableRandom would do as well, this one is a field less to follow.
  private long next() {
    random ^= random >>> 12;
    random ^= random << 25;
    random ^= random >>> 27;
    return random * 0x2545_F491_4F6C_DD1DL;
  }

  private int below(int bound) {
    return (int) ((next() >>> 33) * bound >>> 31);
  }
}
