// control[0] := 1; in GUARDED only the megakernel's owner may.
void opShutdown() {
#ifndef PROTECTION_RAW
  if (slotTenant != 0u) {
    raise(FAULT_FORBIDDEN, opcode);
    return;
  }
  atomicExchange(state[ST_SHUTDOWN], 1u);
  state[ST_END] = 1u;
#endif
  atomicExchange(control[SHUTDOWN], 1u);
}
