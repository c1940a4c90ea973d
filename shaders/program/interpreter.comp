// Runs one program over its grid, as far as a dispatch goes.
void main() {
  uint lane = gl_GlobalInvocationID.x;
  stride = VM_JOB(VM_JOB_AREA_STRIDE);
  area = VM_JOB(VM_JOB_AREAS) + gl_WorkGroupID.x * VM_JOB(VM_JOB_AREA_WORDS) * stride + gl_LocalInvocationID.x;
  if (lane < VM_JOB(VM_JOB_LANES)) {
    vmOpen();
    if (VM_JOB(VM_JOB_FIRST) != 0u) {
      vmBegin();
    } else {
      vmRestore();
    }
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
