package dev.vireo.gpu;

import static org.lwjgl.util.shaderc.Shaderc.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.shaderc.ShadercIncludeResolve;
import org.lwjgl.util.shaderc.ShadercIncludeResult;
import org.lwjgl.util.shaderc.ShadercIncludeResultRelease;

/**
 * Compiles a user's compute shader from a file, with what it includes, to SPIR-V with debug
 * information. One use, one thread.
 */
public final class ShaderFileCompiler {
  static {
    Lwjgl.configure();
  }

  private final Path file;
  private final Options options;
  private final Map<Long, ShadercIncludeResult> open = new HashMap<>();

  /**
   * What a caller chooses.
   *
   * @param entry name of the entry point; used by HLSL, GLSL has {@code main}
   * @param defines {@code NAME} or {@code NAME=VALUE}
   * @param folders where included files are looked for, after the including file's own
   * @param optimised whether the compiler optimises, for speed
   */
  public record Options(String entry, List<String> defines, List<Path> folders, boolean optimised) {
    public Options {
      defines = List.copyOf(defines);
      folders = List.copyOf(folders);
    }
  }

  private ShaderFileCompiler(Path file, Options options) {
    this.file = file;
    this.options = options;
  }

  /**
   * Compiles a file: HLSL if its name ends in {@code .hlsl}, else GLSL.
   *
   * @return the module's bytes, little-endian
   * @throws ShaderCompileException if it does not compile
   */
  public static byte[] compile(Path file, String source, Options options) {
    return new ShaderFileCompiler(file, options).compile(source);
  }

  private byte[] compile(String source) {
    long compiler = shaderc_compiler_initialize();
    long settings = shaderc_compile_options_initialize();
    ByteBuffer text = MemoryUtil.memUTF8(source, false);
    try (ShadercIncludeResolve resolve = ShadercIncludeResolve.create(this::resolve);
        ShadercIncludeResultRelease release =
            ShadercIncludeResultRelease.create((data, result) -> free(result))) {
      set(settings);
      shaderc_compile_options_set_include_callbacks(settings, resolve, release, 0);
      return run(compiler, text, settings);
    } finally {
      MemoryUtil.memFree(text);
      shaderc_compile_options_release(settings);
      shaderc_compiler_release(compiler);
    }
  }

  private boolean hlsl() {
    return file.toString().endsWith(".hlsl");
  }

  private void set(long settings) {
    shaderc_compile_options_set_source_language(
        settings, hlsl() ? shaderc_source_language_hlsl : shaderc_source_language_glsl);
    shaderc_compile_options_set_target_env(
        settings, shaderc_target_env_vulkan, shaderc_env_version_vulkan_1_1);
    shaderc_compile_options_set_target_spirv(settings, shaderc_spirv_version_1_3);
    shaderc_compile_options_set_generate_debug_info(settings);
    shaderc_compile_options_set_optimization_level(
        settings,
        options.optimised()
            ? shaderc_optimization_level_performance
            : shaderc_optimization_level_zero);
    for (String define : options.defines()) {
      int equals = define.indexOf('=');
      String name = equals < 0 ? define : define.substring(0, equals);
      shaderc_compile_options_add_macro_definition(
          settings, name, equals < 0 ? "" : define.substring(equals + 1));
    }
  }

  private byte[] run(long compiler, ByteBuffer text, long settings) {
    ByteBuffer name = MemoryUtil.memUTF8(file.toString());
    ByteBuffer entry =
        MemoryUtil.memUTF8(hlsl() && !options.entry().isEmpty() ? options.entry() : "main");
    long result =
        shaderc_compile_into_spv(
            compiler, text, shaderc_glsl_compute_shader, name, entry, settings);
    try {
      if (shaderc_result_get_compilation_status(result) != shaderc_compilation_status_success) {
        String said = String.valueOf(shaderc_result_get_error_message(result)).strip();
        throw new ShaderCompileException(file.toString(), said, "Correct the lines named above.");
      }
      ByteBuffer bytes = shaderc_result_get_bytes(result);
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy;
    } finally {
      shaderc_result_release(result);
      MemoryUtil.memFree(name);
      MemoryUtil.memFree(entry);
    }
  }

  /** Called by the compiler: returns a file's text, or what is wrong under an empty name. */
  private long resolve(long data, long wanted, int kind, long from, long depth) {
    String name = MemoryUtil.memUTF8(wanted);
    ShadercIncludeResult result = ShadercIncludeResult.calloc();
    try {
      Path found = find(name, MemoryUtil.memUTF8(from), kind == shaderc_include_type_relative);
      result.source_name(MemoryUtil.memUTF8(found == null ? "" : found.toString(), false));
      String text = found == null ? "no such file" : Files.readString(found);
      result.content(MemoryUtil.memUTF8(text, false));
    } catch (IOException | RuntimeException failed) {
      result.source_name(MemoryUtil.memUTF8("", false));
      result.content(MemoryUtil.memUTF8("it cannot be read: " + failed, false));
    }
    open.put(result.address(), result);
    return result.address();
  }

  private Path find(String name, String from, boolean relative) {
    Path own = Path.of(from).toAbsolutePath().resolveSibling(name);
    if (relative && Files.isRegularFile(own)) {
      return own;
    }
    for (Path folder : options.folders()) {
      if (Files.isRegularFile(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    return null;
  }

  private void free(long address) {
    ShadercIncludeResult result = open.remove(address);
    MemoryUtil.memFree(result.source_name());
    MemoryUtil.memFree(result.content());
    result.free();
  }
}
