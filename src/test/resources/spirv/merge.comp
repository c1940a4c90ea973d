#version 450
// Merges runs of growing length between the two halves of an array in shared memory.
layout(local_size_x = 32) in;
layout(std430, binding = 0) buffer Data { int data[]; };
shared int runs[2][64];

int rank(int from, int size, int value, int half_, bool alsoEqual) {
  int low = 0, high = size;
  while (low < high) {
    int middle = low + high >> 1;
    int other = runs[half_][from + middle];
    if (alsoEqual ? other <= value : other < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void main() {
  int me = int(gl_LocalInvocationIndex);
  int base = int(gl_WorkGroupID.x) * 64;
  for (int i = me; i < 64; i += 32) {
    runs[0][i] = data[base + i];
  }
  int half_ = 0;
  for (int size = 1; size < 64; size <<= 1, half_ ^= 1) {
    barrier();
    for (int i = me; i < 64; i += 32) {
      int run = i / size;
      bool second = (run & 1) != 0;
      int other = (second ? run - 1 : run + 1) * size;
      int value = runs[half_][i];
      int to = (run & ~1) * size + i % size + rank(other, size, value, half_, second);
      runs[1 - half_][to] = value;
    }
  }
  barrier();
  for (int i = me; i < 64; i += 32) {
    data[base + i] = runs[half_][i];
  }
}
