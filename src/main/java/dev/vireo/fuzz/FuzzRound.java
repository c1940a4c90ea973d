package dev.vireo.fuzz;

import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.eval.ProgramEvaluator;
import dev.vireo.vir0.values.ProgramMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/** One program that was made at random, and what the reference gives for it. */
final class FuzzRound {
  private static final long REFERENCE_STATEMENTS = 10_000_000;
  private static final long BACK_EDGES = 1_000_000;

  /** Spreads seeds that follow each other. */
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private final long seed;
  private final RandomPrograms.Made made;
  private final End expected;

  /**
   * How a program ended in a tier.
   *
   * @param trap the message of the trap; null without one
   * @param unsupported the construct that has no form; null if all have
   * @param results contents of the output buffers; empty after a trap
   */
  record End(String trap, String unsupported, List<byte[]> results) {
    boolean same(End other) {
      boolean alike = (trap == null) == (other.trap == null);
      return alike && (trap != null || difference(other) < 0);
    }

    /** Returns the first result that differs, or -1. */
    private int difference(End other) {
      for (int i = 0; i < results.size(); i++) {
        if (!ByteBuffer.wrap(results.get(i)).equals(ByteBuffer.wrap(other.results.get(i)))) {
          return i;
        }
      }
      return -1;
    }
  }

  FuzzRound(long seed) {
    this.seed = seed;
    this.made = RandomPrograms.make(new Random(seed * SPREAD), false);
    this.expected =
        run(
            (program, memory, grid, fuel) ->
                new ProgramEvaluator(program).run(memory, grid, REFERENCE_STATEMENTS));
  }

  long seed() {
    return seed;
  }

  RandomPrograms.Made made() {
    return made;
  }

  End expected() {
    return expected;
  }

  /** Runs the program in a tier. */
  End run(FuzzTier.Runner runner) {
    ProgramMemory memory = ProgramMemory.ofInputs(made.program(), made.inputs());
    try {
      runner.run(made.program(), memory, memory.grid(), BACK_EDGES);
      return new End(null, null, memory.results());
    } catch (ProgramTrapException trap) {
      return new End(trap.getMessage(), null, List.of());
    } catch (UnsupportedProgramException refused) {
      return new End(null, refused.construct(), List.of());
    }
  }

  /** Says in one line how an end differs from the reference's. */
  String difference(End found) {
    if (expected.trap() != null || found.trap() != null) {
      return "expected " + words(expected) + ", got " + words(found);
    }
    int result = expected.difference(found);
    ByteBuffer want = words(expected.results().get(result));
    ByteBuffer have = words(found.results().get(result));
    int word = want.mismatch(have) / Integer.BYTES;
    return String.format(
        "%s[%d]: expected %08x, got %08x",
        outputs(made.program()).get(result).name(),
        word,
        want.getInt(Integer.BYTES * word),
        have.getInt(Integer.BYTES * word));
  }

  private static String words(End end) {
    return end.trap() == null ? "results" : "\"" + end.trap() + "\"";
  }

  private static ByteBuffer words(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the buffers whose contents are results, in their order. */
  static List<BufferDecl> outputs(Program program) {
    return program.buffers().stream()
        .filter(buffer -> buffer.access() != BufferAccess.WORKGROUP && buffer.result())
        .toList();
  }
}
