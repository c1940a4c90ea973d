package dev.vireo.cli;

import dev.vireo.bench.IdleBench;
import dev.vireo.bench.IdleReport;
import dev.vireo.bench.IdleSettings;
import dev.vireo.bench.LatencyBench;
import dev.vireo.bench.LatencyReport;
import dev.vireo.bench.LatencySettings;
import dev.vireo.bench.ModulesBench;
import dev.vireo.bench.ModulesReport;
import dev.vireo.bench.ModulesSettings;
import dev.vireo.bench.ProgramsBench;
import dev.vireo.bench.ProgramsReport;
import dev.vireo.bench.ProgramsSettings;
import dev.vireo.bench.ThroughputBench;
import dev.vireo.bench.ThroughputReport;
import dev.vireo.bench.ThroughputSettings;
import dev.vireo.bench.report.BenchReport;
import dev.vireo.bench.report.Effort;
import dev.vireo.bench.report.Part;
import dev.vireo.bench.report.Run;
import java.util.List;
import java.util.function.Consumer;

/** Measures a Vulkan device of this machine. */
final class VulkanBench implements BenchCommand.Engine {
  @Override
  public LatencyReport latency(LatencySettings settings, Consumer<String> progress)
      throws InterruptedException {
    return LatencyBench.run(settings, progress);
  }

  @Override
  public ThroughputReport throughput(ThroughputSettings settings, Consumer<String> progress)
      throws InterruptedException {
    return ThroughputBench.run(settings, progress);
  }

  @Override
  public IdleReport idle(IdleSettings settings, Consumer<String> progress)
      throws InterruptedException {
    return IdleBench.run(settings, progress);
  }

  @Override
  public ProgramsReport programs(ProgramsSettings settings, Consumer<String> progress)
      throws InterruptedException {
    return ProgramsBench.run(settings, progress);
  }

  @Override
  public ModulesReport modules(ModulesSettings settings, Consumer<String> progress)
      throws InterruptedException {
    return ModulesBench.run(settings, progress);
  }

  @Override
  public BenchReport all(List<Part> parts, Effort effort, String version, Run.Progress progress)
      throws InterruptedException {
    return Run.of(parts, effort, version, progress);
  }
}
