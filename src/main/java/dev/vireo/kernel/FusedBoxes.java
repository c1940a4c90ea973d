package dev.vireo.kernel;

import dev.vireo.vir0.WorkgroupSize;

/** Cuts a grid into parts that one dispatch can have, in the order of its workgroups, x fastest. */
final class FusedBoxes {
  /** Most workgroups along y and z on every device. */
  private static final long MOST_ROWS = 65_535;

  private FusedBoxes() {}

  /**
   * Returns the part that begins with a workgroup: whole layers, whole rows, or a part of a row.
   *
   * @param first workgroups before it
   * @param most most workgroups of the part, 1 or more
   * @param mostInRow most along x
   */
  static FusedKernel.Box at(WorkgroupSize grid, long first, long most, long mostInRow) {
    long x = first % grid.x();
    long y = first / grid.x() % grid.y();
    long z = first / grid.x() / grid.y();
    WorkgroupSize begin = new WorkgroupSize(x, y, z);
    if (x != 0 || grid.x() > Math.min(most, mostInRow)) {
      long row = Math.min(grid.x() - x, Math.min(most, mostInRow));
      return new FusedKernel.Box(begin, new WorkgroupSize(row, 1, 1));
    }
    long layer = grid.x() * grid.y();
    if (y != 0 || layer > most || grid.y() > MOST_ROWS) {
      long rows = Math.min(Math.min(grid.y() - y, MOST_ROWS), most / grid.x());
      return new FusedKernel.Box(begin, new WorkgroupSize(grid.x(), rows, 1));
    }
    long layers = Math.min(Math.min(grid.z() - z, MOST_ROWS), most / layer);
    return new FusedKernel.Box(begin, new WorkgroupSize(grid.x(), grid.y(), layers));
  }
}
