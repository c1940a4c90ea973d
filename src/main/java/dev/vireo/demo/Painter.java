package dev.vireo.demo;

import dev.vireo.BindingSet;
import dev.vireo.Completion;
import dev.vireo.FullRing;
import dev.vireo.LoadedProgram;
import dev.vireo.Megakernel;
import dev.vireo.Resource;
import dev.vireo.Tenant;
import dev.vireo.TenantSpec;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Priority;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A tenant that paints one view: it submits a slot for each tile and pass. One thread paints; any
 * thread may exchange the program meanwhile, and read the picture.
 */
final class Painter implements AutoCloseable {
  private static final int MOST_OUTSTANDING = 512;

  private final String name;
  private final Megakernel kernel;
  private final TileGrid grid;
  private final Tenant tenant;
  private final Resource scene;
  private final Resource pixels;
  private final List<Resource> places = new ArrayList<>();
  private final Meter meter = new Meter();
  private final int most;
  private final Semaphore room;
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private final Object exchange = new Object();
  private final int[] passes; // of each tile with the program in use; guarded by exchange
  private Brush brush; // guarded by exchange

  /** A program that is loaded, with a binding set for each tile, and how often each gets it. */
  private record Brush(LoadedProgram program, List<BindingSet> sets, int mostPasses) {}

  /**
   * Registers the tenant and makes its resources.
   *
   * @param seed of the random numbers of the programs
   */
  Painter(Megakernel kernel, String name, TileGrid grid, int seed) {
    this.name = name;
    this.kernel = kernel;
    this.grid = grid;
    List<Tile> tiles = grid.tiles();
    most = Math.min(MOST_OUTSTANDING, 2 * tiles.size());
    room = new Semaphore(most);
    passes = new int[tiles.size()];
    int words = Math.multiplyExact(grid.width() * grid.height(), Develop.PIXEL_WORDS);
    TenantSpec spec =
        TenantSpec.ofWords(0, 0)
            .withName(name)
            .withMostOutstanding(most)
            .withResourceWords(words + Scene.WORDS + 4L * tiles.size())
            .withBackpressure(FullRing.block());
    tenant = kernel.registerTenant(spec);
    scene = tenant.resource(name + " scene", Scene.WORDS);
    pixels = tenant.resource(name + " pixels", words);
    for (Tile tile : tiles) {
      Resource place = tenant.resource(name + " tile", 4);
      place.write(0, tile.x(), tile.y(), seed, 0);
      places.add(place);
    }
  }

  String name() {
    return name;
  }

  /** Returns the tenant's id. */
  int tenant() {
    return tenant.id();
  }

  Meter meter() {
    return meter;
  }

  TileGrid grid() {
    return grid;
  }

  /**
   * Loads a program and paints with it from now on, while slots with the one before run on; that
   * one is unloaded once they have completed. No slot is lost.
   *
   * @param mostPasses that each tile gets of it, for one scene
   * @throws dev.vireo.vir0.Vir0Exception when it is no program, or its buffers are others
   */
  void use(byte[] program, int mostPasses) {
    LoadedProgram loaded = tenant.load(program);
    Brush next;
    try {
      next = new Brush(loaded, bind(loaded), mostPasses);
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
    Brush before;
    synchronized (exchange) {
      before = brush;
      brush = next;
      Arrays.fill(passes, 0);
    }
    if (before != null) {
      before.program().close();
    }
  }

  private List<BindingSet> bind(LoadedProgram loaded) {
    List<BindingSet> sets = new ArrayList<>();
    for (Resource place : places) {
      sets.add(loaded.bind(Map.of("scene", scene, "tile", place, "pixels", pixels)));
    }
    return sets;
  }

  /** Shows the scene from now on, and forgets what was painted; no slot is outstanding. */
  void show(Scene next) {
    scene.write(0, next.words());
    pixels.write(0, new int[pixels.words()]);
    synchronized (exchange) {
      Arrays.fill(passes, 0);
    }
  }

  /**
   * Submits every tile once that has not had all its passes; waits while as many slots as may be
   * are outstanding.
   *
   * @return false when no tile was left
   */
  boolean pass(Priority[] priorities) throws InterruptedException {
    boolean any = false;
    for (int i = 0; i < passes.length; i++) {
      any |= submit(i, priorities[i]);
    }
    return any;
  }

  private boolean submit(int tile, Priority priority) throws InterruptedException {
    room.acquire();
    RuntimeException failed = failure.get();
    if (failed != null) {
      room.release();
      throw failed;
    }
    long handle;
    synchronized (exchange) { // the program is not closed between this look and the slot
      if (passes[tile] >= brush.mostPasses()) {
        room.release();
        return false;
      }
      passes[tile]++;
      int groups = grid.groups();
      handle = tenant.submit(brush.sets().get(tile).slot(groups, groups, 1).withPriority(priority));
    }
    kernel.future(handle).whenComplete((completion, error) -> ended(completion, error));
    return true;
  }

  private void ended(Completion completion, Throwable error) {
    if (error != null) {
      failure.compareAndSet(null, new DeviceException(name + ": " + error.getMessage(), error));
    } else if (completion.status() != CompletionStatus.DONE) {
      failure.compareAndSet(null, new DeviceException(problem(completion)));
    }
    meter.done();
    room.release();
  }

  private String problem(Completion completion) {
    return "a tile of the "
        + name
        + " view ended as "
        + completion.status()
        + " "
        + completion.fault()
        + " (result 0 is "
        + Integer.toUnsignedString(completion.result0())
        + "); start the demo again, or take --tier interpreter";
  }

  /** Waits until no slot is outstanding. */
  void settle() throws InterruptedException {
    room.acquire(most);
    room.release(most);
    RuntimeException failed = failure.getAndSet(null);
    if (failed != null) {
      throw failed;
    }
  }

  /** Returns the words of the pixels, as they are now. */
  int[] pixels() {
    return pixels.read();
  }

  /** Returns the picture as it is now. */
  Image image() {
    return Develop.image(pixels(), grid.width(), grid.height());
  }

  @Override
  public void close() {
    tenant.revoke();
  }
}
