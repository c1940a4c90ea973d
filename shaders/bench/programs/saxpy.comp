layout(local_size_x = 256) in;
layout(std430, binding = 0) readonly restrict buffer X { float x[]; };
layout(std430, binding = 1) readonly restrict buffer Y { float y[]; };
layout(std430, binding = 2) writeonly restrict buffer Out { float result[]; };

void main() {
  uint i = gl_GlobalInvocationID.x;
  result[i] = 2.5 * x[i] + y[i];
}
