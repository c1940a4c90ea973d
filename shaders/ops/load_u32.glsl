// control[160 + arg1] := control[arg0]; the result is the value
void opLoadU32() {
  uint source = argument(0u);
  uint target = OBSERVABLE_BASE + argument(1u);
#ifdef PROTECTION_RAW
  result0 = loadWord(source);
  if (mayTouch(target)) {
    storeWord(target, result0);
  }
#else
  if (mayTouch(source) && mayTouch(target)) {
    result0 = control[source];
    storeWord(target, result0);
  }
#endif
}
