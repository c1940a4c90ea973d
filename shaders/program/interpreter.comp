// Runs one program over its grid, as far as a dispatch goes.
void main() {
  lane = gl_GlobalInvocationID.x;
  lanes = VM_JOB(VM_JOB_LANES);
  if (lane < lanes) {
    vmOpen();
    if (VM_JOB(VM_JOB_FIRST) != 0u) {
      vmBegin();
    } else {
      vmRestore();
    }
    vmRegisters = VM_AREA_FILES + (vmWaits ? vmInvocation * vmFileWords : 0u);
    uint fuel = VM_JOB(VM_JOB_FUEL);
    vmFuel = fuel;
    if (vmMode != VM_MODE_DONE) {
      vmRun(VM_JOB(VM_JOB_TURNS), VM_JOB(VM_JOB_BURST));
      vmSave();
      atomicAdd(VM_HEAD(VM_HEAD_FUEL_USED), fuel - vmFuel);
      if (vmMode != VM_MODE_DONE) {
        atomicAdd(VM_HEAD(VM_HEAD_LEFT), 1u);
        VM_HEAD(VM_HEAD_AT) = vmPc;
      }
    }
  }
}
