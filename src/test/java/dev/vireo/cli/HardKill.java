package dev.vireo.cli;

import java.util.Map;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Ends a JVM of tests that runs for too long, whatever hangs in it: a driver's kernel cannot be
 * interrupted, and Surefire's own limit did not end such a JVM.
 */
public final class HardKill implements LauncherSessionListener {
  private static final int DEFAULT_LIMIT_SECONDS = 400;
  private static final int STATUS = 86;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    int seconds = Integer.getInteger("vireo.test.limit", DEFAULT_LIMIT_SECONDS);
    Thread killer = new Thread(() -> killAfter(seconds), "hard-kill");
    killer.setDaemon(true);
    killer.start();
  }

  private static void killAfter(int seconds) {
    try {
      Thread.sleep(1000L * seconds);
    } catch (InterruptedException e) {
      return;
    }
    System.err.println("killed after " + seconds + " s; its threads:");
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      System.err.println(entry.getKey());
      for (StackTraceElement frame : entry.getValue()) {
        System.err.println("  at " + frame);
      }
    }
    System.err.flush();
    Runtime.getRuntime().halt(STATUS);
  }
}
