package dev.vireo.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.SilentValidation;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.ProgramTier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Tag("device")
@ExtendWith(SilentValidation.class)
class DemoDeviceTest {
  private static final DemoProgress SILENT =
      new DemoProgress() {
        @Override
        public void note(String text) {}

        @Override
        public void tiles(double done, double perSecond) {}
      };

  private static DemoReport render(String device, int frames, Path folder)
      throws InterruptedException {
    DemoSettings settings =
        new DemoSettings(device, Mode.AUTO, ProgramTier.FUSED, 24, 16, frames, 1);
    return Demo.run(settings, folder, SILENT);
  }

  @Test
  void shouldDrawWhatTheReferenceDraws(@TempDir Path folder)
      throws IOException, InterruptedException {
    String device = System.getProperty("vireo.test.device");
    Path own = folder.resolve("made/of/two");
    DemoReport report = render(device, 2, own);
    render("reference", 1, folder.resolve("reference"));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("reference/frame-0001.png")),
        Files.readAllBytes(own.resolve("frame-0001.png")));
    assertEquals(
        List.of("frame-0001.png", "frame-0002.png", "demo.png", "priorities.png"),
        report.files().stream().map(file -> file.getFileName().toString()).toList());
    assertEquals(24, ImageIO.read(own.resolve("demo.png").toFile()).getWidth());
    assertTrue(report.tiles().get(0) >= 6 && report.tiles().get(1) >= 3, report::toString);
  }
}
