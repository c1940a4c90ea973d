package dev.vireo.gpu;

import org.lwjgl.system.Configuration;

/** Settings of LWJGL that count only if they are made before its first class is initialised. */
public final class Lwjgl {
  /** The first Java that has what LWJGL's way to memory without Unsafe needs. */
  private static final int FIRST_WITH_FFM = 25;

  private Lwjgl() {}

  /**
   * Keeps Java 25 and later from warning about LWJGL's use of Unsafe. A choice of the application,
   * or of {@code -Dorg.lwjgl.system.memoryBackend}, stays; so does everything on older versions,
   * which do not have that way to memory. Must come before every other use of LWJGL; idempotent.
   */
  public static void configure() {
    if (Runtime.version().feature() >= FIRST_WITH_FFM
        && Configuration.MEMORY_BACKEND.get() == null) {
      Configuration.MEMORY_BACKEND.set("ffm");
    }
  }
}
