package dev.vireo.runtime;

import dev.vireo.gpu.ShaderCompileException;
import dev.vireo.gpu.VulkanException;
import dev.vireo.kernel.CompiledProgram;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.ProgramTier;
import dev.vireo.runtime.events.PromotionEvent;
import dev.vireo.runtime.events.Recorder;
import dev.vireo.spirv.lowering.NativeModule;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.glsl.ProgramGlsl;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Has programs compiled beside the slices, on a thread of its own, and lets runs use what was made
 * from a boundary of slices on. A device that is lost meanwhile has the program compiled again for
 * the one that takes its place.
 */
final class ProgramTiers {
  private static final Logger LOG = System.getLogger(ProgramTiers.class.getName());
  private static final int MOST_TRIES = 4; // each on a device of its own
  private static final long IDLE_SECONDS = 5;

  private final SlotBackend backend;
  private final TierPolicy policy;
  private final Consumer<Runnable> betweenSlices;
  private final ThreadPoolExecutor builder;
  private final AtomicInteger promotions = new AtomicInteger();
  private volatile boolean over;

  /**
   * Prepares for programs.
   *
   * @param betweenSlices runs what it is given while no slice runs, once more when the device was
   *     lost meanwhile
   */
  ProgramTiers(SlotBackend backend, TierPolicy policy, Consumer<Runnable> betweenSlices) {
    this.backend = backend;
    this.policy = policy;
    this.betweenSlices = betweenSlices;
    builder =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "vireo-programs");
              thread.setDaemon(true);
              return thread;
            });
    builder.allowCoreThreadTimeOut(true);
  }

  /** Returns how often a program began to run compiled. */
  int promotions() {
    return promotions.get();
  }

  /**
   * Compiles a program that was just loaded, and waits for that, where all are to be.
   *
   * @throws UnsupportedProgramException when it has a construct that cannot be
   */
  void loaded(LoadedCode program) {
    if (!program.code().compilable()) {
      program.stays("modules are compiled only when ProgramSpec.withNative trusts them");
    } else if (policy.tier() == ProgramTier.INTERPRETER || !backend.programs().compiles()) {
      program.stays("nothing is compiled here");
    } else if (policy.tier() == ProgramTier.FUSED) {
      promote(program, build(program), 0, false);
    }
  }

  /** Makes a program for a device. */
  private interface Build {
    CompiledProgram on(ProgramBackend backend);
  }

  private static Build build(LoadedCode program) {
    NativeModule module = program.code().module();
    return module == null
        ? build(program, ProgramGlsl.of(program.code().program()))
        : on -> on.compile(module, program.code().program().workgroupSize());
  }

  private static Build build(LoadedCode program, ProgramGlsl glsl) {
    return on -> on.compile(glsl, instructions(program));
  }

  /** Takes notice of a dispatch that has ended; the pump's turn. */
  void worked(ProgramTask task, boolean ended) {
    LoadedCode program = task.program;
    ProgramBackend.KernelBuild build = backend.programs().kernelBuild();
    if (build != null) {
      ProgramBackend on = backend.programs();
      inBackground(() -> build(on, build));
    }
    if (policy.tier() != ProgramTier.AUTO || task.idle() || !program.code().compilable()) {
      return;
    }
    if (task.compiled != null) {
      if (ended && task.trap == TrapCode.FUEL) {
        demote(program);
      }
      return;
    }
    program.workNanos += System.nanoTime() - task.startedAt;
    if (ended && task.trap != TrapCode.FUEL) {
      double invocations =
          (double) task.grid.volume() * task.code.program().workgroupSize().volume();
      program.turns = Math.max(program.turns, task.turns / invocations);
      if (!program.decided && program.workNanos >= policy.afterNanos()) {
        program.decided = true;
        double turns = program.turns;
        long worked = program.workNanos;
        inBackground(
            () -> {
              if (program.code().module() == null) {
                promoteIfItSuits(program, turns, worked);
              } else {
                promoteQuietly(program, build(program), worked);
              }
            });
      }
    }
  }

  private void build(ProgramBackend on, ProgramBackend.KernelBuild build) {
    try {
      build.compile();
      betweenSlices.accept(
          () -> {
            if (backend.programs() == on) {
              build.install();
            }
          });
    } catch (RuntimeException failed) {
      if (!over && backend.programs() == on) {
        LOG.log(Level.WARNING, "no kernel could be built with programs in it", failed);
      }
    }
  }

  // One run needed more turns of its loops than a dispatch may take: others may as well.
  private void demote(LoadedCode program) {
    backend.programs().uninstall(program);
    interpret(program, "an invocation needed more loop turns than a dispatch allows");
  }

  /** Takes notice of a dispatch that ran when the device failed; the pump's turn. */
  void failed(ProgramTask task) {
    if (policy.tier() == ProgramTier.AUTO && task.compiled != null) {
      interpret(task.program, "the device failed while it ran");
    }
  }

  private static void interpret(LoadedCode program, String why) {
    program.setTier(ProgramTier.INTERPRETER, why);
    LOG.log(
        Level.INFO,
        "the program with opcode 0x{0} is interpreted again: {1}",
        Integer.toHexString(program.opcode()),
        why);
  }

  /** Takes notice of another device, on which nothing is compiled; the pump's turn. */
  void moved(Iterable<LoadedCode> programs) {
    for (LoadedCode program : programs) {
      program.setInKernel(false);
      if (program.tier() != ProgramTier.INTERPRETER) {
        program.setTier(ProgramTier.INTERPRETER, "it is being compiled for another device");
        long worked = program.workNanos;
        Build build = build(program);
        inBackground(() -> promoteQuietly(program, build, worked));
      }
    }
  }

  /** Frees what a program was compiled to, which no slot runs any more; the pump's turn. */
  void unloaded(LoadedCode program) {
    program.gone = true;
    backend.programs().uninstall(program);
  }

  /** Begins with nothing more. */
  void close() {
    over = true;
    builder.shutdown();
  }

  private void inBackground(Runnable work) {
    try {
      builder.execute(work);
    } catch (RejectedExecutionException closed) {
      return; // the rest runs in the interpreter
    }
  }

  private void promoteIfItSuits(LoadedCode program, double turns, long worked) {
    ProgramGlsl glsl;
    try {
      glsl = ProgramGlsl.of(program.code().program());
    } catch (UnsupportedProgramException refused) {
      stays(program, refused.getMessage());
      return;
    }
    try {
      if (!backend.programs().suits(glsl, instructions(program), turns)) {
        stays(
            program,
            "its loops may take more turns than a dispatch allows, or compiled programs have not"
                + " been shown to give the right results on this driver");
        return;
      }
    } catch (RuntimeException failed) {
      stays(program, failed.getMessage());
      return;
    }
    promoteQuietly(program, build(program, glsl), worked);
  }

  private void promoteQuietly(LoadedCode program, Build build, long worked) {
    try {
      promote(program, build, worked, true);
    } catch (UnsupportedProgramException | ShaderCompileException | ClosedException refused) {
      stays(program, refused.getMessage());
    } catch (RuntimeException failed) {
      program.stays("compiling it failed: " + failed.getMessage());
      if (!over) {
        LOG.log(
            Level.WARNING,
            "the program with opcode 0x"
                + Integer.toHexString(program.opcode())
                + " stays in the interpreter: compiling it failed",
            failed);
      }
    }
  }

  private static void stays(LoadedCode program, String why) {
    program.stays(why);
    LOG.log(
        Level.DEBUG,
        "the program with opcode 0x{0} stays in the interpreter: {1}",
        Integer.toHexString(program.opcode()),
        why);
  }

  /**
   * Compiles a program and has its runs use that.
   *
   * @param worked device time in the interpreter so far
   * @param here whether this thread, which is not the builder otherwise, compiles
   */
  private void promote(LoadedCode program, Build build, long worked, boolean here) {
    long start = System.nanoTime();
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      ProgramBackend on = backend.programs();
      try {
        CompiledProgram compiled = here ? compile(on, build) : await(on, build);
        if (install(program, on, compiled)) {
          told(program, worked, System.nanoTime() - start);
          return;
        }
        compiled.close(); // for a device that was replaced
      } catch (RuntimeException failed) {
        if (over) {
          throw closed(failed);
        }
        if (!replaced(on, failed)) {
          throw failed;
        }
      }
    }
    throw new DeviceException(
        "no device lasted for as long as a program took to compile, " + MOST_TRIES + " times");
  }

  private CompiledProgram compile(ProgramBackend on, Build build) {
    if (over) {
      throw closed(null);
    }
    return build.on(on);
  }

  private static int instructions(LoadedCode program) {
    return program.code().code().instructions();
  }

  private static ClosedException closed(Throwable cause) {
    return new ClosedException("the megakernel is closed", cause);
  }

  // The thread that loads may have little of its stack left.
  private CompiledProgram await(ProgramBackend on, Build build) {
    Future<CompiledProgram> future;
    try {
      future = builder.submit(() -> compile(on, build));
    } catch (RejectedExecutionException refused) {
      throw closed(refused);
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException("compiling a program failed", failed.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns whether the program is settled: compiled, or given up; else the device is another. */
  private boolean install(LoadedCode program, ProgramBackend on, CompiledProgram compiled) {
    boolean[] settled = new boolean[1];
    betweenSlices.accept(
        () -> {
          if (backend.programs() != on) {
            return;
          }
          settled[0] = true;
          if (program.gone) {
            compiled.close();
            return;
          }
          backend.programs().install(program, compiled);
          promotions.incrementAndGet();
          boolean vir0 = program.code().module() == null;
          program.setTier(vir0 ? ProgramTier.FUSED : ProgramTier.COMPILED, "it was compiled");
        });
    return settled[0];
  }

  /** Returns whether another device is there by now, which is opened when this one is lost. */
  private boolean replaced(ProgramBackend on, RuntimeException failed) {
    if (failed instanceof VulkanException known && known.deviceLost()) {
      betweenSlices.accept(
          () -> {
            if (backend.programs() == on) {
              throw known;
            }
          });
    }
    return backend.programs() != on;
  }

  private void told(LoadedCode program, long worked, long nanos) {
    if (program.tier() == ProgramTier.INTERPRETER) {
      return;
    }
    if (Recorder.used()) {
      PromotionEvent.record(program.opcode(), worked, nanos);
    }
    // Where all programs are compiled at load, this says nothing that was not asked for.
    LOG.log(
        policy.tier() == ProgramTier.FUSED ? Level.DEBUG : Level.INFO,
        "the program with opcode 0x{0} runs compiled from now on: it had worked {1} ms in the"
            + " interpreter, and took {2} ms to compile",
        Integer.toHexString(program.opcode()),
        Long.toString(TimeUnit.NANOSECONDS.toMillis(worked)),
        Long.toString(TimeUnit.NANOSECONDS.toMillis(nanos)));
  }
}
