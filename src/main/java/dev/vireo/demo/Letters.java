package dev.vireo.demo;

import java.util.Map;

/** Draws short labels without a font: three by five dots a letter. */
final class Letters {
  /** Dots from one letter to the next. */
  static final int ADVANCE = 4;

  /** Dots of a letter's height. */
  static final int HEIGHT = 5;

  private static final int WIDTH = 3;

  /** Five rows from above, an octal digit each: the left dot is its highest bit. */
  private static final Map<Character, String> DOTS =
      Map.ofEntries(
          Map.entry('A', "25755"),
          Map.entry('C', "34443"),
          Map.entry('D', "65556"),
          Map.entry('E', "74647"),
          Map.entry('G', "34553"),
          Map.entry('H', "55755"),
          Map.entry('I', "72227"),
          Map.entry('L', "44447"),
          Map.entry('M', "57755"),
          Map.entry('N', "57775"),
          Map.entry('O', "25552"),
          Map.entry('R', "65655"),
          Map.entry('T', "72222"),
          Map.entry('W', "55775"),
          Map.entry('0', "75557"),
          Map.entry('1', "26227"),
          Map.entry('2', "71747"),
          Map.entry('3', "71317"),
          Map.entry('4', "55711"),
          Map.entry('5', "74717"),
          Map.entry('6', "74757"),
          Map.entry('7', "71122"),
          Map.entry('8', "75757"),
          Map.entry('9', "75717"));

  private Letters() {}

  /**
   * Draws a text; what it has no dots for stays empty.
   *
   * @param dot pixels along each edge of a dot
   */
  static void draw(Image image, String text, int left, int top, int dot, int color) {
    for (int i = 0; i < text.length(); i++) {
      String rows = DOTS.getOrDefault(text.charAt(i), "00000");
      for (int bit = 0; bit < WIDTH * HEIGHT; bit++) {
        int row = bit / WIDTH;
        int column = bit % WIDTH;
        if ((rows.charAt(row) - '0' >> WIDTH - 1 - column & 1) != 0) {
          int x = left + (ADVANCE * i + column) * dot;
          image.fill(x, top + row * dot, dot, dot, color);
        }
      }
    }
  }
}
