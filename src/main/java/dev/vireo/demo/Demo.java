package dev.vireo.demo;

import dev.vireo.protocol.Priority;
import dev.vireo.telemetry.RoundTrips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Renders frames into files: two tenants paint a view each; a quick program begins, and is
 * exchanged for the one that traces paths while its tiles run.
 */
public final class Demo {
  private static final Scene.View MAIN = Scene.View.FRONT;
  private static final Scene.View SECOND = Scene.View.ABOVE;

  /** Frames that an animation has at least over the scene's period; fewer show a part of it. */
  private static final int SMOOTH_FRAMES = 48;

  private static final long TICK_MILLIS = 100;

  private final DemoSettings settings;
  private final Path folder;
  private final DemoProgress progress;
  private final List<Path> files = new ArrayList<>();
  private final List<Image> frames = new ArrayList<>();
  private final PriorityMap map = new PriorityMap();
  private long exchangeNanos;
  private long gapNanos;

  private Demo(DemoSettings settings, Path folder, DemoProgress progress) {
    this.settings = settings;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Renders {@code frame-0001.png} and so on, {@code priorities.png}, and with two frames and more
   * {@code demo.png}, which plays them.
   *
   * @param folder is made if it is missing
   * @throws dev.vireo.protocol.DeviceException when there is no such device, or it failed
   * @throws DemoFileException when a file cannot be written
   */
  public static DemoReport run(DemoSettings settings, Path folder, DemoProgress progress)
      throws InterruptedException {
    return new Demo(settings, folder, progress).run();
  }

  private DemoReport run() throws InterruptedException {
    try {
      Files.createDirectories(folder); // before there is work that would be in vain
    } catch (IOException e) {
      throw new DemoFileException(folder, e);
    }
    progress.note("opening the device; its first time takes some seconds");
    try (Studio studio = new Studio(settings)) {
      long start = System.nanoTime();
      for (int frame = 0; frame < settings.frames(); frame++) {
        render(studio, frame);
      }
      long nanos = System.nanoTime() - start;
      if (frames.size() > 1) {
        write("demo.png", Png.encode(frames, Math.round(1000 * step())));
      }
      write("priorities.png", Png.encode(map.image()));
      RoundTrips trips = studio.kernel().telemetry().roundTrips();
      return new DemoReport(
          studio.kernel().deviceName(),
          studio.kernel().mode(),
          studio.kernel().modeReason(),
          studio.painters().stream().map(painter -> painter.meter().count()).toList(),
          nanos,
          trips.percentile(50),
          trips.percentile(99),
          exchangeNanos,
          gapNanos,
          files);
    }
  }

  /** Returns the seconds from one frame to the next. */
  private float step() {
    return Scene.PERIOD / Math.max(SMOOTH_FRAMES, settings.frames());
  }

  private void render(Studio studio, int frame) throws InterruptedException {
    float seconds = frame * step();
    Priority[] near = Studio.show(studio.main(), MAIN, seconds);
    Priority[] other = Studio.show(studio.second(), SECOND, seconds);
    if (frame == 0) {
      sketch(studio, near, other);
    }
    paint(studio, frame, near, other);
    Image picture = studio.picture();
    map.add(picture, studio.main().grid(), near);
    frames.add(picture);
    write(String.format(Locale.ROOT, "frame-%04d.png", frame + 1), Png.encode(picture));
  }

  // The second program is loaded by a thread beside those that paint with the first one.
  private void sketch(Studio studio, Priority[] near, Priority[] other)
      throws InterruptedException {
    progress.note("loading a sketch");
    byte[] sketch = Shading.SKETCH.program();
    studio.painters().forEach(painter -> painter.use(sketch, Integer.MAX_VALUE));
    studio.main().pass(near);
    studio.second().pass(other);
    progress.note("sketching, while the path tracer is loaded");
    studio.painters().forEach(painter -> painter.meter().watchGaps());
    long start = System.nanoTime();
    byte[] path = Shading.PATH.program();
    CompletableFuture<Void> loading =
        CompletableFuture.runAsync(
            () -> studio.painters().forEach(painter -> painter.use(path, settings.samples())));
    while (!loading.isDone()) {
      studio.main().pass(near);
      studio.second().pass(other);
    }
    join(loading);
    exchangeNanos = System.nanoTime() - start;
    gapNanos = studio.main().meter().longestGapNanos();
    progress.note("path tracing");
  }

  private void paint(Studio studio, int frame, Priority[] near, Priority[] other)
      throws InterruptedException {
    CompletableFuture<Void> main = painting(studio.main(), near);
    CompletableFuture<Void> second = painting(studio.second(), other);
    CompletableFuture<Void> both = CompletableFuture.allOf(main, second);
    long before = tiles(studio);
    long perFrame = (long) settings.samples() * (near.length + other.length);
    Rate rate = new Rate(before);
    while (!doneWithin(both, TICK_MILLIS)) {
      long done = tiles(studio);
      double ofFrame = Math.min(1, (double) (done - before) / perFrame);
      progress.tiles((frame + ofFrame) / settings.frames(), rate.perSecond(done));
    }
    join(both);
  }

  private static boolean doneWithin(CompletableFuture<Void> work, long millis)
      throws InterruptedException {
    try {
      work.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true; // whoever joins it gets to know
    }
  }

  private CompletableFuture<Void> painting(Painter painter, Priority[] priorities) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            boolean more = true;
            while (more) {
              more = painter.pass(priorities);
            }
            painter.settle();
          } catch (InterruptedException e) {
            throw new CompletionException(e);
          }
        });
  }

  private static void join(CompletableFuture<Void> work) throws InterruptedException {
    try {
      work.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private static long tiles(Studio studio) {
    return studio.painters().stream().mapToLong(painter -> painter.meter().count()).sum();
  }

  private void write(String name, byte[] bytes) {
    Path file = folder.resolve(name);
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new DemoFileException(file, e);
    }
    files.add(file);
  }
}
