package dev.vireo;

/** What the programs of tenants do, on the reference. */
class TenantProgramOnReferenceTest extends TenantProgramContract {
  @Override
  String device() {
    return "reference";
  }
}
