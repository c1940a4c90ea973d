package dev.vireo.bench;

/**
 * SHA-256 (FIPS 180-4) of messages of one block each as the text of a program: rounds in a row,
 * because programs have no arrays of their own.
 */
final class Sha256Text {
  private static final int ROUNDS = 64;
  private static final int BLOCK = 16;
  private static final int DIGEST = 8;

  private final StringBuilder text = new StringBuilder();

  private Sha256Text() {}

  static String text() {
    return new Sha256Text().write();
  }

  private String write() {
    line("workgroup 64");
    line("buffer blocks: read_only u32[1]");
    line("buffer digests: read_write u32[1] output");
    line("main {");
    for (int i = 0; i < BLOCK; i++) {
      line("let w%d = blocks[gid.x * 16 + %d]", i, i);
    }
    for (int i = 0; i < DIGEST; i++) {
      line("let h%d = %s", i, word(fraction(prime(i), 2)));
    }
    for (int round = 0; round < ROUNDS; round++) {
      if (round >= BLOCK) {
        schedule(round);
      }
      round(round);
    }
    for (int i = 0; i < DIGEST; i++) {
      line("digests[gid.x * 8 + %d] = h%d + %s", i, i, word(fraction(prime(i), 2)));
    }
    line("}");
    return text.toString();
  }

  private void schedule(int round) {
    String w15 = "w" + (round - 15) % BLOCK;
    String w2 = "w" + (round - 2) % BLOCK;
    String w16 = "w" + round % BLOCK;
    line(
        "%s = %s + ((rotr(%s, 7) ^ rotr(%s, 18) ^ (%s >> 3)) + w%d"
            + " + (rotr(%s, 17) ^ rotr(%s, 19) ^ (%s >> 10)))",
        w16, w16, w15, w15, w15, (round - 7) % BLOCK, w2, w2, w2);
  }

  // In place of moving the eight words on, each round finds them one place further.
  private void round(int round) {
    String[] h = new String[DIGEST];
    for (int i = 0; i < DIGEST; i++) {
      h[i] = "h" + Math.floorMod(i - round, DIGEST);
    }
    line(
        "let t%d = %s + ((rotr(%s, 6) ^ rotr(%s, 11) ^ rotr(%s, 25)) + ((%s & %s) ^ (~%s & %s))"
            + " + %s + w%d)",
        round, h[7], h[4], h[4], h[4], h[4], h[5], h[4], h[6], constant(round), round % BLOCK);
    line("%s = %s + t%d", h[3], h[3], round);
    line(
        "%s = t%d + ((rotr(%s, 2) ^ rotr(%s, 13) ^ rotr(%s, 22)) + ((%s & %s) ^ (%s & %s) ^ (%s &"
            + " %s)))",
        h[7], round, h[0], h[0], h[0], h[0], h[1], h[0], h[2], h[1], h[2]);
  }

  private static String constant(int round) {
    return word(fraction(prime(round), 3));
  }

  private static String word(long value) {
    return "0x" + Long.toHexString(value) + "u";
  }

  /** First 32 bits of the fraction of a prime's square or cube root. */
  private static long fraction(int prime, int root) {
    double value = root == 2 ? Math.sqrt(prime) : Math.cbrt(prime);
    return (long) ((value - Math.floor(value)) * 0x1p32);
  }

  private static int prime(int index) {
    int prime = 1;
    for (int found = -1; found < index; ) {
      prime++;
      int candidate = prime;
      boolean divisible =
          java.util.stream.IntStream.range(2, prime).anyMatch(d -> candidate % d == 0);
      found += divisible ? 0 : 1;
    }
    return prime;
  }

  private void line(String format, Object... values) {
    text.append(String.format(format, values)).append('\n');
  }
}
