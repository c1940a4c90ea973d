// control[arg1] := arg0
void opStoreU32() {
  uint index = argument(1u);
  if (mayTouch(index)) {
    storeWord(index, argument(0u));
  }
}
