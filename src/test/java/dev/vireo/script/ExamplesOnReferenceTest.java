package dev.vireo.script;

/** The examples on the megakernel in Java. */
class ExamplesOnReferenceTest extends ExamplesTest {
  @Override
  String device() {
    return "reference";
  }
}
