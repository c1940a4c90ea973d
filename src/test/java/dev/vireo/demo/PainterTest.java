package dev.vireo.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vireo.Megakernel;
import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Priority;
import dev.vireo.telemetry.PartitionTelemetry;
import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.ProgramCodec;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PainterTest {
  private static final String BUFFERS =
      "workgroup 8, 8\nbuffer scene: read_only f32[64]\nbuffer tile: read_only u32[4]\n";
  private static final String COUNT =
      BUFFERS
          + """
          buffer pixels: read_write f32[4] output
          main {
            let at = ((gid.y + tile[1]) * 32 + gid.x + tile[0]) * 4
            pixels[at + %d] = pixels[at + %d] + 1.0
          }
          """;

  private final TileGrid grid = new TileGrid(32, 32);
  private final Scene scene = Scene.at(Scene.View.FRONT, 0, 32, 32);
  private final Priority[] priorities = grid.priorities(scene.interest());
  private Megakernel kernel;
  private Painter painter;

  @BeforeEach
  void open() {
    kernel =
        Megakernel.open(
            MegakernelConfig.defaults().withDevice("reference").withRingSlots(64).withPartitions());
    painter = new Painter(kernel, "tested", grid, 1);
    painter.show(scene);
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  private static byte[] program(String text) {
    return ProgramCodec.encode(Assembly.parse("test", text));
  }

  /** Counts its passes in a channel of each pixel. */
  private static byte[] counting(int channel) {
    return program(String.format(COUNT, channel, channel));
  }

  @Test
  void shouldLoseNoTileWhenTheProgramIsExchanged() throws InterruptedException {
    painter.use(counting(0), Integer.MAX_VALUE);
    painter.pass(priorities);
    byte[] next = counting(3);
    CompletableFuture<Void> loading = CompletableFuture.runAsync(() -> painter.use(next, 5));
    long passes = 1;
    boolean more = true;
    while (more) {
      more = painter.pass(priorities);
      passes++;
    }
    loading.join();
    while (painter.pass(priorities)) {
      passes++;
    }
    painter.settle();
    int[] words = painter.pixels();
    long first = 0;
    for (int tile = 0; tile < grid.tiles().size(); tile++) {
      Tile place = grid.tiles().get(tile);
      int at = 4 * (place.y() * 32 + place.x());
      first += (long) Float.intBitsToFloat(words[at]);
      assertEquals(5f, Float.intBitsToFloat(words[at + 3]), "passes of tile " + tile);
    }
    assertEquals(first + 5 * 4, painter.meter().count(), "slots, in " + passes + " passes");
    assertEquals(0, kernel.telemetry().tenants().get(1).outstanding());
  }

  @Test
  void shouldPaintEveryTileAsOftenAsAskedFor() throws InterruptedException {
    painter.use(counting(3), 3);
    int passes = 0;
    while (painter.pass(priorities)) {
      passes++;
    }
    painter.settle();
    assertEquals(3, passes);
    assertEquals(12, painter.meter().count());
    for (PartitionTelemetry partition : kernel.telemetry().partitions()) {
      assertEquals(0, partition.outstanding(), partition::toString);
    }
    assertEquals(12, kernel.telemetry().completed());
  }

  @Test
  void shouldKeepTheProgramWhenTheNextOneHasOtherBuffers() throws InterruptedException {
    painter.use(counting(3), 1);
    byte[] other = program("workgroup 1\nbuffer x: read_write u32[1] output\nmain { x[0] = 1 }\n");
    assertThrows(LaunchException.class, () -> painter.use(other, 1));
    painter.pass(priorities);
    painter.settle();
    assertEquals(4, painter.meter().count());
  }

  @Test
  void shouldTellWhichViewFailed() throws InterruptedException {
    painter.use(
        program(
            BUFFERS
                + "buffer pixels: read_write f32[4] output\nmain { trap(\"lost\", tile[0]) }\n"),
        1);
    DeviceException failure =
        assertThrows(
            DeviceException.class,
            () -> {
              painter.pass(priorities); // which stops once a tile has failed
              painter.settle();
            });
    assertEquals(0, failure.getMessage().indexOf("a tile of the tested view ended as FAULT TRAP"));
  }
}
