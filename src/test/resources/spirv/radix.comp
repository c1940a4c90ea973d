#version 450
// Sorts 64 keys by two bits at a time, stable, in one workgroup.
layout(local_size_x = 64) in;
layout(std430, binding = 0) buffer Keys { uint keys[64]; };
shared uint current[64];
shared uint counts[4];
shared uint starts[4];

void main() {
  uint me = gl_LocalInvocationID.x;
  current[me] = keys[me];
  for (uint shift = 0u; shift < 32u; shift += 2u) {
    if (me < 4u) {
      counts[me] = 0u;
    }
    barrier();
    uint key = current[me];
    uint digit = bitfieldExtract(key, int(shift), 2);
    atomicAdd(counts[digit], 1u);
    uint rank = 0u;
    for (uint i = 0u; i < me; i++) {
      rank += bitfieldExtract(current[i], int(shift), 2) == digit ? 1u : 0u;
    }
    barrier();
    if (me == 0u) {
      uint sum = 0u;
      for (int i = 0; i < 4; i++) {
        starts[i] = sum;
        sum += counts[i];
      }
    }
    barrier();
    current[starts[digit] + rank] = key;
    barrier();
  }
  keys[me] = current[me];
}
