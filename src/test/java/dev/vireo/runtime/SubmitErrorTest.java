package dev.vireo.runtime;

/** Submits that fail, with a backend in memory. */
class SubmitErrorTest extends SubmitErrorContract {
  @Override
  SlotRuntime open(RuntimeSettings settings, SubmitSteps steps) {
    return new SlotRuntime(new FakeBackend(RING), settings, 3, steps, new Doorbell());
  }

  @Override
  int added(SlotRuntime runtime) {
    return -1;
  }
}
