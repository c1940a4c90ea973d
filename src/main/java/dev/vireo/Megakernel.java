package dev.vireo;

import dev.vireo.protocol.Slot;
import java.util.List;

/** Skeleton; being built. */
public final class Megakernel implements AutoCloseable {
  private Megakernel() {}

  public static Megakernel open(MegakernelConfig config) {
    throw new UnsupportedOperationException("being built");
  }

  public String deviceName() {
    throw new UnsupportedOperationException("being built");
  }

  public long submit(Slot slot) {
    throw new UnsupportedOperationException("being built");
  }

  public long submit(List<Slot> batch) {
    throw new UnsupportedOperationException("being built");
  }

  public Completion await(long handle) {
    throw new UnsupportedOperationException("being built");
  }

  public Words words() {
    throw new UnsupportedOperationException("being built");
  }

  public int[] metrics() {
    throw new UnsupportedOperationException("being built");
  }

  public int done() {
    throw new UnsupportedOperationException("being built");
  }

  public int epoch() {
    throw new UnsupportedOperationException("being built");
  }

  public DebugLog debugRecords() {
    throw new UnsupportedOperationException("being built");
  }

  public void drain() {
    throw new UnsupportedOperationException("being built");
  }

  @Override
  public void close() {}
}
