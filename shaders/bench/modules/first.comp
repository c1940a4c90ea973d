// About two hundred instructions, for the time that a module takes to its first result. MARK is patched, so that no module is like one before.
#define MARK 0x5EED5EEDu
#define TURN(x, n) (x << n | x >> 32u - n)
#define STEP(a, b, c, d) \
  a += b; \
  d = TURN(d ^ a, 16u); \
  c += d; \
  b = TURN(b ^ c, 12u); \
  a += b + MARK; \
  d = TURN(d ^ a, 8u);
layout(local_size_x = 64) in;
layout(std430, binding = 0) readonly restrict buffer In { uvec4 given[]; };
layout(std430, binding = 1) writeonly restrict buffer Out { uvec4 result[]; };

void main() {
  uint me = gl_GlobalInvocationID.x;
  if (me >= result.length()) {
    return;
  }
  uvec4 v = given[me];
  STEP(v.x, v.y, v.z, v.w)
  STEP(v.y, v.z, v.w, v.x)
  STEP(v.z, v.w, v.x, v.y)
  STEP(v.w, v.x, v.y, v.z)
  v = (me & 1u) == 0u ? v.wxyz : v ^ me;
  STEP(v.x, v.z, v.y, v.w)
  STEP(v.y, v.w, v.z, v.x)
  STEP(v.z, v.x, v.w, v.y)
  STEP(v.w, v.y, v.x, v.z)
  result[me] = v;
}
