// control[arg1] += arg0, modulo 2^32; the result is the value before
void opAtomicAdd() {
  uint index = argument(1u);
  if (mayTouch(index)) {
    result0 = atomicAdd(control[index], argument(0u));
  }
}
