package dev.vireo.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.Priority;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.joml.Vector2f;
import org.junit.jupiter.api.Test;

class TileGridTest {
  @Test
  void shouldCoverEveryPixelOnce() {
    int[] covered = new int[100 * 37];
    for (Tile tile : new TileGrid(100, 37).tiles()) {
      for (int y = tile.y(); y < tile.y() + tile.height(); y++) {
        for (int x = tile.x(); x < tile.x() + tile.width(); x++) {
          covered[y * 100 + x]++;
        }
      }
    }
    assertTrue(Arrays.stream(covered).allMatch(count -> count == 1));
  }

  @Test
  void shouldOrderTilesByTheirDistanceFromThePointOfInterest() {
    TileGrid grid = new TileGrid(320, 180);
    Vector2f point = new Vector2f(60, 60);
    Priority[] priorities = grid.priorities(point);
    List<Tile> tiles = grid.tiles();
    for (int i = 0; i < priorities.length; i++) {
      for (int j = 0; j < priorities.length; j++) {
        if (priorities[i].compareTo(priorities[j]) < 0) {
          assertTrue(far(tiles.get(i), point) < far(tiles.get(j), point), i + " before " + j);
        }
      }
    }
    assertEquals(Set.of(Priority.values()), new HashSet<>(List.of(priorities)));
  }

  private static float far(Tile tile, Vector2f point) {
    return point.distance(tile.x() + tile.width() / 2f, tile.y() + tile.height() / 2f);
  }

  @Test
  void shouldMoveThePointOfInterestWithTheScene() {
    Vector2f first = Scene.at(Scene.View.FRONT, 0, 320, 180).interest();
    Vector2f later = Scene.at(Scene.View.FRONT, 2, 320, 180).interest();
    assertTrue(first.distance(later) > 10, first + " and " + later);
    assertTrue(first.x > 0 && first.x < 320 && first.y > 0 && first.y < 180, first::toString);
  }
}
