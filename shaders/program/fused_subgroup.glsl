// Subgroup operations of compiled programs: over VM_SUBGROUP consecutive invocations, whatever the device's subgroups are. All invocations of
// the workgroup come here together; those that have ended have zeros.
shared uint fusedGathered[gl_WorkGroupSize.x * gl_WorkGroupSize.y * gl_WorkGroupSize.z];

uint fusedSubgroupFirst() {
  return gl_LocalInvocationIndex - gl_LocalInvocationIndex % VM_SUBGROUP;
}

// Shares a value; returns how many there are, which is 0 when the workgroup's turns are used up.
uint fusedShare(uint value, uint node) {
  fusedGathered[gl_LocalInvocationIndex] = fusedAlive ? value : 0u;
  barrier();
  if (fusedTurns < VM_SUBGROUP) {
    fusedTurns = 0u;
    fusedTrap(VM_TRAP_FUEL, node);
    return 0u;
  }
  fusedTurns -= VM_SUBGROUP;
  return min(VM_SUBGROUP, gl_WorkGroupSize.x * gl_WorkGroupSize.y * gl_WorkGroupSize.z - fusedSubgroupFirst());
}

uint fusedSubgroupAdd(uint value, uint node) {
  uint count = fusedShare(value, node);
  uint first = fusedSubgroupFirst();
  uint sum = 0u;
  for (uint i = 0u; i < count; i++) {
    sum += fusedGathered[first + i];
  }
  barrier();
  return sum;
}

// In the order of the invocations, because rounding depends on it.
uint fusedSubgroupAddF(uint value, uint node) {
  uint count = fusedShare(value, node);
  uint first = fusedSubgroupFirst();
  float sum = FLOAT_0;
  for (uint i = 0u; i < count; i++) {
    sum = fusedAdd(fusedHide(sum), fusedOfWord(fusedGathered[first + i]));
  }
  barrier();
  return fusedWord(sum);
}

uint fusedSubgroupShuffle(uint value, uint lane, uint node) {
  uint count = fusedShare(value, node);
  uint first = fusedSubgroupFirst();
  uint other = 0u;
  if (lane < count) {
    other = fusedGathered[first + lane];
  }
  barrier();
  return other;
}

uint fusedSubgroupBallot(uint value, uint node) {
  uint count = fusedShare(value, node);
  uint first = fusedSubgroupFirst();
  uint ballot = 0u;
  for (uint i = 0u; i < count; i++) {
    ballot |= fusedGathered[first + i] << i;
  }
  barrier();
  return ballot;
}
