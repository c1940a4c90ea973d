#version 450
// An interpreter of a small stack machine: a switch in a loop over a stack of its own.
layout(local_size_x = 8) in;
layout(std430, binding = 0) readonly buffer Code { uint code[]; };
layout(std430, binding = 1) buffer Results { int results[]; };

void main() {
  int stack[16];
  int top = -1;
  uint pc = 0u;
  int arg = int(gl_GlobalInvocationID.x);
  for (uint fuel = 0u; fuel < 1000u; fuel++) {
    uint op = code[pc] >> 24;
    int value = int(code[pc] << 8) >> 8;
    pc++;
    bool done = false;
    switch (op) {
      case 0u: stack[++top] = value; break;
      case 1u: stack[++top] = arg; break;
      case 2u: top--; stack[top] += stack[top + 1]; break;
      case 3u: top--; stack[top] *= stack[top + 1]; break;
      case 4u: stack[top + 1] = stack[top]; top++; break;
      case 5u: { int kept = stack[top]; stack[top] = stack[top - 1]; stack[top - 1] = kept; break; }
      case 6u: if (stack[top--] != 0) { pc = uint(value); } break;
      case 7u: done = true; break;
    }
    if (done) {
      break;
    }
  }
  results[gl_GlobalInvocationID.x] = stack[top];
}
