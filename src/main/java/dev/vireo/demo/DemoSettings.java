package dev.vireo.demo;

import dev.vireo.protocol.Mode;
import dev.vireo.protocol.ProgramTier;

/**
 * What the demo renders, and on what.
 *
 * @param device as {@code --device} takes it; null for the best one
 * @param mode how slots reach the kernel
 * @param tier what runs the shading programs
 * @param width of the picture in pixels, 16 to 4,096
 * @param height of the picture in pixels, 16 to 4,096
 * @param frames pictures to render, 1 to 999
 * @param samples light paths through each pixel, 1 to 4,096
 */
public record DemoSettings(
    String device, Mode mode, ProgramTier tier, int width, int height, int frames, int samples) {
  private static final int LEAST_SIZE = 16;
  private static final int MOST_SIZE = 4096;
  private static final int MOST_FRAMES = 999;
  private static final int MOST_SAMPLES = 4096;

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException naming the one that is out of its range
   */
  public DemoSettings {
    between("the picture's width", width, LEAST_SIZE, MOST_SIZE);
    between("the picture's height", height, LEAST_SIZE, MOST_SIZE);
    between("the number of frames", frames, 1, MOST_FRAMES);
    between("the number of samples", samples, 1, MOST_SAMPLES);
  }

  private static void between(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(what + " is " + least + " to " + most + ", got " + value);
    }
  }
}
