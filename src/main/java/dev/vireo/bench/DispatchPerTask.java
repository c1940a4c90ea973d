package dev.vireo.bench;

import dev.vireo.gpu.CommandRecorder;
import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.protocol.DeviceException;
import java.util.List;

/** A dispatch for each task, many of them in one prerecorded command buffer. */
final class DispatchPerTask implements RoundTrip {
  /** Unless said otherwise. */
  static final int TASKS = 1000;

  private final BenchDevice device;
  private final RecordedCommands commands;
  private final GpuBuffer counters;
  private final int tasks;
  private int trips;

  DispatchPerTask(BenchDevice device, int tasks) {
    this.device = device;
    this.tasks = tasks;
    counters = device.gpu.buffer("counters", (long) Integer.BYTES * tasks, MemoryUse.DEVICE);
    ComputePipeline pipeline = device.pipeline("task", 1, List.of(counters), Integer.BYTES);
    CommandRecorder recorder = device.gpu.record("a dispatch for each task");
    for (int task = 0; task < tasks; task++) {
      recorder.dispatch(pipeline, 1, task);
    }
    commands = recorder.barrierToHost().end();
  }

  @Override
  public int tasks() {
    return tasks;
  }

  @Override
  public void trip() {
    device.submit(commands);
    device.poll();
    trips++;
  }

  /** Checks that every task was done. */
  @Override
  public void pause() {
    int[] done = device.read(counters);
    for (int task = 0; task < tasks; task++) {
      if (done[task] != trips) {
        throw new DeviceException(
            "task " + task + " was done " + done[task] + " of " + trips + " times");
      }
    }
  }

  @Override
  public void close() {
    device.close();
  }
}
