#version 450
// Counts the ways to place queens with a stack of its own: structs in an array.
layout(local_size_x = 8) in;
struct Frame { uint columns; ivec2 diagonals; uint open; };
layout(std430, binding = 0) buffer Counts { uint total; uint steps[]; };

void main() {
  const uint SIZE = 6u;
  uint first = gl_GlobalInvocationID.x;
  if (first >= SIZE) {
    return;
  }
  Frame stack[8];
  int top = 0;
  uint all_ = (1u << SIZE) - 1u;
  stack[0].columns = 1u << first;
  stack[0].diagonals = ivec2(2 << first, (1 << first) >> 1);
  stack[0].open = all_ & ~(stack[0].columns | uint(stack[0].diagonals.x) | uint(stack[0].diagonals.y));
  uint found = 0u, taken = 0u;
  while (top >= 0) {
    if (stack[top].open == 0u) {
      top--;
      continue;
    }
    taken++;
    uint place = 1u << findLSB(stack[top].open);
    stack[top].open &= ~place;
    Frame next = stack[top];
    next.columns |= place;
    if (next.columns == all_) {
      found++;
      continue;
    }
    next.diagonals = ivec2(next.diagonals.x | int(place), next.diagonals.y | int(place));
    next.diagonals.x <<= 1;
    next.diagonals.y >>= 1;
    next.open = all_ & ~(next.columns | uint(next.diagonals.x | next.diagonals.y));
    stack[++top] = next;
  }
  atomicAdd(total, found);
  steps[first] = taken;
}
