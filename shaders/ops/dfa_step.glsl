// next = control[arg2 + 256 arg0 + arg1]; stored to observable arg3 unless that is 0xFFFFFFFF. Nothing in RAW.
void opDfaStep() {
#ifndef PROTECTION_RAW
  uint dfaState = argument(0u);
  uint symbol = argument(1u);
  uint table = argument(ARG2);
  uint observable = argument(ARG3);
  if (symbol >= DFA_SYMBOLS) {
    raise(FAULT_BAD_ARGUMENT, symbol);
    return;
  }
  if (!mayTouch(table)) {
    return;
  }
  uint index = table + dfaState * DFA_SYMBOLS + symbol;
  if (symbol >= windowEnd - table || dfaState > (windowEnd - table - 1u - symbol) / DFA_SYMBOLS) {
    raise(FAULT_BAD_INDEX, index);
    return;
  }
  uint target = OBSERVABLE_BASE + observable;
  if (observable != DFA_NO_STORE && !mayTouch(target)) {
    return;
  }
  result0 = control[index];
  if (observable != DFA_NO_STORE) {
    storeWord(target, result0);
  }
#endif
}
