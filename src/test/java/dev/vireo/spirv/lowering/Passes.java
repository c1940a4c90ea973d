package dev.vireo.spirv.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.shaderc.SPV;
import org.lwjgl.util.shaderc.SPVBinary;
import org.lwjgl.util.shaderc.SPVMessageConsumer;
import org.lwjgl.util.shaderc.SPVOptimizer;

/** Passes of SPIRV-Tools' optimiser that the compiler does not run. */
final class Passes {
  private static final String[] FLAGS = {
    "--merge-return",
    "--inline-entry-points-exhaustive",
    "--ssa-rewrite",
    "--if-conversion",
    "--loop-peeling",
    "--loop-unroll-partial=2",
    "--simplify-instructions",
    "--copy-propagate-arrays",
    "--redundancy-elimination",
    "--code-sink"
  };

  private Passes() {}

  static byte[] run(byte[] module) {
    IntBuffer words = MemoryUtil.memAllocInt(module.length / Integer.BYTES);
    words.put(ByteBuffer.wrap(module).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer()).flip();
    long optimizer = SPVOptimizer.spvOptimizerCreate(SPV.SPV_ENV_VULKAN_1_3);
    long options = SPV.spvOptimizerOptionsCreate();
    try (MemoryStack stack = MemoryStack.stackPush();
        SPVMessageConsumer consumer = SPVMessageConsumer.create((level, source, at, said) -> {})) {
      SPVOptimizer.spvOptimizerSetMessageConsumer(optimizer, consumer);
      SPV.spvOptimizerOptionsSetRunValidator(options, false);
      for (String flag : FLAGS) {
        assertTrue(SPVOptimizer.spvOptimizerRegisterPassFromFlag(optimizer, flag), flag);
      }
      PointerBuffer made = stack.callocPointer(1);
      assertEquals(0, SPVOptimizer.spvOptimizerRun(optimizer, words, made, options));
      SPVBinary binary = SPVBinary.create(made.get(0));
      IntBuffer code = binary.code();
      byte[] bytes = new byte[code.remaining() * Integer.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(code);
      SPV.spvBinaryDestroy(binary);
      return bytes;
    } finally {
      SPV.spvOptimizerOptionsDestroy(options);
      SPVOptimizer.spvOptimizerDestroy(optimizer);
      MemoryUtil.memFree(words);
    }
  }
}
