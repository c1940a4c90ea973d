package dev.vireo.demo;

import dev.vireo.protocol.Priority;
import java.util.ArrayList;
import java.util.List;
import org.joml.Vector2f;

/** A picture cut into tiles, row by row. Immutable. */
final class TileGrid {
  /** Pixels along each edge of the programs' workgroups. */
  static final int GROUP = 8;

  /** Far from the point of interest by so much of the picture's height, or less: by priority. */
  private static final float[] REACH = {0.22f, 0.42f, 0.66f, 0.95f};

  private static final int SMALL_TILE = 16;
  private static final int LARGE_TILE = 32;
  private static final int SMALL_PICTURE = 320;

  private final int width;
  private final int height;
  private final int size;
  private final List<Tile> tiles = new ArrayList<>();

  /** Cuts a picture of so many pixels. */
  TileGrid(int width, int height) {
    this.width = width;
    this.height = height;
    this.size = width <= SMALL_PICTURE ? SMALL_TILE : LARGE_TILE;
    for (int y = 0; y < height; y += size) {
      for (int x = 0; x < width; x += size) {
        tiles.add(new Tile(x, y, Math.min(size, width - x), Math.min(size, height - y)));
      }
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  List<Tile> tiles() {
    return tiles;
  }

  /** Returns the workgroups along each axis that paint a tile. */
  int groups() {
    return size / GROUP;
  }

  /** Returns the priority of each tile: the more urgent, the nearer to a point of the picture. */
  Priority[] priorities(Vector2f interest) {
    return tiles.stream().map(tile -> priority(tile, interest)).toArray(Priority[]::new);
  }

  private Priority priority(Tile tile, Vector2f interest) {
    float x = tile.x() + tile.width() / 2f;
    float y = tile.y() + tile.height() / 2f;
    float far = interest.distance(x, y) / height;
    int level = 0;
    while (level < REACH.length && far > REACH[level]) {
      level++;
    }
    return Priority.values()[level];
  }
}
