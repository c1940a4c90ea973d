package dev.vireo.scan;

import dev.vireo.Completion;
import dev.vireo.LoadedProgram;
import dev.vireo.Megakernel;
import dev.vireo.MegakernelConfig;
import dev.vireo.Resource;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.DeviceException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Looks for patterns in texts with a megakernel: chunks of the text are slots that run one program,
 * which says where patterns may begin; {@link MatchFinder} says which do.
 *
 * <p>Three chunks are on their way at a time, so that the host reads one and looks through another
 * while the device works. What a scan keeps does not depend on the text's length: for each chunk
 * about 8 MiB and the longest pattern's length on the host, and 4.1 MiB on the device; there also a
 * table of at most 4 MiB. Not thread-safe.
 */
public final class Scan implements AutoCloseable {
  private static final int IN_FLIGHT = 3;
  private static final int MOST_CHUNK = 4 << 20;
  private static final int FIRST_CHUNK = 64 << 10;

  /** Chunks are made longer when the device takes less, and shorter when it takes more. */
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How often a chunk is run, each time but the last on a device that was lost. */
  private static final int MOST_TRIES = 4;

  private final Patterns patterns;
  private final PatternTrie trie;
  private final Megakernel kernel;
  private final LoadedProgram program;
  private final ScanTable table;
  private final Resource tableWords;
  private final int most;
  private final int behind;
  private final Deque<Flight> free = new ArrayDeque<>();
  private final Deque<Flight> flying = new ArrayDeque<>();
  private int size;
  private int number;
  private long lastEnd;

  /** A chunk that the device works on. */
  private static final class Flight {
    private final Chunk chunk;
    private long handle;
    private long start;

    Flight(Chunk chunk) {
      this.chunk = chunk;
    }
  }

  private Scan(Patterns patterns, MegakernelConfig config, int mostEntries, int most) {
    this.patterns = patterns;
    this.most = most;
    this.size = Math.min(FIRST_CHUNK, most);
    this.trie = new PatternTrie(patterns);
    this.table = ScanTable.of(patterns, mostEntries);
    int lead = ScanProgram.leadWords(table.reach());
    this.behind = Math.max(patterns.longest() - 1, Integer.BYTES * lead);
    this.kernel = Megakernel.open(config);
    try {
      this.program = kernel.load(ScanProgram.of(table.reach()));
      this.tableWords = kernel.resource(ScanProgram.TABLE, table.words().length);
      tableWords.write(0, table.words());
      for (int i = 0; i < IN_FLIGHT; i++) {
        free.add(new Flight(new Chunk(kernel, program, tableWords, lead, most, behind)));
      }
    } catch (RuntimeException | Error failed) {
      kernel.close();
      throw failed;
    }
  }

  /**
   * Opens a megakernel for the patterns, of which there must be one that is not empty.
   *
   * @throws DeviceException when there is no such device, or no room on it
   */
  public static Scan open(Patterns patterns, MegakernelConfig config) {
    return open(patterns, config, ScanTable.MOST_ENTRIES, MOST_CHUNK);
  }

  /** As above, with other limits, to test them. */
  static Scan open(Patterns patterns, MegakernelConfig config, int mostEntries, int mostChunk) {
    if (patterns.count() == 0) {
      throw new IllegalArgumentException("no pattern to look for; pass one that is not empty");
    }
    return new Scan(patterns, config, mostEntries, mostChunk);
  }

  /** Returns the name of the device. */
  public String deviceName() {
    return kernel.deviceName();
  }

  /**
   * Looks through a text.
   *
   * @param all whether all occurrences are wanted, in the order of their beginnings, shorter ones
   *     first; else the longest at the leftmost place, and then on behind it
   * @param lines whether lines are counted
   * @param match takes the matches, on this thread
   * @param progress is told how many bytes were looked through so far, now and then
   * @throws IOException when the text cannot be read any further; what comes before was told
   * @throws DeviceException when the device failed
   */
  public Found run(InputStream text, boolean all, boolean lines, Match match, LongConsumer progress)
      throws IOException, InterruptedException {
    ChunkReader reader = new ChunkReader(text, behind);
    MatchFinder finder = new MatchFinder(trie, patterns, all, lines, match);
    try {
      boolean more = true;
      while (more || !flying.isEmpty()) {
        if (more && !free.isEmpty() && (flying.isEmpty() || ready(reader))) {
          more = start(reader, finder, progress);
        } else {
          finish(finder, progress);
        }
      }
    } finally {
      free.addAll(flying); // after an error, their slots end before the chunks' next ones begin
      flying.clear();
    }
    return new Found(reader.offset(), finder.matches());
  }

  /** Whatever is wrong with the text shows when it is read. */
  private static boolean ready(ChunkReader reader) {
    try {
      return reader.ready();
    } catch (IOException unreadable) {
      return true;
    }
  }

  private boolean start(ChunkReader reader, MatchFinder finder, LongConsumer progress)
      throws IOException, InterruptedException {
    Flight flight = free.element();
    boolean filled;
    try {
      filled = flight.chunk.fill(reader, size);
    } catch (IOException unreadable) {
      while (!flying.isEmpty()) {
        finish(finder, progress);
      }
      throw unreadable;
    }
    if (filled) {
      flight.start = System.nanoTime();
      flight.handle = flight.chunk.submit(kernel, ++number);
      flying.add(free.remove());
    }
    return filled;
  }

  private void finish(MatchFinder finder, LongConsumer progress) throws InterruptedException {
    Flight flight = flying.element();
    int[] starts = starts(flight);
    adapt(flight);
    finder.find(flight.chunk, starts);
    free.add(flying.remove());
    progress.accept(flight.chunk.offset() + flight.chunk.own());
  }

  /** Waits for a chunk's bits; runs it again when they or the table went with a lost device. */
  private int[] starts(Flight flight) throws InterruptedException {
    for (int tries = 1; ; tries++) {
      Completion completion = kernel.await(flight.handle);
      if (completion.status() == CompletionStatus.DONE) {
        int[] starts = flight.chunk.starts();
        if (starts != null) {
          return starts;
        }
      }
      boolean lost =
          completion.status() == CompletionStatus.DONE
              || completion.status() == CompletionStatus.LOST;
      if (!lost || tries == MOST_TRIES) {
        throw new DeviceException(
            String.format(
                "the slot for bytes %d to %d of the text ended as %s %s after %d tries; try"
                    + " another device",
                flight.chunk.offset(),
                flight.chunk.offset() + flight.chunk.own() - 1,
                completion.status(),
                completion.fault(),
                tries));
      }
      tableWords.write(0, table.words());
      flight.handle = flight.chunk.submit(kernel, ++number);
    }
  }

  private void adapt(Flight flight) {
    long now = System.nanoTime();
    long nanos = now - Math.max(flight.start, lastEnd);
    lastEnd = now;
    boolean full = flight.chunk.own() == size;
    if (full && nanos < SHORT_NANOS) {
      size = Math.min(most, 2 * size);
    } else if (full && nanos > LONG_NANOS) {
      size = Math.max(Math.min(FIRST_CHUNK, most), size / 2);
    }
  }

  /** Waits until the device is done with all chunks on their way, to test what happens then. */
  void settle() throws InterruptedException {
    kernel.drain();
  }

  /** Frees the device. */
  @Override
  public void close() {
    kernel.close();
  }
}
