package dev.vireo.script;

import java.util.Collection;
import java.util.Locale;

/** Finds what somebody who misspelt a name probably meant. */
final class NearMiss {
  private static final int LONGEST_NAME = 32;

  private NearMiss() {}

  /** Returns the candidate nearest to {@code written}, or null when none is near. */
  static String among(Collection<String> candidates, String written) {
    if (written.length() > LONGEST_NAME) {
      return null;
    }
    String best = null;
    int bestDistance = 1 + Math.max(1, written.length() / 3);
    for (String candidate : candidates) {
      int distance = distance(written.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** Letters to insert, delete, replace, or exchange with their neighbour, to get from a to b. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int best = Math.min(d[i - 1][j - 1] + cost, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
    boolean exchanged =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return exchanged ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
