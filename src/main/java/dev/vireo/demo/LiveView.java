package dev.vireo.demo;

import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.VireoException;
import org.joml.Vector2f;

/**
 * A tenant's view that gets better for as long as somebody looks, painted by a thread of its own.
 * Safe for use by any number of threads.
 */
final class LiveView {
  /** Seconds for the point of interest to go round. */
  private static final double ROUND_SECONDS = 12;

  private final Painter painter;
  private final Thread thread;
  private Scene.View view; // guarded by this, as all below
  private float seconds;
  private boolean fresh = true; // the scene is another one than is painted
  private boolean paused;
  private boolean ended;
  private String problem = "";

  /** Starts to paint a time of the animation; a program is in use already. */
  LiveView(Painter painter, Scene.View view, float seconds) {
    this.painter = painter;
    this.view = view;
    this.seconds = seconds;
    thread = new Thread(this::paint, "vireo demo " + painter.name());
    thread.setDaemon(true);
    thread.start();
  }

  Painter painter() {
    return painter;
  }

  synchronized Scene.View view() {
    return view;
  }

  synchronized boolean paused() {
    return paused;
  }

  /** Returns what went wrong lately, or nothing. */
  synchronized String problem() {
    return problem;
  }

  /** Looks from elsewhere, at a time of the animation. */
  synchronized void look(Scene.View from, float at) {
    view = from;
    seconds = at;
    fresh = true;
    notifyAll();
  }

  /** Stops submitting tiles, or goes on. */
  synchronized void pause(boolean stop) {
    paused = stop;
    notifyAll();
  }

  /**
   * Exchanges the program while tiles run, and paints anew.
   *
   * @throws dev.vireo.vir0.Vir0Exception when its buffers are others, or it cannot be compiled
   */
  void use(byte[] program) {
    synchronized (this) {
      problem = ""; // before tiles run with it: they may tell the next one
    }
    painter.use(program, Integer.MAX_VALUE);
    synchronized (this) {
      fresh = true;
    }
  }

  /** Ends the thread. */
  void end() throws InterruptedException {
    synchronized (this) {
      ended = true;
      notifyAll();
    }
    thread.join();
  }

  private void paint() {
    try {
      Scene scene = next(null);
      while (scene != null) {
        try {
          painter.pass(painter.grid().priorities(interest(scene)));
          scene = next(scene);
        } catch (ClosedException e) {
          return;
        } catch (VireoException e) {
          recover(e);
        }
      }
      painter.settle();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (VireoException e) {
      told(e);
    }
  }

  // The point goes round the middle of the picture, so that all tiles are urgent at some time.
  private Vector2f interest(Scene scene) {
    double turn = 2 * Math.PI * (System.nanoTime() / 1e9 / ROUND_SECONDS % 1);
    float width = painter.grid().width();
    float height = painter.grid().height();
    return scene
        .interest()
        .lerp(
            new Vector2f(
                width * (0.5f + 0.4f * (float) Math.cos(turn)),
                height * (0.5f + 0.35f * (float) Math.sin(turn))),
            0.8f);
  }

  private void recover(VireoException e) throws InterruptedException {
    told(e);
    try {
      painter.settle();
    } catch (VireoException again) {
      told(again);
    }
    painter.use(Shading.PATH.program(), Integer.MAX_VALUE);
    synchronized (this) {
      fresh = true;
    }
  }

  private synchronized void told(VireoException e) {
    problem = e.getMessage();
  }

  /** Returns the scene to paint, or null at the end; waits while paused. */
  private Scene next(Scene painted) throws InterruptedException {
    Scene scene;
    synchronized (this) {
      while (paused && !ended) {
        wait();
      }
      if (ended) {
        return null;
      }
      if (!fresh && painted != null) {
        return painted;
      }
      fresh = false;
      scene = Studio.scene(painter, view, seconds);
    }
    painter.settle();
    painter.show(scene);
    return scene;
  }
}
