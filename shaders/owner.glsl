// Which slots may run in a kernel that was built before there was a tenant: the owner's, with every word from the first observable
// one on. Software drivers run both sides of a branch, so that a kernel for tenants costs those who have none.
void enterWindow() {
  windowFirst = OBSERVABLE_BASE;
  windowEnd = controlWords;
}

bool mayRun(uint code) {
  return true;
}

void enterTenant() {
  if (slotTenant != 0u) {
    raise(FAULT_UNKNOWN_TENANT, slotTenant);
  }
  enterWindow();
}
