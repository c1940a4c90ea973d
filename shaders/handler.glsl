// What a user's handler may use. Its text becomes the body of a function; `return` ends the operation.
//   VIREO_ARG(i)              argument word i, 0 to 11
//   VIREO_RESULT0, _RESULT1   the completion's result words, to be set
//   VIREO_STATE(i)            four words, i from 0 to 3, zero at the start, kept when the handler gives way
//   VIREO_LOAD(i)             control word i; VIREO_STORE(i, v); VIREO_ATOMIC_ADD(i, v): the value before
//   VIREO_FUEL()              charges one turn of a loop; false when the handler must give way
//   VIREO_YIELD               gives way: the handler starts again in a later slice, with its state words
//   VIREO_FAULT(w)            ends the slot as FAULT HANDLER with offending word w
// In GUARDED an index outside the tenant's window ends the slot as FAULT: loads then yield 0 and stores are dropped.
#define VIREO_ARG(number) argument(number)
#define VIREO_RESULT0 result0
#define VIREO_RESULT1 result1
#define VIREO_STATE(number) saved[number]
#define VIREO_LOAD(index) handlerLoad(index)
#define VIREO_STORE(index, value) handlerStore(index, value)
#define VIREO_ATOMIC_ADD(index, value) handlerAtomicAdd(index, value)
#define VIREO_FUEL() chargeFuel()
// No do-while: some drivers would count it as a loop. The `else` takes the semicolon behind the macro.
#define VIREO_YIELD if (true) { outcome = COMPLETION_PENDING; return; } else
#define VIREO_FAULT(word) if (true) { raise(FAULT_HANDLER, word); return; } else

bool handlerMayTouch(uint index) {
  return outcome != COMPLETION_FAULT && mayTouch(index);
}

uint handlerLoad(uint index) {
  return handlerMayTouch(index) ? control[index] : 0u;
}

void handlerStore(uint index, uint value) {
  if (handlerMayTouch(index)) {
    storeWord(index, value);
  }
}

uint handlerAtomicAdd(uint index, uint value) {
  return handlerMayTouch(index) ? atomicAdd(control[index], value) : 0u;
}
