package dev.vireo.demo;

import dev.vireo.protocol.Priority;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture of which priority each tile had in each frame: the frames side by side, their tiles
 * tinted, and a legend below.
 */
final class PriorityMap {
  /** By priority, the most urgent first: 0xRRGGBB. */
  static final int[] COLORS = {0xE5484D, 0xF5A524, 0x46A758, 0x3E82E5, 0x6E56CF};

  private static final int PAPER = 0x16181D;
  private static final int INK = 0xE8EAED;
  private static final int COLUMNS = 4;
  private static final int MOST_FRAMES = 24;
  private static final int GAP = 6;
  private static final int LEAST_WIDTH = 320;
  private static final float TINT = 0.5f;

  private final List<Image> frames = new ArrayList<>();
  private int left; // frames that are not shown

  /** Adds a frame; of more than 24, the later ones are left out. */
  void add(Image frame, TileGrid grid, Priority[] priorities) {
    if (frames.size() == MOST_FRAMES) {
      left++;
      return;
    }
    int scale = (LEAST_WIDTH + frame.width() - 1) / frame.width();
    Image map = Image.black(scale * frame.width(), scale * frame.height());
    List<Tile> tiles = grid.tiles();
    for (int i = 0; i < priorities.length; i++) {
      tint(map, frame, scale, tiles.get(i), COLORS[priorities[i].ordinal()]);
    }
    frames.add(map);
  }

  private static void tint(Image map, Image frame, int scale, Tile tile, int color) {
    int dark = blend(color, 0, 0.4f);
    for (int y = 0; y < scale * tile.height(); y++) {
      for (int x = 0; x < scale * tile.width(); x++) {
        int atX = tile.x() + x / scale;
        int atY = tile.y() + y / scale;
        boolean edge = x == 0 || y == 0;
        int shown = edge ? dark : blend(frame.pixel(atX, atY), color, TINT);
        map.set(scale * tile.x() + x, scale * tile.y() + y, shown);
      }
    }
  }

  private static int blend(int from, int to, float share) {
    int color = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      float mixed = (from >>> shift & 0xFF) * (1 - share) + (to >>> shift & 0xFF) * share;
      color |= Math.round(mixed) << shift;
    }
    return color;
  }

  /** Returns how many frames were left out. */
  int left() {
    return left;
  }

  /** Returns the picture of all frames. */
  Image image() {
    Image first = frames.get(0);
    int columns = Math.min(COLUMNS, frames.size());
    int rows = (frames.size() + columns - 1) / columns;
    int dot = Math.max(1, first.width() * columns / LEAST_WIDTH);
    int legend = (Letters.HEIGHT + 4) * dot;
    int width = GAP + columns * (first.width() + GAP);
    Image all = Image.black(width, GAP + rows * (first.height() + GAP) + legend);
    all.fill(0, 0, all.width(), all.height(), PAPER);
    for (int i = 0; i < frames.size(); i++) {
      int x = GAP + i % columns * (first.width() + GAP);
      int y = GAP + i / columns * (first.height() + GAP);
      all.draw(frames.get(i), x, y);
    }
    legend(all, all.height() - legend + dot, dot);
    return all;
  }

  private static void legend(Image all, int top, int dot) {
    int x = GAP;
    for (Priority priority : Priority.values()) {
      int side = Letters.HEIGHT * dot;
      all.fill(x, top, side, side, COLORS[priority.ordinal()]);
      x += side + 2 * dot;
      Letters.draw(all, priority.name(), x, top, dot, INK);
      x += (priority.name().length() * Letters.ADVANCE + 4) * dot;
    }
  }
}
