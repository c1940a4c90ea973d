#version 450
// All shortest ways of a graph, in a matrix that the workgroup shares, with a lane for each pair.
layout(local_size_x = 12, local_size_y = 12) in;
layout(std430, binding = 0) buffer Ways { uint ways[12][12]; };
shared uint least[12][12];
shared uint through[12][12];

void main() {
  uvec2 at = gl_LocalInvocationID.xy;
  least[at.y][at.x] = at.x == at.y ? 0u : ways[at.y][at.x];
  through[at.y][at.x] = at.y;
  for (uint k = 0u; k < 12u; k++) {
    barrier();
    uint sum = least[at.y][k] + least[k][at.x];
    if (sum < least[at.y][at.x]) {
      least[at.y][at.x] = sum;
      through[at.y][at.x] = through[k][at.x];
    }
  }
  barrier();
  // The number of steps, walked backwards, goes to the upper bits.
  uint steps = 0u;
  for (uint node = at.x; node != at.y && steps < 99u; node = through[at.y][node]) {
    steps++;
  }
  ways[at.y][at.x] = least[at.y][at.x] | steps << 24;
}
