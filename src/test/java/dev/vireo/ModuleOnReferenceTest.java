package dev.vireo;

import dev.vireo.protocol.ProgramTier;

/** What modules do on the reference. */
class ModuleOnReferenceTest extends ModuleContract {
  @Override
  String device() {
    return "reference";
  }

  @Override
  ProgramTier best() {
    return ProgramTier.INTERPRETER;
  }
}
