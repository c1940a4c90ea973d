// Turns until a point of the plane escapes, 64 at most; 1,024 points in a row.
layout(local_size_x = 64) in;
layout(std430, binding = 0) writeonly restrict buffer Out { uint turns[]; };

void main() {
  uint i = gl_GlobalInvocationID.x;
  float cx = float(i & 1023u) * 0.0029296875 - 2.0;
  float cy = float(i >> 10u) * 0.0029296875 - 1.5;
  precise float x = 0.0;
  precise float y = 0.0;
  uint k = 0u;
  for (; k < 64u; k++) {
    precise float x2 = x * x;
    precise float y2 = y * y;
    precise float length2 = x2 + y2;
    if (length2 > 4.0) {
      break;
    }
    y = x * y * 2.0 + cy;
    x = x2 - y2 + cx;
  }
  turns[i] = k;
}
