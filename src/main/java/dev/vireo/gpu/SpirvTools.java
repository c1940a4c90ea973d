package dev.vireo.gpu;

import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.InvalidModuleException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.shaderc.SPV;
import org.lwjgl.util.shaderc.SPVBinary;
import org.lwjgl.util.shaderc.SPVDiagnostic;
import org.lwjgl.util.shaderc.SPVText;

/**
 * Khronos' tools for SPIR-V, of the library that carries shaderc: validator, assembler and
 * disassembler. Safe for all threads.
 */
public final class SpirvTools {
  private static final int MAGIC = 0x0723_0203;

  static {
    Lwjgl.configure();
  }

  private SpirvTools() {}

  /**
   * Returns normally if a module is valid for Vulkan 1.3, with scalar block layout.
   *
   * @param name of the module in the message
   * @throws InvalidModuleException if it is not
   * @throws DeviceException if the library cannot be loaded
   */
  public static void validate(String name, byte[] module) {
    // To find names for all ids takes a quarter of the time, and only a message needs them.
    if (!valid(name, module, false)) {
      valid(name, module, true);
    }
  }

  /**
   * Validates a module.
   *
   * @param named whether the message has names, and is thrown
   */
  private static boolean valid(String name, byte[] module, boolean named) {
    IntBuffer words = words(module);
    long context = context();
    long options = SPV.spvValidatorOptionsCreate();
    try (MemoryStack stack = MemoryStack.stackPush()) {
      SPV.spvValidatorOptionsSetScalarBlockLayout(options, true);
      SPV.spvValidatorOptionsSetAllowLocalSizeId(options, true);
      SPV.spvValidatorOptionsSetFriendlyNames(options, named);
      SPVBinary binary = binary(words, stack);
      PointerBuffer said = stack.callocPointer(1);
      int result = SPV.spvValidateWithOptions(context, options, binary, said);
      if (named) {
        check(name, result, said);
      } else if (said.get(0) != 0) {
        SPV.nspvDiagnosticDestroy(said.get(0));
      }
      return result == SPV.SPV_SUCCESS;
    } finally {
      SPV.spvValidatorOptionsDestroy(options);
      SPV.spvContextDestroy(context);
      MemoryUtil.memFree(words);
    }
  }

  /**
   * Returns a module as text.
   *
   * @throws InvalidModuleException if it cannot be read
   */
  public static String disassemble(String name, byte[] module) {
    IntBuffer words = words(module);
    long context = context();
    try (MemoryStack stack = MemoryStack.stackPush()) {
      PointerBuffer text = stack.callocPointer(1);
      PointerBuffer said = stack.callocPointer(1);
      int how = SPV.SPV_BINARY_TO_TEXT_OPTION_INDENT | SPV.SPV_BINARY_TO_TEXT_OPTION_FRIENDLY_NAMES;
      check(name, SPV.spvBinaryToText(context, words, how, text, said), said);
      SPVText result = SPVText.create(text.get(0));
      try {
        return MemoryUtil.memUTF8(result.str());
      } finally {
        SPV.spvTextDestroy(result);
      }
    } finally {
      SPV.spvContextDestroy(context);
      MemoryUtil.memFree(words);
    }
  }

  /**
   * Returns the module that a text is, with the numbers of ids as the text has them.
   *
   * @throws InvalidModuleException if it cannot be read
   */
  public static byte[] assemble(String name, String text) {
    long context = context();
    ByteBuffer source = MemoryUtil.memUTF8(text, false);
    try (MemoryStack stack = MemoryStack.stackPush()) {
      PointerBuffer binary = stack.callocPointer(1);
      PointerBuffer said = stack.callocPointer(1);
      check(name, SPV.spvTextToBinaryWithOptions(context, source, 0, binary, said), said);
      SPVBinary result = SPVBinary.create(binary.get(0));
      try {
        IntBuffer words = result.code();
        ByteBuffer bytes =
            ByteBuffer.allocate(4 * words.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(words);
        return bytes.array();
      } finally {
        SPV.spvBinaryDestroy(result);
      }
    } finally {
      SPV.spvContextDestroy(context);
      MemoryUtil.memFree(source);
    }
  }

  // The tools take modules of either byte order, but not the text in those of the other one.
  private static IntBuffer words(byte[] module) {
    IntBuffer words = MemoryUtil.memAllocInt(module.length / 4);
    ByteBuffer bytes = ByteBuffer.wrap(module);
    boolean big = module.length >= 4 && bytes.getInt(0) == MAGIC;
    bytes.order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    return words.put(bytes.asIntBuffer()).flip();
  }

  /** Lays out what the tools take; the bindings only read such structs. */
  private static SPVBinary binary(IntBuffer words, MemoryStack stack) {
    long address = stack.ncalloc(SPVBinary.ALIGNOF, 1, SPVBinary.SIZEOF);
    MemoryUtil.memPutAddress(address + SPVBinary.CODE, MemoryUtil.memAddress(words));
    MemoryUtil.memPutAddress(address + SPVBinary.WORDCOUNT, words.remaining());
    return SPVBinary.create(address);
  }

  private static long context() {
    try {
      return SPV.spvContextCreate(SPV.SPV_ENV_VULKAN_1_3);
    } catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError missing) {
      throw new DeviceException(
          "SPIRV-Tools cannot be loaded ("
              + missing
              + "). Put the natives of org.lwjgl:lwjgl-shaderc for this system on the class path.",
          missing);
    }
  }

  private static void check(String name, int result, PointerBuffer said) {
    String message = "result " + result;
    if (said.get(0) != 0) {
      message = String.valueOf(SPVDiagnostic.create(said.get(0)).errorString()).strip();
      SPV.nspvDiagnosticDestroy(said.get(0));
    }
    if (result != SPV.SPV_SUCCESS) {
      throw new InvalidModuleException(name, message);
    }
  }
}
