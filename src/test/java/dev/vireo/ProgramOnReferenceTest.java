package dev.vireo;

/** What programs that slots run do, on the reference. */
class ProgramOnReferenceTest extends ProgramContract {
  @Override
  String device() {
    return "reference";
  }
}
