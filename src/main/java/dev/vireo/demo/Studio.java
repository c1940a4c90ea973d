package dev.vireo.demo;

import dev.vireo.Megakernel;
import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.Priority;
import java.util.List;

/** A megakernel with two tenants that paint a view of the scene each, at the same time. */
final class Studio implements AutoCloseable {
  private static final int RING_SLOTS = 5120; // a partition has room for all that both have out

  private static final int SEED = 20_261_123;

  private final Megakernel kernel;
  private final Painter main;
  private final Painter second;

  /**
   * Opens the megakernel and registers the tenants.
   *
   * @throws dev.vireo.protocol.DeviceException when there is no such device, or it failed
   */
  Studio(DemoSettings settings) {
    MegakernelConfig config =
        MegakernelConfig.defaults()
            .withDevice(settings.device())
            .withMode(settings.mode())
            .withProgramTier(settings.tier())
            .withRingSlots(RING_SLOTS)
            .withPartitions()
            .withTenants()
            .withTelemetry(true);
    kernel = Megakernel.open(config);
    Painter first = null;
    try {
      int width = settings.width();
      int height = settings.height();
      first = new Painter(kernel, "main", new TileGrid(width, height), SEED);
      TileGrid half = new TileGrid(Math.max(1, width / 2), Math.max(1, height / 2));
      second = new Painter(kernel, "second", half, SEED + 1);
    } catch (RuntimeException e) {
      kernel.close();
      throw e;
    }
    main = first;
  }

  Megakernel kernel() {
    return kernel;
  }

  /** Returns the tenant with the large picture. */
  Painter main() {
    return main;
  }

  /** Returns the tenant with the small one. */
  Painter second() {
    return second;
  }

  /** Returns both tenants. */
  List<Painter> painters() {
    return List.of(main, second);
  }

  /** Returns the scene at a time, as a tenant shows it. */
  static Scene scene(Painter painter, Scene.View view, float seconds) {
    return Scene.at(view, seconds, painter.grid().width(), painter.grid().height());
  }

  /** Shows a scene in a tenant's view, and returns the priorities of its tiles. */
  static Priority[] show(Painter painter, Scene.View view, float seconds) {
    Scene scene = scene(painter, view, seconds);
    painter.show(scene);
    return painter.grid().priorities(scene.interest());
  }

  /** Returns the main picture with the second one in its corner, framed. */
  Image picture() {
    Image whole = main.image();
    Image inset = second.image().halved();
    int margin = Math.max(2, whole.width() / 40);
    int x = whole.width() - inset.width() - margin;
    whole.fill(x - 1, margin - 1, inset.width() + 2, inset.height() + 2, 0xF4F4F4);
    whole.draw(inset, x, margin);
    return whole;
  }

  @Override
  public void close() {
    kernel.close();
  }
}
