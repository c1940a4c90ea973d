package dev.vireo;

/** What tenants may do, on the reference. */
class TenantOnReferenceTest extends TenantContract {
  @Override
  String device() {
    return "reference";
  }
}
