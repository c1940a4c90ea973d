package dev.vireo.spirv;

import dev.vireo.gpu.ShaderFileCompiler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The complete shaders among the test resources. */
final class Shaders {
  private static final long SEED = Long.getLong("vireo.seed", 20_261_123L);

  private Shaders() {}

  static List<ShaderCase> all() {
    Random random = new Random(SEED);
    List<ShaderCase> all = new ArrayList<>();
    all.addAll(SortingShaders.all(random));
    all.addAll(NumericShaders.all(random));
    all.addAll(IntegerShaders.all(random));
    all.addAll(LanguageShaders.all(random));
    return all;
  }

  static byte[] compile(String name, boolean optimised) {
    return compileText(name, text(name), optimised);
  }

  static byte[] compileText(String name, String text, boolean optimised) {
    var options = new ShaderFileCompiler.Options("main", List.of(), List.of(), optimised);
    return ShaderFileCompiler.compile(Path.of(name + ".comp"), text, options);
  }

  private static String text(String name) {
    try (InputStream in = Shaders.class.getResourceAsStream("/spirv/" + name + ".comp")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
