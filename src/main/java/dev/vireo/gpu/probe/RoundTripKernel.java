package dev.vireo.gpu.probe;

import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.RecordedCommands;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A kernel that answers requests while it runs, and the host that asks: the bare loop of live mode.
 * Its dispatches end by themselves; a request that was not answered is by the next. One thread.
 */
public final class RoundTripKernel implements AutoCloseable {
  private static final int BYTES = 256;
  private static final int STOP = ProbeLayout.STOP;
  private static final int LOOKS = 256;

  /** Turns where the device limits none: tenths of a second on a GPU that polls its own memory. */
  private static final int MOST_TURNS = 1 << 19;

  private final ProbeBench bench;
  private final ByteBuffer requests;
  private final ByteBuffer answers;
  private final RecordedCommands commands;
  private int request;

  RoundTripKernel(ProbeBench bench, WorkerKind kind, int requestType, int answerType) {
    this.bench = bench;
    GpuBuffer requestWords = bench.buffer("requests", BYTES, bench.type(requestType));
    GpuBuffer answerWords = bench.buffer("answers", BYTES, bench.type(answerType));
    this.requests = requestWords.mapped();
    this.answers = answerWords.mapped();
    this.commands =
        bench.commands(
            bench.pipeline(
                ProbeShaders.ROUND_TRIP,
                kind.lanes(bench.info().subgroupSize()),
                kind == WorkerKind.WORKGROUP,
                List.of(bench.params, requestWords, answerWords)),
            1);
  }

  /**
   * Makes the kernel in the shape and the memory that a live verdict names.
   *
   * @param gpu closed with the kernel
   */
  public static RoundTripKernel open(GpuContext gpu, Verdict verdict) {
    ProbeBench bench = new ProbeBench(gpu);
    try {
      RoundTripKernel kernel =
          new RoundTripKernel(
              bench, verdict.worker(), verdict.requestType(), verdict.completionType());
      bench.parameters(Math.min(MOST_TURNS, verdict.sliceTurns()));
      return kernel;
    } catch (RuntimeException | Error failure) {
      bench.close();
      throw failure;
    }
  }

  /** What a dispatch runs, to find out how long it takes. */
  RecordedCommands commands() {
    return commands;
  }

  /** Starts a dispatch; the one before has ended. */
  public void start() {
    bench.submit(commands);
  }

  /** Publishes the next request. */
  public void ask() {
    request++;
    ProbeBench.WORDS.setVolatile(requests, 0, request);
  }

  /** Waits for the request's answer; false when the dispatch ended first. */
  public boolean answered() {
    for (int look = 1; (int) ProbeBench.WORDS.getAcquire(answers, 0) != request; look++) {
      Thread.onSpinWait();
      if ((look & LOOKS - 1) == 0) {
        if (bench.ended()) {
          return false;
        }
        Thread.yield(); // a software driver may have to share this processor
      }
    }
    return true;
  }

  /** Ends the dispatch. */
  public void stop() {
    ProbeBench.WORDS.setVolatile(requests, 0, STOP);
    bench.finish();
    ProbeBench.WORDS.setVolatile(requests, 0, request);
  }

  @Override
  public void close() {
    bench.close();
  }
}
