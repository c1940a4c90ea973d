package dev.vireo;

/** Slots that wait and give way, on the reference. */
class ContinuationOnReferenceTest extends ContinuationContract {
  @Override
  String device() {
    return "reference";
  }
}
