package dev.vireo.gpu;

import java.nio.ByteBuffer;

/**
 * The smallest shader with everything: two buffers and a push constant; {@code out[i] = in[i] +
 * add}.
 */
final class CopyShader {
  static final int GROUP = 64;
  private static final String SOURCE =
      """
      layout(local_size_x = 64) in;
      layout(set = 0, binding = 0) readonly buffer In { uint source[]; };
      layout(set = 0, binding = 1) writeonly buffer Out { uint target[]; };
      layout(push_constant) uniform Push { uint add; };
      void main() {
        uint i = gl_GlobalInvocationID.x;
        if (i < uint(source.length()) && i < uint(target.length())) {
          target[i] = source[i] + add;
        }
      }
      """;

  private CopyShader() {}

  static ByteBuffer compile() {
    try (ShaderCompiler compiler = new ShaderCompiler()) {
      return compiler.compile("copy.comp", SOURCE);
    }
  }
}
