package dev.vireo.vir0;

/**
 * Extent along three axes, in invocations of a workgroup or in workgroups of a grid.
 *
 * @param x along axis 0, 0 to 2^32-1
 * @param y along axis 1, 0 to 2^32-1
 * @param z along axis 2, 0 to 2^32-1
 */
public record WorkgroupSize(long x, long y, long z) {
  /**
   * Checks the figures.
   *
   * @throws IllegalArgumentException when {@code x}, {@code y} or {@code z} is not between 0 and
   *     2^32 - 1
   */
  public WorkgroupSize {
    U32.require("x", x);
    U32.require("y", y);
    U32.require("z", z);
  }

  /** Returns the extent along {@code axis}, 0 to 2. */
  public long axis(int axis) {
    return axis == 0 ? x : axis == 1 ? y : z;
  }

  /** Returns the product of the three, or {@link Long#MAX_VALUE} if it does not fit. */
  public long volume() {
    long area = x * y;
    long volume = area * z;
    boolean fits = area >= 0 && Math.multiplyHigh(area, z) == 0 && volume >= 0;
    return fits ? volume : Long.MAX_VALUE;
  }

  @Override
  public String toString() {
    return x + ", " + y + ", " + z;
  }
}
