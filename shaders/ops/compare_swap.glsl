// control[160 + arg0] := value before control[arg0] was swapped from arg1 to arg2
void opCompareSwap() {
  uint index = argument(0u);
  uint expected = argument(1u);
  uint target = OBSERVABLE_BASE + index;
#ifdef PROTECTION_RAW
  if (mayTouch(index)) {
    result0 = atomicCompSwap(control[index], expected, argument(ARG2));
    result1 = result0 == expected ? 1u : 0u;
  }
  if (mayTouch(target)) {
    storeWord(target, result0);
  }
#else
  if (mayTouch(index) && mayTouch(target)) {
    result0 = atomicCompSwap(control[index], expected, argument(ARG2));
    result1 = result0 == expected ? 1u : 0u;
    storeWord(target, result0);
  }
#endif
}
