package dev.vireo.demo;

import dev.vireo.protocol.Mode;
import java.nio.file.Path;
import java.util.List;

/**
 * What the demo did.
 *
 * @param device name of the device
 * @param mode the mode in force
 * @param modeReason why it is that one
 * @param tiles slots that completed, by tenant
 * @param nanos time from the first slot to the last completion
 * @param p50Nanos median time from a slot's submission to its completion
 * @param p99Nanos time that one of a hundred slots took at least
 * @param exchangeNanos time that loading the second program took while tiles ran with the first
 * @param gapNanos longest time without a completion meanwhile
 * @param files what was written
 */
public record DemoReport(
    String device,
    Mode mode,
    String modeReason,
    List<Long> tiles,
    long nanos,
    long p50Nanos,
    long p99Nanos,
    long exchangeNanos,
    long gapNanos,
    List<Path> files) {
  /** Copies the lists. */
  public DemoReport {
    tiles = List.copyOf(tiles);
    files = List.copyOf(files);
  }

  /** Returns the tiles of all tenants. */
  public long allTiles() {
    return tiles.stream().mapToLong(Long::longValue).sum();
  }

  /** Returns tiles per second. */
  public double perSecond() {
    return allTiles() * 1e9 / nanos;
  }
}
