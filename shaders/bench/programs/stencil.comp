// A word of a picture and its four neighbours; the picture ends in zeros, 2,048 words wide.
layout(local_size_x = 256) in;
layout(std430, binding = 0) readonly restrict buffer In { float words[]; };
layout(std430, binding = 1) writeonly restrict buffer Out { float result[]; };

void main() {
  uint i = gl_GlobalInvocationID.x;
  uint column = i & 2047u;
  uint count = words.length();
  float left = column != 0u ? words[i - 1u] : 0.0;
  float right = column != 2047u ? words[i + 1u] : 0.0;
  float above = i >= 2048u ? words[i - 2048u] : 0.0;
  float below = i + 2048u < count ? words[i + 2048u] : 0.0;
  result[i] = 0.5 * words[i] + 0.125 * (left + right + above + below);
}
