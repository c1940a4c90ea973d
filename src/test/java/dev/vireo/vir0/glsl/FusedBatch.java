package dev.vireo.vir0.glsl;

import dev.vireo.kernel.FusedRunner;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.values.ProgramMemory;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Programs that share kernels: those of one workgroup size, so many to a kernel. */
final class FusedBatch {
  /** Drivers' compilers take longer for two halves of a kernel than for two kernels. */
  private static final int PROGRAMS = 4;

  private final FusedRunner runner;
  private final Map<Object, List<ProgramGlsl>> open = new LinkedHashMap<>();
  private final Map<ProgramGlsl, List<ProgramGlsl>> chunks = new LinkedHashMap<>();
  private final Map<List<ProgramGlsl>, FusedRunner.Kernel> kernels = new IdentityHashMap<>();
  private final long arenaWords;

  FusedBatch(FusedRunner runner, long arenaWords) {
    this.runner = runner;
    this.arenaWords = arenaWords;
  }

  ProgramGlsl add(Program program) {
    ProgramGlsl glsl = ProgramGlsl.of(program);
    // Barriers of other programs in a kernel make storage coherent, so those are kept apart.
    Object key = List.of(program.workgroupSize(), glsl.barriers());
    List<ProgramGlsl> chunk = open.computeIfAbsent(key, size -> new ArrayList<>());
    chunk.add(glsl);
    chunks.put(glsl, chunk);
    if (chunk.size() == PROGRAMS) {
      open.remove(key);
    }
    return glsl;
  }

  /** Runs a program that was added; its kernel is made when one of its programs runs first. */
  void run(ProgramGlsl glsl, ProgramMemory memory, WorkgroupSize grid, long fuel) {
    List<ProgramGlsl> chunk = chunks.get(glsl);
    FusedRunner.Kernel kernel =
        kernels.computeIfAbsent(chunk, own -> runner.kernel(own, arenaWords));
    // Old values of atomics tell in which order workgroups ran.
    long atOnce = !glsl.atomics() || grid.volume() > 64 ? Long.MAX_VALUE : 1;
    kernel.run(chunk.indexOf(glsl), memory, grid, fuel, atOnce);
  }

  void close() {
    kernels.values().forEach(FusedRunner.Kernel::close);
  }
}
