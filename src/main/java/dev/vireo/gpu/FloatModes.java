package dev.vireo.gpu;

/**
 * What shaders can ask a device for about its 32-bit floats. Source: VK_KHR_shader_float_controls.
 *
 * @param keepsSpecial SPIR-V's {@code SignedZeroInfNanPreserve}, without which a driver may take
 *     {@code x * 0} for 0
 * @param flushes SPIR-V's {@code DenormFlushToZero}: subnormals count as zeros of their sign
 */
public record FloatModes(boolean keepsSpecial, boolean flushes) {
  static final FloatModes NONE = new FloatModes(false, false);

  boolean any() {
    return keepsSpecial || flushes;
  }
}
