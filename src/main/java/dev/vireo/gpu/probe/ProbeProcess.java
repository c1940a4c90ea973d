package dev.vireo.gpu.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A {@link ProbeChild} as its parent sees it: every answer has a time limit, and closing it always
 * ends it. One thread.
 */
final class ProbeProcess implements AutoCloseable {
  private static final long GOODBYE_MILLIS = 1500;
  private static final long KILL_MILLIS = 1000;
  private static final int LAST_WORDS = 3;
  private static final int MOST_CHARACTERS = 200;

  private final Process process;
  private final Writer in;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final Deque<String> otherLines = new ArrayDeque<>();
  private boolean broken;

  /** A measurement that came to nothing; the message is the reason. */
  static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed(String reason) {
      super(reason);
    }
  }

  /**
   * Starts the process.
   *
   * @throws IOException when it cannot be started
   */
  ProbeProcess(ChildCommand command) throws IOException {
    process = new ProcessBuilder(command.words()).redirectErrorStream(true).start();
    in = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "vireo-probe-answers");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(ProbeChild.ANSWER) || line.startsWith(ProbeChild.FAILURE)) {
          answers.add(line);
        } else {
          remember(line);
        }
      }
    } catch (IOException killed) {
      remember("");
    }
    answers.add(""); // the end
  }

  private void remember(String line) {
    // A crashed JVM writes a page of which only the failed function and the signal help.
    String plain = line.replaceFirst("^#", "").strip();
    boolean crashNoise = line.startsWith("#") && !plain.matches("(SIG|C  ?\\[|EXCEPTION).*");
    if (plain.isEmpty() || crashNoise) {
      return;
    }
    synchronized (otherLines) {
      otherLines.add(plain.substring(0, Math.min(plain.length(), MOST_CHARACTERS)));
      if (otherLines.size() > LAST_WORDS) {
        otherLines.remove();
      }
    }
  }

  /**
   * Asks for a measurement.
   *
   * @return the JSON text of the answer
   * @throws Failed when it failed, the process ended, or the time is over; the process is of no use
   *     any more
   */
  String ask(String request, long nanos) throws Failed {
    try {
      in.write(request + "\n");
      in.flush();
    } catch (IOException gone) {
      return answer(nanos); // which says how it ended
    }
    return answer(nanos);
  }

  /** Waits for an answer that nobody asked for: the one that says that the device is open. */
  String answer(long nanos) throws Failed {
    String line = poll(nanos);
    if (line != null && line.startsWith(ProbeChild.ANSWER)) {
      return line.substring(ProbeChild.ANSWER.length());
    }
    broken = true;
    if (line == null) {
      throw new Failed(
          "no answer within "
              + TimeUnit.NANOSECONDS.toMillis(nanos)
              + " ms; its process was killed");
    }
    if (line.startsWith(ProbeChild.FAILURE)) {
      throw new Failed(line.substring(ProbeChild.FAILURE.length()));
    }
    throw new Failed("its process ended with status " + status() + lastWords());
  }

  private String poll(long nanos) {
    try {
      return answers.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private String status() {
    return endsWithin(KILL_MILLIS) ? String.valueOf(process.exitValue()) : "unknown";
  }

  private String lastWords() {
    synchronized (otherLines) {
      return otherLines.isEmpty() ? "" : " (" + String.join("; ", otherLines) + ")";
    }
  }

  /** Ends the process; kills it when a measurement failed or it does not go by itself. */
  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException gone) {
      broken = true;
    }
    if (broken || !endsWithin(GOODBYE_MILLIS)) {
      process.destroyForcibly();
      endsWithin(KILL_MILLIS); // one that hangs inside the system's kernel is left to it
    }
  }

  private boolean endsWithin(long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }
}
