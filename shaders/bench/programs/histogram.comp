// Counts words by their low byte.
layout(local_size_x = 256) in;
layout(std430, binding = 0) readonly restrict buffer In { uint words[]; };
layout(std430, binding = 1) restrict buffer Bins { uint bins[]; };

void main() {
  atomicAdd(bins[words[gl_GlobalInvocationID.x] & 255u], 1u);
}
