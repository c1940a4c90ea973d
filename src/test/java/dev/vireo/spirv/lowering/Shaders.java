package dev.vireo.spirv.lowering;

import dev.vireo.gpu.ShaderFileCompiler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** The complete shaders among the test resources. */
final class Shaders {
  private static final long SEED = Long.getLong("vireo.seed", 20_261_123L);

  /** Modules by their source: several tests compile the same. */
  private static final Map<String, byte[]> COMPILED = new ConcurrentHashMap<>();

  private Shaders() {}

  static List<ShaderCase> all() {
    Random random = new Random(SEED);
    List<ShaderCase> all = new ArrayList<>();
    all.addAll(SortingShaders.all(random));
    all.addAll(NumericShaders.all(random));
    all.addAll(IntegerShaders.all(random));
    all.addAll(LanguageShaders.all(random));
    all.addAll(GraphShaders.all(random));
    all.addAll(TextShaders.all(random));
    all.addAll(AlgebraShaders.all(random));
    all.addAll(SceneShaders.all(random));
    all.addAll(ShapeShaders.all(random));
    return all;
  }

  static byte[] compile(String name, boolean optimised) {
    return compileText(name, text(name), optimised);
  }

  static byte[] compileText(String name, String text, boolean optimised) {
    var options = new ShaderFileCompiler.Options("main", List.of(), List.of(), optimised);
    return COMPILED
        .computeIfAbsent(
            optimised + text, key -> ShaderFileCompiler.compile(Path.of(file(name)), text, options))
        .clone();
  }

  /** GLSL unless the name has an extension of its own. */
  private static String file(String name) {
    return name.contains(".") ? name : name + ".comp";
  }

  private static String text(String name) {
    try (InputStream in = Shaders.class.getResourceAsStream("/spirv/" + file(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
