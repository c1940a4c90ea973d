package dev.vireo.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShaderCompilerTest {
  private static final int SPIRV_MAGIC = 0x07230203;
  private static final int SPIRV_1_3 = 0x00010300;
  private static final String GOOD =
      """
      layout(local_size_x = 1) in;
      layout(set = 0, binding = 0) buffer Words { uint words[]; };
      void main() { words[gl_GlobalInvocationID.x] += 1u; }
      """;

  @TempDir Path folder;

  @Test
  void shouldCompileToSpirv13WithOrWithoutAVersionLine() {
    try (ShaderCompiler compiler = new ShaderCompiler(new DiskCache(null))) {
      for (String source :
          List.of(GOOD, "#version 450\n" + GOOD, "// first\n #  version 460 core\n" + GOOD)) {
        ByteBuffer spirv = compiler.compile("good.comp", source);
        assertEquals(SPIRV_MAGIC, spirv.getInt(0), source);
        assertEquals(SPIRV_1_3, spirv.getInt(4), source);
        assertEquals(0, spirv.remaining() % 4);
      }
    }
  }

  @Test
  void shouldPointAtTheLineOfTheSource() {
    assertEquals(
        "a.comp:3: error: 'oops' : undeclared identifier",
        firstError("a.comp", "\nvoid main() {\n  oops;\n}\n"));
    assertEquals(
        "a.comp:4: error: 'oops' : undeclared identifier",
        firstError("a.comp", "// a comment\n#version 450\nvoid main() {\n  oops;\n}\n"));
    assertEquals(
        "a.comp:4: error: 'oops' : undeclared identifier",
        firstError("a.comp", "#version 450\r\n#define X 1\r\nvoid main() {\r\n  oops;\r\n}\r\n"));
  }

  @Test
  void shouldPointAtTheAuthorsFileAndLine() {
    String source =
        "void helper() {}\n"
            + "#line 41 \"handlers/mine.glsl\"\n"
            + "void main() {\n"
            + "  oops;\n"
            + "}\n"
            + "#line 7 \"rest.glsl\"\n";
    assertEquals(
        "handlers/mine.glsl:42: error: 'oops' : undeclared identifier",
        firstError("kernel.comp", source));
  }

  @Test
  void shouldNameTheShaderAndARemedy() {
    try (ShaderCompiler compiler = new ShaderCompiler(new DiskCache(null))) {
      ShaderCompileException refused =
          assertThrows(
              ShaderCompileException.class,
              () -> compiler.compile("odd \"name\"\n", "void main() { x; }"));
      assertEquals("odd \"name\"\n", refused.shader());
      assertTrue(refused.getMessage().contains("undeclared"), refused.getMessage());
      assertTrue(refused.getMessage().contains("Correct"), refused.getMessage());
    }
  }

  @Test
  void shouldRefuseSpirvThatIsNotValid() {
    try (ShaderCompiler compiler = new ShaderCompiler(new DiskCache(null))) {
      ByteBuffer spirv = compiler.compile("good.comp", GOOD);
      ShaderCompiler.validate("good.comp", spirv);
      spirv.putInt(spirv.limit() - 4, 0x0001_00FF); // instead of OpFunctionEnd
      ShaderCompileException refused =
          assertThrows(
              ShaderCompileException.class, () -> ShaderCompiler.validate("good.comp", spirv));
      assertTrue(refused.getMessage().contains("SPIRV-Tools"), refused.getMessage());
    }
  }

  @Test
  void shouldReadFromDiskWhatWasCompiledBefore() throws IOException {
    ByteBuffer first = compileOnce();
    Path file = onlyFile();
    var written = Files.getLastModifiedTime(file);
    assertEquals(first, compileOnce());
    assertEquals(written, Files.getLastModifiedTime(file));
  }

  @Test
  void shouldCompileAnewWhenTheFileOnDiskIsCorrupt() throws IOException {
    ByteBuffer first = compileOnce();
    Path file = onlyFile();
    byte[] good = Files.readAllBytes(file);
    byte[] bad = good.clone();
    bad[bad.length - 1] ^= 1;
    for (byte[] content :
        List.of(bad, new byte[0], "not ours".getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
      Files.write(file, content);
      assertEquals(first, compileOnce());
      assertEquals(ByteBuffer.wrap(good), ByteBuffer.wrap(Files.readAllBytes(file)));
    }
  }

  @Test
  void shouldRefuseToCompileOnceClosed() {
    ShaderCompiler compiler = new ShaderCompiler(new DiskCache(null));
    compiler.compile("good.comp", GOOD);
    compiler.close();
    compiler.close();
    assertThrows(IllegalStateException.class, () -> compiler.compile("good.comp", GOOD));
  }

  private ByteBuffer compileOnce() {
    try (ShaderCompiler compiler = new ShaderCompiler(new DiskCache(folder))) {
      return compiler.compile("good.comp", GOOD);
    }
  }

  private Path onlyFile() throws IOException {
    try (var files = Files.list(folder.resolve("spirv"))) {
      List<Path> all = files.toList();
      assertEquals(1, all.size());
      return all.get(0);
    }
  }

  private static String firstError(String name, String source) {
    try (ShaderCompiler compiler = new ShaderCompiler(new DiskCache(null))) {
      ShaderCompileException refused =
          assertThrows(ShaderCompileException.class, () -> compiler.compile(name, source));
      return refused.compilerMessage().lines().findFirst().orElse("");
    }
  }
}
