package dev.vireo.bench;

import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.MemoryType;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.probe.Verdict;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.SlotLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;
import org.lwjgl.system.MemoryUtil;

/**
 * What a program without the library could do with a running kernel: one thread fills slots, and
 * after a fence their stamps; each lane polls the stamps of its own slots and answers with a word.
 */
final class RunningFeed implements Feed {
  /** Slots between two fences. */
  static final int BATCH = 64;

  private static final int LOOKS = 256;
  private static final int MOST_TURNS = 1 << 19;

  private final BenchDevice device;
  private final int slots;
  private final ByteBuffer params;
  private final long ring;
  private final long stamps;
  private final long completions;
  private final GpuBuffer words;
  private final RecordedCommands commands;
  private long next;
  private int nextIndex;
  private long done;
  private int doneIndex;
  private int looks;
  private long lastProgress;

  /**
   * Makes the kernel in the shape and the memory that a live verdict names.
   *
   * @param ringSlots slots in the ring; rounded to a multiple of the lanes
   */
  RunningFeed(BenchDevice device, Verdict verdict, int ringSlots) {
    this.device = device;
    DeviceInfo info = device.gpu.info();
    MemoryType requests = info.placement().type(verdict.requestType());
    MemoryType answers = info.placement().type(verdict.completionType());
    int groupLanes = verdict.worker().lanes(info.subgroupSize());
    // Half the ring can be filled while each lane has a slot to poll.
    int most = Math.min(verdict.workers(), ringSlots / (2 * groupLanes));
    int groups = Math.max(1, Integer.highestOneBit(most));
    int lanes = groups * groupLanes;
    slots = Math.max(2 * BATCH, ringSlots) / lanes * lanes;
    GpuBuffer paramWords = device.gpu.buffer("parameters", 4L * BenchLayout.PARAM_COUNT, requests);
    GpuBuffer stampWords = device.gpu.buffer("stamps", 4L * slots, requests);
    GpuBuffer ringSlotsBuffer =
        device.gpu.buffer("ring", (long) SlotLayout.SLOT_BYTES * slots, requests);
    GpuBuffer answerWords = device.gpu.buffer("completions", 4L * slots, answers);
    GpuBuffer places = device.gpu.buffer("places", 8L * lanes, requests);
    words = device.gpu.buffer("words", 4L * slots, MemoryUse.DEVICE);
    params = paramWords.mapped();
    ring = MemoryUtil.memAddress(ringSlotsBuffer.mapped());
    stamps = MemoryUtil.memAddress(stampWords.mapped());
    completions = MemoryUtil.memAddress(answerWords.mapped());
    ComputePipeline pipeline =
        device.pipeline(
            "feed",
            groupLanes,
            List.of(paramWords, stampWords, ringSlotsBuffer, answerWords, places, words),
            0);
    commands = device.gpu.record("feed").dispatch(pipeline, groups).barrierToHost().end();
    put(BenchLayout.PARAM_TURNS, Math.min(MOST_TURNS, verdict.sliceTurns()));
    put(BenchLayout.PARAM_SLOTS, slots);
    next = slots; // no stamp is 0, which is what the memory holds
    done = next;
    ByteBuffer firstPlaces = places.mapped();
    for (int lane = 0; lane < lanes; lane++) {
      firstPlaces.putInt(4 * lane, (int) next + lane);
      firstPlaces.putInt(4 * (lanes + lane), lane);
    }
  }

  private void put(int word, int value) {
    params.putInt(4 * word, value);
  }

  @Override
  public double rate(long nanos) {
    begin();
    long first = next;
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      while (next + BATCH - done > slots) {
        look();
      }
      publish(BATCH);
    }
    finish();
    long end = System.nanoTime();
    end();
    return Feed.perSecond(next - first, end - start);
  }

  private void begin() {
    put(BenchLayout.PARAM_STOP, 0);
    VarHandle.fullFence();
    device.submit(commands);
    lastProgress = System.nanoTime();
  }

  private void end() {
    put(BenchLayout.PARAM_STOP, 1);
    VarHandle.fullFence();
    device.poll();
  }

  private void finish() {
    while (done < next) {
      look();
    }
  }

  /** Publishes so many slots and sees all of them answered. */
  RoundTrip burst(int count) {
    return new RoundTrip() {
      @Override
      public int tasks() {
        return count;
      }

      @Override
      public void start() {
        begin();
      }

      @Override
      public void trip() {
        for (int left = count; left > 0; left -= BATCH) {
          int batch = Math.min(BATCH, left);
          while (next + batch - done > slots) {
            look();
          }
          publish(batch);
        }
        VarHandle.fullFence(); // the last stamps may be in a write-combining buffer
        lastProgress = System.nanoTime();
        finish();
      }

      @Override
      public void pause() {
        end();
      }

      @Override
      public void close() {
        RunningFeed.this.close();
      }
    };
  }

  private void publish(int count) {
    int index = nextIndex;
    for (int i = 0; i < count; i++) {
      BareSlot.fill(ring + (long) index * SlotLayout.SLOT_BYTES, index);
      index = index + 1 == slots ? 0 : index + 1;
    }
    VarHandle.fullFence(); // drains write-combining buffers: the slots are there before the stamps
    for (int i = 0; i < count; i++) {
      MemoryUtil.memPutInt(stamps + 4L * nextIndex, (int) next);
      next++;
      nextIndex = nextIndex + 1 == slots ? 0 : nextIndex + 1;
    }
  }

  /** Takes the completions that are there, in order; starts the kernel again when it has ended. */
  private void look() {
    VarHandle.acquireFence();
    long before = done;
    // The lines of words that the device is about to write are left to it: only the last word of
    // a batch is polled.
    long last = Math.min(next - done, BATCH) - 1;
    int lastIndex = (int) ((doneIndex + last) % slots);
    boolean batchDone = answered(lastIndex, done + last);
    while (batchDone && done < next && answered(doneIndex, done)) {
      done++;
      doneIndex = doneIndex + 1 == slots ? 0 : doneIndex + 1;
    }
    if (done == before && (++looks & LOOKS - 1) == 0) {
      VarHandle.fullFence(); // the last stamps may be in a write-combining buffer
      if (device.ended()) {
        device.submit(commands);
      }
      device.checkTime(lastProgress);
      Thread.yield(); // a software driver may have to share this processor
    } else if (done != before) {
      looks = 0;
      lastProgress = System.nanoTime();
    }
  }

  private boolean answered(int index, long sequence) {
    return MemoryUtil.memGetInt(completions + 4L * index) == (int) sequence;
  }

  /** Checks that every slot had its effect, and closes. */
  @Override
  public void close() {
    try {
      long sum = 0;
      for (int word : device.read(words)) {
        sum += Integer.toUnsignedLong(word);
      }
      if (sum != done - slots) {
        throw new DeviceException(
            (done - slots) + " slots were answered, and the words add up to " + sum);
      }
    } finally {
      device.close();
    }
  }
}
