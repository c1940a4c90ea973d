package dev.vireo.spirv.lowering;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** The shader {@code lanes.comp} and its input. */
final class Subgroupings {
  static final int INVOCATIONS = 64;
  static final int ROWS = 76;

  private Subgroupings() {}

  static ShaderCase shader() {
    int[] values = Words.random(new Random(5), INVOCATIONS, 100);
    List<int[]> buffers = List.of(values, new int[ROWS * INVOCATIONS]);
    return ShaderCase.exact("lanes", 1, new int[0], buffers, Map.of());
  }
}
