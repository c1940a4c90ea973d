package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code exec}, {@code verify} and {@code disasm} with shaders, on the reference. */
class ShaderCommandsTest {
  private static final String SCALE =
      """
      #version 450
      #extension GL_GOOGLE_include_directive : require
      #include "factor.glsl"
      layout(local_size_x_id = 3) in;
      layout(constant_id = 0) const float MORE = 0.5;
      layout(std430, set = 1, binding = 2) readonly buffer Input { float source[]; };
      layout(std430, set = 0, binding = 4) buffer Output { float target[]; };
      layout(push_constant) uniform Push { float offset; };
      void main() {
        uint i = gl_GlobalInvocationID.x;
        target[i] = source[i] * FACTOR + offset + MORE;
      }
      """;

  private static final String IMAGE =
      """
      #version 450
      layout(local_size_x = 1) in;
      layout(rgba8, binding = 0) uniform writeonly image2D target;
      void main() { imageStore(target, ivec2(0), vec4(1)); }
      """;

  @TempDir private Path folder;
  private String out;
  private String err;

  private int execute(String... args) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            new PrintStream(errBytes, true, StandardCharsets.UTF_8),
            Map.of());
    int status =
        Main.execute(console, args, new ExecCommand(), new VerifyCommand(), new DisasmCommand());
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return status;
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String scale() throws IOException {
    Files.createDirectories(folder.resolve("include"));
    write("include/factor.glsl", "#define FACTOR (BASE * 2.0)\n");
    return write("scale.comp", SCALE);
  }

  private int exec(String file, String... options) {
    List<String> args = new ArrayList<>(List.of("exec", file, "--tier", "reference"));
    args.addAll(List.of("-I", folder.resolve("include").toString(), "-D", "BASE=1.5"));
    args.addAll(List.of("--buffer", "1.2=f32:1,2,3,4", "--buffer", "0.4=zero:4"));
    args.addAll(List.of(options));
    return execute(args.toArray(String[]::new));
  }

  @Test
  void shouldCompileAShaderAndRunIt() throws IOException {
    assertEquals(
        ExitStatus.OK,
        exec(scale(), "--push", "0000803f", "--spec", "3=2", "--spec", "0=0.25", "--grid", "2"),
        () -> err);
    assertEquals("0.4: f32 4.25 7.25 10.25 13.25\n", out);
  }

  @Test
  void shouldGiveResultsAsJsonAndFiles() throws IOException {
    Path file = folder.resolve("out.bin");
    String push = "0000803f";
    assertEquals(
        ExitStatus.OK,
        exec(scale(), "--push", push, "--grid", "4", "--json", "--out", "0.4=" + file),
        () -> err);
    JsonObject buffer =
        JsonParser.parseString(out)
            .getAsJsonObject()
            .getAsJsonArray("outputs")
            .get(0)
            .getAsJsonObject();
    assertEquals("0.4", buffer.get("name").getAsString());
    byte[] expected = {0, 0, (byte) 0x90, 0x40};
    assertArrayEquals(expected, java.util.Arrays.copyOf(Files.readAllBytes(file), 4));
  }

  @Test
  void shouldNameTheConstantsThatThereAre() throws IOException {
    assertEquals(ExitStatus.WRONG_INPUT, exec(scale(), "--spec", "7=1"));
    assertTrue(err.contains("no specialization constants [7]; it has [0, 3]"), err);
  }

  @Test
  void shouldSayWhereSourceDoesNotCompile() throws IOException {
    String file = write("wrong.comp", "#version 450\nvoid main() { undeclared = 1; }\n");
    assertEquals(ExitStatus.WRONG_INPUT, execute("exec", file, "--tier", "reference"));
    assertTrue(err.contains("wrong.comp:2: error"), err);
  }

  @Test
  void shouldRefuseImagesWithInstructionAndCapability() throws IOException {
    String file = write("image.comp", IMAGE);
    assertEquals(ExitStatus.EXPECTATION_FAILED, execute("verify", file, "--json"));
    JsonObject document = JsonParser.parseString(out).getAsJsonObject();
    assertEquals("unsupported", document.get("phase").getAsString());
    assertTrue(err.contains("OpTypeImage (capability Shader) at word "), err);
  }

  @Test
  void shouldVerifyShadersThatRun() throws IOException {
    String file = write("empty.comp", "#version 450\nlayout(local_size_x = 4) in;\nvoid main() {}");
    assertEquals(ExitStatus.OK, execute("verify", file), () -> err);
    assertTrue(out.contains("valid, 0 buffers, workgroups of 4, 1, 1, 1 instructions"), out);
  }

  @Test
  void shouldShowAShaderAsAssemblyAndAsBytecode() throws IOException {
    String file = write("empty.comp", "#version 450\nlayout(local_size_x = 4) in;\nvoid main() {}");
    assertEquals(ExitStatus.OK, execute("disasm", file), () -> err);
    assertTrue(out.contains("OpEntryPoint GLCompute %main \"main\""), out);
    assertEquals(ExitStatus.OK, execute("disasm", file, "--bytecode"), () -> err);
    assertTrue(out.contains("END") && out.contains("OpReturn"), out);
  }

  @Test
  void shouldRefuseBytesThatAreNoModule() throws IOException {
    String file = write("no.spv", "this is no module at all");
    assertEquals(ExitStatus.WRONG_INPUT, execute("exec", file, "--tier", "reference"));
    assertTrue(err.contains("no.spv is not valid SPIR-V"), err);
  }
}
