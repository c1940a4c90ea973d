// Edit distance of pairs of 16 letters, a byte each, with a row of the table in an array of the invocation.
layout(local_size_x = 64) in;
layout(std430, binding = 0) readonly restrict buffer Pairs { uint pairs[][8]; };
layout(std430, binding = 1) writeonly restrict buffer Out { uint result[]; };

void main() {
  uint me = gl_GlobalInvocationID.x;
  uint row[17];
  for (uint x = 0u; x <= 16u; x++) {
    row[x] = x;
  }
  for (uint y = 1u; y <= 16u; y++) {
    uint own = pairs[me][4u + (y - 1u) / 4u] >> (y - 1u) % 4u * 8u & 255u;
    uint corner = row[0];
    row[0] = y;
    for (uint x = 1u; x <= 16u; x++) {
      uint other = pairs[me][(x - 1u) / 4u] >> (x - 1u) % 4u * 8u & 255u;
      uint kept = row[x];
      row[x] = min(min(kept, row[x - 1u]) + 1u, corner + uint(own != other));
      corner = kept;
    }
  }
  result[me] = row[16];
}
