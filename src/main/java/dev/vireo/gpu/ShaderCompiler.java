package dev.vireo.gpu;

import static org.lwjgl.util.shaderc.Shaderc.*;

import dev.vireo.protocol.DeviceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lwjgl.PointerBuffer;
import org.lwjgl.Version;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.shaderc.SPV;
import org.lwjgl.util.shaderc.SPVDiagnostic;

/**
 * Compiles GLSL compute shaders to SPIR-V 1.3 for Vulkan 1.1, optimised for speed, validates the
 * result in process and keeps it on disk. The first real compilation of a process takes 100 to 170
 * ms, later ones some milliseconds; what the disk cache has takes well under one. Safe for all
 * threads, which compile one after the other.
 */
public final class ShaderCompiler implements AutoCloseable {
  static {
    Lwjgl.configure();
  }

  private static final String KIND = "spirv";

  /**
   * Everything that may change the result for the same source. LWJGL's version fixes that of the
   * shaderc it carries.
   */
  private static final String TOOLCHAIN =
      "vulkan1.1 spirv1.3 performance 1 lwjgl "
          + Version.getVersion()
          + " "
          + Configuration.SHADERC_LIBRARY_NAME.get("");

  private static final Pattern VERSION = Pattern.compile("(?m)^[ \\t]*#[ \\t]*version\\b.*$");

  private final DiskCache cache;
  private long compiler;
  private long options;
  private boolean closed;

  /** A compiler that uses the cache of this user. */
  public ShaderCompiler() {
    this(DiskCache.ofUser());
  }

  /** A compiler that uses a cache of its own. */
  public ShaderCompiler(DiskCache cache) {
    this.cache = cache;
  }

  /**
   * Compiles one compute shader with the entry point {@code main}.
   *
   * @param name file name in messages, until a {@code #line N "file"} in the source sets another
   * @param glsl the source, {@code #version 450} assumed where it has none; {@code #line N "file"}
   *     counts from the line below
   * @return SPIR-V: a direct buffer, little-endian, positioned at 0, which the garbage collector
   *     frees
   * @throws ShaderCompileException when it does not compile, or its SPIR-V is not valid
   * @throws DeviceException when the compiler's library cannot be loaded
   */
  public synchronized ByteBuffer compile(String name, String glsl) {
    if (closed) {
      throw new IllegalStateException("the shader compiler was closed");
    }
    String key = DiskCache.sha256(TOOLCHAIN, name, glsl);
    byte[] known = cache.read(KIND, key);
    if (known != null && known.length > 0 && known.length % 4 == 0) {
      return direct(known);
    }
    byte[] made = compileNow(name, withLineDirectives(name, glsl));
    ByteBuffer spirv = direct(made);
    validate(name, spirv);
    cache.write(KIND, key, made);
    return spirv;
  }

  /**
   * {@code #line} takes a file name only under an extension, which must follow {@code #version},
   * which must come first.
   */
  static String withLineDirectives(String name, String glsl) {
    String enable = "#extension GL_GOOGLE_cpp_style_line_directive : require\n";
    String file = name.replaceAll("[\"\\p{Cntrl}]", "_");
    Matcher version = VERSION.matcher(glsl);
    if (!version.find()) {
      return "#version 450\n" + enable + "#line 1 \"" + file + "\"\n" + glsl;
    }
    long line = glsl.substring(0, version.end()).lines().count();
    String rest = glsl.substring(version.end());
    return glsl.substring(0, version.end())
        + "\n"
        + enable
        + "#line "
        + (line + 1)
        + " \""
        + file
        + "\""
        + (rest.isEmpty() ? "\n" : rest);
  }

  private byte[] compileNow(String name, String glsl) {
    load();
    ByteBuffer source = MemoryUtil.memUTF8(glsl, false);
    ByteBuffer file = MemoryUtil.memUTF8(name);
    ByteBuffer entry = MemoryUtil.memUTF8("main");
    long result = 0;
    try {
      result =
          shaderc_compile_into_spv(
              compiler, source, shaderc_glsl_compute_shader, file, entry, options);
      if (result == 0) {
        throw new ShaderCompileException(
            name, "the compiler gave no result", "It may be out of memory.");
      }
      if (shaderc_result_get_compilation_status(result) != shaderc_compilation_status_success) {
        String message = String.valueOf(shaderc_result_get_error_message(result)).strip();
        throw new ShaderCompileException(name, message, "Correct the lines named above.");
      }
      ByteBuffer bytes = shaderc_result_get_bytes(result);
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy;
    } finally {
      if (result != 0) {
        shaderc_result_release(result);
      }
      MemoryUtil.memFree(source);
      MemoryUtil.memFree(file);
      MemoryUtil.memFree(entry);
    }
  }

  private void load() {
    if (compiler != 0) {
      return;
    }
    try {
      compiler = shaderc_compiler_initialize();
      options = shaderc_compile_options_initialize();
    } catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError missing) {
      throw new DeviceException(
          "the shader compiler's library cannot be loaded ("
              + missing
              + "). Put the natives of org.lwjgl:lwjgl-shaderc for this system on the class path.",
          missing);
    }
    shaderc_compile_options_set_source_language(options, shaderc_source_language_glsl);
    shaderc_compile_options_set_target_env(
        options, shaderc_target_env_vulkan, shaderc_env_version_vulkan_1_1);
    shaderc_compile_options_set_target_spirv(options, shaderc_spirv_version_1_3);
    shaderc_compile_options_set_optimization_level(options, shaderc_optimization_level_performance);
  }

  static void validate(String name, ByteBuffer spirv) {
    long context = SPV.spvContextCreate(SPV.SPV_ENV_VULKAN_1_1);
    try (MemoryStack stack = MemoryStack.stackPush()) {
      PointerBuffer said = stack.callocPointer(1);
      IntBuffer words = spirv.duplicate().order(ByteOrder.nativeOrder()).asIntBuffer();
      int result = SPV.spvValidateBinary(context, words, said);
      String message = "result " + result;
      if (said.get(0) != 0) {
        SPVDiagnostic diagnostic = SPVDiagnostic.create(said.get(0));
        message = String.valueOf(diagnostic.errorString());
        SPV.nspvDiagnosticDestroy(said.get(0));
      }
      if (result != SPV.SPV_SUCCESS) {
        throw new ShaderCompileException(
            name,
            "SPIRV-Tools: " + message,
            "The source compiles to SPIR-V that Vulkan 1.1 does not allow; remove what needs a"
                + " newer version.");
      }
    } finally {
      SPV.spvContextDestroy(context);
    }
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.LITTLE_ENDIAN).put(bytes).flip();
  }

  /** Frees the compiler. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    if (compiler != 0) {
      shaderc_compile_options_release(options);
      shaderc_compiler_release(compiler);
      compiler = 0;
    }
  }
}
