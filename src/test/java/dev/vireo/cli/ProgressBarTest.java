package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream to = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final long longAgo = System.nanoTime() - TimeUnit.HOURS.toNanos(1);

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldShowTheShareThatIsDone() {
    ProgressBar bar = new ProgressBar(to, true, 40 << 20, longAgo);
    bar.show(10 << 20);
    String bars = "[" + "#".repeat(7) + ".".repeat(23) + "]";
    assertTrue(text().startsWith("\r" + bars + "  25 % of 40 MiB, 0.0 MiB/s"), text());
    int length = text().length();
    bar.show(11 << 20);
    assertEquals(length, text().length(), "not as often as that");
    bar.hide();
    assertTrue(text().endsWith("\r" + " ".repeat(length - 1) + "\r"), text());
  }

  @Test
  void shouldShowWhatIsDoneOfAnUnknownLength() {
    new ProgressBar(to, true, 0, longAgo).show(3L << 40);
    assertTrue(text().startsWith("\r3145728 MiB, "), text());
  }

  @Test
  void shouldShowNothingInTheFirstSecondNorWhenItIsOff() {
    ProgressBar young = new ProgressBar(to, true, 100, System.nanoTime());
    young.show(50);
    young.hide();
    new ProgressBar(to, false, 100, longAgo).show(50);
    assertEquals("", text());
  }
}
