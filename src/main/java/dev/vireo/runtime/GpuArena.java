package dev.vireo.runtime;

import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.kernel.ProgramArena;
import dev.vireo.kernel.ProgramJobs;

/**
 * The words of resources on a Vulkan device, and the interpreter that is bound to them. Made when
 * they are first asked for.
 */
final class GpuArena implements ArenaBackend {
  private final GpuContext gpu;
  private final ShaderCompiler compiler;
  private final Submissions submissions;
  private final Transfers transfers;
  private final ProgramArena.Plan plan;
  private volatile ProgramJobs jobs; // null before the first program or resource

  GpuArena(
      GpuContext gpu,
      ShaderCompiler compiler,
      Submissions submissions,
      Transfers transfers,
      long blockWords) {
    this.gpu = gpu;
    this.compiler = compiler;
    this.submissions = submissions;
    this.transfers = transfers;
    this.plan = ProgramArena.Plan.of(gpu.info(), blockWords);
  }

  /** Returns what interprets programs on these words. */
  ProgramJobs jobs() {
    if (jobs == null) {
      jobs = new ProgramJobs(gpu, compiler, plan);
    }
    return jobs;
  }

  /** Returns whether the interpreter is there, and has room for a program; any thread. */
  boolean reserved(ProgramCode code) {
    ProgramJobs made = jobs;
    return made != null && made.reserved(code.code(), code.image().length);
  }

  /** Returns the words as the device has them. */
  ProgramArena words() {
    return jobs().arena();
  }

  /** Returns the first block, which is another buffer once it has grown. */
  GpuBuffer firstBlock() {
    return words().block(0);
  }

  @Override
  public long mostWords() {
    return plan.words();
  }

  @Override
  public long blockWords() {
    return plan.blockWords();
  }

  @Override
  public int mostBoundBlocks() {
    return ProgramJobs.mostBlocks(gpu.info());
  }

  @Override
  public void reserveBlocks() {
    submissions.awaitUnfinished();
    jobs().reserveBlocks();
  }

  @Override
  public void clear(long first, long count) {
    submissions.awaitUnfinished();
    words().clear(first, count);
  }

  @Override
  public void read(long first, int[] into, int offset, int count) {
    ProgramArena words = with(first, count);
    transfers.read(words.block(first), words.wordOf(first), into, offset, count);
  }

  @Override
  public void write(long first, int[] from, int offset, int count) {
    ProgramArena words = with(first, count);
    transfers.write(words.block(first), words.wordOf(first), from, offset, count);
  }

  // On a device that was opened in place of another one, a range is still to be made.
  private ProgramArena with(long first, long count) {
    submissions.awaitUnfinished();
    words().reserve(first, count);
    return words();
  }
}
