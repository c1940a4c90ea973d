#version 450
// Edit distance of words of up to 16 bytes, given up beyond a limit.
layout(local_size_x = 16) in;
layout(push_constant) uniform Push { uint most; };
struct Pair { uvec4 a; uvec4 b; uint lengths; };
layout(std430, binding = 0) readonly buffer Pairs { Pair pairs[]; };
layout(std430, binding = 1) writeonly buffer Distances { int distances[]; };

uint letter(const uvec4 word, int at) {
  return bitfieldExtract(word[at >> 2], (at & 3) << 3, 8);
}

int distance_(Pair pair) {
  int width = int(pair.lengths & 0xffffu);
  int height = int(pair.lengths >> 16);
  if (abs(width - height) > int(most)) {
    return -1;
  }
  int row[17];
  for (int x = 0; x <= width; x++) {
    row[x] = x;
  }
  for (int y = 1; y <= height; y++) {
    int corner = row[0];
    int best = row[0] = y;
    uint own = letter(pair.b, y - 1);
    for (int x = 1; x <= width; x++) {
      int kept = row[x];
      row[x] = min(min(row[x], row[x - 1]) + 1, corner + int(letter(pair.a, x - 1) != own));
      corner = kept;
      best = min(best, row[x]);
    }
    if (best > int(most)) {
      return -1;
    }
  }
  return row[width] > int(most) ? -1 : row[width];
}

void main() {
  uint me = gl_GlobalInvocationID.x;
  if (me < pairs.length()) {
    distances[me] = distance_(pairs[me]);
  }
}
