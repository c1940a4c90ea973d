package dev.vireo.bench;

import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.probe.RoundTripKernel;
import dev.vireo.gpu.probe.Verdict;

/** A kernel that polls for requests and answers them; restarts it when its turns are used up. */
final class RunningKernel implements RoundTrip {
  private final RoundTripKernel kernel;

  RunningKernel(String device, Verdict verdict) {
    kernel = RoundTripKernel.open(GpuContext.open(device, false), verdict);
  }

  @Override
  public void start() {
    kernel.start();
  }

  @Override
  public void trip() {
    kernel.ask();
    while (!kernel.answered()) {
      kernel.start();
    }
  }

  @Override
  public void pause() {
    kernel.stop();
  }

  @Override
  public void close() {
    kernel.close();
  }
}
