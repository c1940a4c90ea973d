package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.SilentValidation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code exec} with shaders as pipelines of a driver. */
@Tag("device")
@ExtendWith(SilentValidation.class)
class ExecShaderDeviceTest {
  private static final String SHADER =
      """
      #version 450
      layout(local_size_x_id = 3) in;
      layout(constant_id = 0) const float MORE = 0.5;
      layout(set = 1, binding = 2) uniform Input { vec4 source; };
      layout(set = 0, binding = 4) buffer Output { float target[]; };
      layout(push_constant) uniform Push { float offset; };
      void main() {
        uint i = gl_GlobalInvocationID.x;
        target[i] = source[i] + offset + MORE + target.length();
      }
      """;

  @TempDir private Path folder;
  private String out;
  private String err;

  private int exec(String file, String... options) {
    List<String> args = new ArrayList<>(List.of("exec", folder.resolve(file).toString()));
    args.addAll(List.of("--device", System.getProperty("vireo.test.device", "")));
    args.addAll(List.of(options));
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            new PrintStream(errBytes, true, StandardCharsets.UTF_8),
            Map.of());
    int status = Main.execute(console, args.toArray(String[]::new), new ExecCommand());
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return status;
  }

  @Test
  void shouldRunAShaderAsAPipeline() throws IOException {
    Files.writeString(folder.resolve("add.comp"), SHADER);
    for (String tier : List.of("compiled", "auto")) {
      int status =
          exec(
              "add.comp",
              "--tier",
              tier,
              "--buffer",
              "1.2=f32:1,2,3,4",
              "--buffer",
              "0.4=zero:4",
              "--push",
              "0000803f",
              "--spec",
              "3=2",
              "--spec",
              "0=0.25",
              "--grid",
              "2");
      assertEquals(ExitStatus.OK, status, () -> err);
      assertEquals("0.4: f32 6.25 7.25 8.25 9.25\n", out, tier);
    }
  }

  @Test
  void shouldNameWhatTheDeviceIsTooSmallFor() throws IOException {
    Files.writeString(
        folder.resolve("large.comp"),
        """
        #version 450
        layout(set = 0, binding = 0) buffer Out { uint o[]; };
        shared uint words[20000];
        void main() { words[o[1]] = 1; barrier(); o[0] = words[o[2]]; }
        """);
    int status = exec("large.comp", "--tier", "compiled", "--buffer", "0.0=zero:4");
    assertTrue(status != ExitStatus.OK, out);
    assertTrue(err.contains("80000 bytes of workgroup memory"), err);
  }
}
