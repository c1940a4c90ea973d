package dev.vireo.gpu.probe;

import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.ValidationLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.lwjgl.system.MemoryUtil;

/**
 * The probe's process: opens one device and measures what it is asked. Reads one step a line, such
 * as {@code residency 64 60000}, and answers each with one line, {@link #ANSWER} and a JSON text or
 * {@link #FAILURE} and a reason. Everything else that it prints comes from the JVM and the driver.
 *
 * <p>It ends with its standard input, at once if it is inside a measurement: nobody waits for that
 * any more.
 */
public final class ProbeChild {
  static final String ANSWER = "vireo-probe answer ";
  static final String FAILURE = "vireo-probe failure ";

  /** The measurements, and {@code open}, which every process begins with. */
  static final String OPEN = "open";

  static final String LOOPS = "loops";
  static final String RESIDENCY = "residency";
  static final String MEMORY = "memory";
  static final String ROUND_TRIP = "roundtrip";
  static final String SLICE = "slice";

  /**
   * Hidden: {@code hang STEP}, {@code crash STEP}, {@code exit STEP} or {@code throw STEP} spoils a
   * step, for tests.
   */
  static final String FAULT = "vireo.probe.fault";

  private static final String END = "";

  private final PrintStream out;
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private volatile boolean busy;
  private ProbeBench bench;

  private ProbeChild(PrintStream out) {
    this.out = out;
  }

  /** Serves the process that started it; the argument is the device's driver identity. */
  public static void main(String[] args) throws InterruptedException {
    new ProbeChild(new PrintStream(System.out, true, StandardCharsets.UTF_8)).serve(args[0]);
  }

  private void serve(String device) throws InterruptedException {
    Thread reader = new Thread(this::read, "vireo-probe-reader");
    reader.setDaemon(true);
    reader.start();
    boolean going = answer(OPEN + " " + device);
    while (going) {
      String request = requests.take();
      going = !request.equals(END) && answer(request);
    }
    if (bench != null) {
      bench.close();
    }
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        requests.add(line);
      }
    } catch (IOException gone) {
      requests.clear();
    }
    if (busy) {
      Runtime.getRuntime().halt(1);
    }
    requests.add(END);
  }

  /** Answers one request; false when nothing more should be measured on this device. */
  private boolean answer(String request) {
    busy = true;
    try {
      String[] words = request.split(" ");
      spoil(words[0]);
      Record answer = words[0].equals(OPEN) ? open(words[1]) : measure(words);
      if (!ValidationLog.messages().isEmpty()) {
        throw new IllegalStateException("validation: " + ValidationLog.messages());
      }
      out.println(ANSWER + RecordJson.write(answer));
      return true;
    } catch (RuntimeException | Error failure) {
      String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
      out.println(FAILURE + reason.replaceAll("\\s*\\R\\s*", " "));
      return false;
    } finally {
      busy = false;
    }
  }

  /** The device that was opened. */
  record Opened(String driverIdentity) {}

  private Opened open(String device) {
    bench = new ProbeBench(GpuContext.open(device, false));
    return new Opened(bench.info().driverIdentity());
  }

  private Record measure(String[] words) {
    int[] numbers = Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray();
    return switch (words[0]) {
      case LOOPS -> LoopStep.run(bench);
      case RESIDENCY -> ResidencyStep.run(bench, numbers[0], numbers[1]);
      case MEMORY -> MemoryStep.run(bench, numbers[0], numbers[1]);
      case ROUND_TRIP -> {
        WorkerKind kind = WorkerKind.values()[numbers[0]];
        yield RoundTripStep.run(bench, kind, numbers[1], numbers[2], numbers[3]);
      }
      case SLICE -> SliceStep.run(bench, numbers[0], numbers[1]);
      default -> throw new IllegalArgumentException("there is no step " + words[0]);
    };
  }

  private static void spoil(String step) {
    String fault = System.getProperty(FAULT, "");
    if (fault.endsWith(" " + step)) {
      switch (fault.substring(0, fault.indexOf(' '))) {
        case "hang" -> hang();
        case "crash" -> MemoryUtil.memPutInt(64, 1); // an address that nothing is mapped at
        case "exit" -> Runtime.getRuntime().halt(3);
        default -> throw new IllegalStateException("spoiled on purpose");
      }
    }
  }

  private static void hang() {
    while (true) {
      Thread.onSpinWait();
    }
  }
}
