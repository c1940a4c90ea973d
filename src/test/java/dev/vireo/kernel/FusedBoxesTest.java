package dev.vireo.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.vir0.WorkgroupSize;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A grid is cut into parts that hold each workgroup once, in order. */
class FusedBoxesTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 100, 1",
    "7, 5, 3, 1, 105",
    "7, 5, 3, 4, 30",
    "7, 5, 3, 7, 15",
    "7, 5, 3, 15, 9",
    "7, 5, 3, 35, 3",
    "7, 5, 3, 1000, 1",
    "200000, 1, 1, 9223372036854775807, 4",
    "2, 70000, 1, 9223372036854775807, 2",
    "3, 2, 140000, 9223372036854775807, 3"
  })
  void shouldHoldEveryWorkgroupOnce(long x, long y, long z, long most, int parts) {
    WorkgroupSize grid = new WorkgroupSize(x, y, z);
    int count = 0;
    for (long first = 0; first < grid.volume(); count++) {
      FusedKernel.Box box = FusedBoxes.at(grid, first, most, 65_535);
      WorkgroupSize from = box.first();
      assertEquals(first, from.x() + x * (from.y() + y * from.z()));
      assertTrue(box.size().volume() <= most && box.size().volume() > 0, box::toString);
      assertTrue(Math.max(box.size().x(), box.size().y()) <= 65_535, box::toString);
      // What follows in a part follows in the grid.
      assertTrue(box.size().y() == 1 || box.size().x() == x, box::toString);
      assertTrue(box.size().z() == 1 || box.size().y() == y, box::toString);
      first += box.size().volume();
    }
    assertEquals(parts, count);
  }
}
