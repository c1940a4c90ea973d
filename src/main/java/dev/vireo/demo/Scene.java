package dev.vireo.demo;

import org.joml.Matrix3f;
import org.joml.Matrix4f;
import org.joml.Quaternionf;
import org.joml.Vector2f;
import org.joml.Vector3f;

/**
 * The scene at a time, as the shading programs read it: three balls that melt into each other, a
 * ring, a box and a mirror ball on a floor, and a camera. Immutable.
 *
 * <p>It repeats itself after {@link #PERIOD} seconds, so that an animation over that time goes
 * round without a seam.
 */
final class Scene {
  /** Words of the programs' buffer {@code scene}. */
  static final int WORDS = 64;

  /** Seconds after which everything is where it was. */
  static final float PERIOD = 8.0f;

  private static final float TAU = (float) (2 * Math.PI);
  private static final float FIELD_OF_VIEW = (float) Math.toRadians(36);
  private static final float NEAR = 0.1f;
  private static final float FAR = 100f;
  private static final Vector3f MIDDLE = new Vector3f(0, 0.82f, 0);

  private final float phase; // 0 to TAU over the period
  private final Vector3f eye;
  private final Vector3f target;
  private final int width;
  private final int height;

  private Scene(float phase, Vector3f eye, Vector3f target, int width, int height) {
    this.phase = phase;
    this.eye = eye;
    this.target = target;
    this.width = width;
    this.height = height;
  }

  /**
   * Returns a view of the scene.
   *
   * @param seconds time of the animation
   * @param width of the picture in pixels
   * @param height of the picture in pixels
   */
  static Scene at(View view, float seconds, int width, int height) {
    float phase = TAU * (seconds % PERIOD) / PERIOD;
    return new Scene(phase, view.eye(phase), view.target(), width, height);
  }

  private Vector3f blob(int number) {
    float turn = phase + number * TAU / 3;
    return switch (number) {
      case 0 -> new Vector3f(0.05f, 1.05f + 0.12f * sin(phase), 0);
      case 1 ->
          new Vector3f(0.72f, 0, 0)
              .rotateZ(0.5f * sin(turn))
              .rotateY(phase)
              .add(0, 1.0f + 0.3f * sin(2 * phase), 0);
      default ->
          new Vector3f(-0.74f, 0, 0)
              .rotateY(phase)
              .add(0, 1.05f - 0.35f * sin(2 * phase + 0.6f), 0);
    };
  }

  private static float sin(float angle) {
    return (float) Math.sin(angle);
  }

  /** Returns the point of interest, in the picture's pixels: the foremost of the three balls. */
  Vector2f interest() {
    Vector3f nearest = blob(1);
    Vector3f other = blob(2);
    if (other.distanceSquared(eye) < nearest.distanceSquared(eye)) {
      nearest = other;
    }
    float aspect = (float) width / height;
    Matrix4f projection =
        new Matrix4f()
            .perspective(FIELD_OF_VIEW, aspect, NEAR, FAR)
            .lookAt(eye, target, new Vector3f(0, 1, 0));
    Vector3f seen = projection.transformProject(nearest, new Vector3f());
    return new Vector2f((seen.x + 1) / 2 * width, (1 - seen.y) / 2 * height);
  }

  /** Returns the words of the buffer {@code scene}. */
  int[] words() {
    float[] all = new float[WORDS];
    camera(all);
    Vector3f sun = new Vector3f(-0.62f, 0.58f, 0.53f).normalize();
    put(all, 12, sun);
    all[15] = 0.055f;
    put(all, 16, new Vector3f(3.3f, 2.6f, 1.8f));
    all[19] = width;
    all[20] = height;
    float[] radii = {0.66f, 0.46f, 0.42f};
    for (int i = 0; i < radii.length; i++) {
      put(all, 24 + 4 * i, blob(i));
      all[27 + 4 * i] = radii[i];
    }
    ring(all);
    box(all);
    put(all, 58, new Vector3f(1.75f, 0.52f, 0.85f));
    all[61] = 0.52f;
    int[] words = new int[WORDS];
    for (int i = 0; i < WORDS; i++) {
      words[i] = Float.floatToRawIntBits(all[i]);
    }
    return words;
  }

  private void camera(float[] all) {
    Vector3f forward = target.sub(eye, new Vector3f()).normalize();
    Vector3f right = forward.cross(0, 1, 0, new Vector3f()).normalize();
    Vector3f up = right.cross(forward, new Vector3f());
    float scale = (float) Math.tan(FIELD_OF_VIEW / 2);
    put(all, 0, eye);
    put(all, 3, right.mul(scale * width / height));
    put(all, 6, up.mul(scale));
    put(all, 9, forward);
  }

  private void ring(float[] all) {
    Vector3f axis = new Vector3f(0, 1, 0).rotateX(0.42f * sin(phase)).rotateZ(0.35f);
    put(all, 36, new Vector3f(0, 1.02f, 0));
    put(all, 39, axis.rotateY(phase).normalize());
    all[42] = 1.42f;
    all[43] = 0.085f;
  }

  private void box(float[] all) {
    Matrix3f turned = new Quaternionf().rotateY(phase / 4 + 0.5f).get(new Matrix3f());
    put(all, 44, new Vector3f(-1.85f, 0.45f, 0.75f));
    for (int row = 0; row < 3; row++) {
      put(all, 47 + 3 * row, turned.getRow(row, new Vector3f()));
    }
    all[56] = 0.33f;
    all[57] = 0.12f;
  }

  private static void put(float[] all, int at, Vector3f from) {
    all[at] = from.x;
    all[at + 1] = from.y;
    all[at + 2] = from.z;
  }

  /** From where the scene is looked at. */
  enum View {
    /** From the front, swaying a little. */
    FRONT(5.6f, 1.7f, 0.0f, 0.35f),
    /** From behind and above. */
    ABOVE(6.4f, 4.6f, 2.6f, 0.5f),
    /** Close to the floor. */
    LOW(5.2f, 0.5f, -0.8f, 0.4f);

    private final float distance;
    private final float height;
    private final float angle;
    private final float sway;

    View(float distance, float height, float angle, float sway) {
      this.distance = distance;
      this.height = height;
      this.angle = angle;
      this.sway = sway;
    }

    private Vector3f eye(float phase) {
      return new Vector3f(0, height, distance).rotateY(angle + sway * sin(phase));
    }

    private Vector3f target() {
      return MIDDLE;
    }
  }
}
