package dev.vireo.demo;

/** Is told how the demo gets on, by one thread. */
public interface DemoProgress {
  /** Something takes time now, or has happened. */
  void note(String text);

  /**
   * Tiles were painted.
   *
   * @param done share of the work, 0 to 1
   * @param perSecond tiles of all tenants per second, lately
   */
  void tiles(double done, double perSecond);
}
