package dev.vireo;

/** What a megakernel tells of itself, on the reference. */
class TelemetryOnReferenceTest extends TelemetryContract {
  @Override
  String device() {
    return "reference";
  }
}
