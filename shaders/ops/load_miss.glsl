// There is no IO service: a fault in GUARDED, nothing in RAW.
void opLoadMiss() {
#ifndef PROTECTION_RAW
  raise(FAULT_UNSUPPORTED, opcode);
#endif
}
