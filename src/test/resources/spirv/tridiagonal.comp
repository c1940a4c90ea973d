#version 450
// Tridiagonal systems by cyclic reduction: rows are structs in shared memory.
layout(local_size_x = 16) in;
struct Row { float below; float own; float above; float right; };
layout(std430, binding = 0) readonly buffer Rows { Row rows[]; };
layout(std430, binding = 1) writeonly buffer Solution { float solution[]; };
shared Row work[16];

Row at(int index) {
  if (index < 0 || index >= 16) {
    return Row(0.0, 1.0, 0.0, 0.0);
  }
  return work[index];
}

void main() {
  int me = int(gl_LocalInvocationID.x);
  work[me] = rows[gl_GlobalInvocationID.x];
  for (int apart = 1; apart < 16; apart *= 2) {
    barrier();
    Row own = at(me), low = at(me - apart), high = at(me + apart);
    float down = -own.below / low.own;
    float up = -own.above / high.own;
    Row next;
    next.below = down * low.below;
    next.above = up * high.above;
    next.own = own.own + down * low.above + up * high.below;
    next.right = own.right + down * low.right + up * high.right;
    barrier();
    work[me] = next;
  }
  solution[gl_GlobalInvocationID.x] = work[me].right / work[me].own;
}
