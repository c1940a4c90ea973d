package dev.vireo.kernel;

import dev.vireo.gpu.BoundModule;
import dev.vireo.gpu.BufferPart;
import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.ModuleBinding;
import dev.vireo.gpu.ModulePipeline;
import dev.vireo.gpu.ModuleSupport;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.VulkanException;
import dev.vireo.protocol.DeviceException;
import dev.vireo.spirv.lowering.NativeModule;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.WorkgroupSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A SPIR-V module as the driver's pipeline. A run is one dispatch, which nothing cuts. Each buffer
 * that it binds is exactly a resource, so that robust access keeps it within these.
 */
public final class NativeProgram implements CompiledProgram {
  /** Binding sets whose descriptors and commands are kept. */
  private static final int MOST_BOUND = 16;

  private static final int MOST_ALONG_Y_AND_Z = 65_535;

  /** Nothing else lies in the multiple of so many bytes that a resource ends in. */
  private static final long ROOM = 256;

  private final GpuContext gpu;
  private final NativeModule module;
  private final ModulePipeline pipeline;
  private final Map<List<Range>, Bound> bound = new LinkedHashMap<>(MOST_BOUND, 0.75f, true);
  private Bound ready; // for the run that begins
  private ProgramLaunch launch;
  private boolean running;
  private boolean dropped;

  /** Bytes of a block of the arena. */
  private record Range(GpuBuffer block, long offset, long bytes) {}

  private record Dispatch(WorkgroupSize grid, List<Integer> push) {}

  /** Resources in the module's descriptor sets, and the latest dispatch on them. */
  private static final class Bound {
    final List<BufferPart> parts = new ArrayList<>();
    BoundModule sets;
    Dispatch dispatch;
    RecordedCommands commands;

    void close() {
      if (commands != null) {
        commands.close();
      }
      if (sets != null) {
        sets.close();
      }
      parts.forEach(BufferPart::close);
    }
  }

  /**
   * Compiles a module, beside other uses of the device.
   *
   * @param size its workgroup size
   * @throws UnsupportedProgramException naming what the device does not have for it
   * @throws DeviceException when the device fails or is closed
   */
  public NativeProgram(GpuContext gpu, NativeModule module, WorkgroupSize size) {
    this.gpu = gpu;
    this.module = module;
    require(gpu, module, size);
    List<ModuleBinding> bindings =
        module.bindings().stream()
            .map(each -> new ModuleBinding(each.set(), each.binding(), each.uniform()))
            .toList();
    pipeline =
        gpu.modulePipelineBeside(
            "module", module.code(), module.entry(), bindings, Integer.BYTES * module.pushWords());
  }

  private static void require(GpuContext gpu, NativeModule module, WorkgroupSize size) {
    ModuleSupport device = gpu.modules();
    DeviceInfo info = gpu.info();
    device
        .missing(module.version(), module.capabilities(), module.extensions())
        .ifPresent(what -> refuse(info, what, "does not have it"));
    if (module.subgroupSize() > 1) {
      refuse(info, "subgroups of " + module.subgroupSize(), "chooses their size itself");
    }
    long sets =
        1L + module.bindings().stream().mapToInt(NativeModule.Binding::set).max().orElse(-1);
    long uniform = module.bindings().stream().filter(NativeModule.Binding::uniform).count();
    long storage = module.bindings().size() - uniform;
    long longest =
        module.bindings().stream()
            .filter(NativeModule.Binding::uniform)
            .mapToLong(NativeModule.Binding::words)
            .max()
            .orElse(0);
    atMost(info, sets, device.mostSets(), "descriptor sets");
    atMost(info, uniform, device.mostUniformBuffers(), "uniform buffers");
    atMost(info, storage, info.maxStorageBuffers(), "storage buffers");
    atMost(info, uniform + storage, device.mostBuffers(), "buffers");
    atMost(info, 4 * longest, device.mostUniformBytes(), "bytes of a uniform buffer");
    atMost(info, 4L * module.pushWords(), info.maxPushConstantBytes(), "bytes of push constants");
    atMost(info, 4 * module.sharedWords(), info.maxSharedBytes(), "bytes of workgroup memory");
    atMost(info, size.volume(), info.maxWorkgroupInvocations(), "invocations of a workgroup");
    atMost(info, Math.max(size.x(), size.y()), info.maxWorkgroupSize(), "of them along an axis");
    atMost(info, size.z(), 64, "of them along z");
  }

  private static void atMost(DeviceInfo info, long wanted, long most, String what) {
    if (wanted > most) {
      refuse(info, wanted + " " + what, "has " + most + " at most");
    }
  }

  private static void refuse(DeviceInfo info, String what, String why) {
    throw new UnsupportedProgramException(
        what, NodePath.ROOT, info.name() + " " + why + "; interpret the module there");
  }

  @Override
  public Optional<RecordedCommands> warmUp(ProgramArena arena) {
    return Optional.empty(); // without its resources nobody knows what a dispatch does
  }

  @Override
  public Optional<String> refuses(ProgramArena arena, ProgramLaunch wanted) {
    WorkgroupSize grid = wanted.grid();
    if (grid.x() > gpu.info().maxWorkgroups()
        || Math.max(grid.y(), grid.z()) > MOST_ALONG_Y_AND_Z) {
      return Optional.of("a grid of " + grid + " workgroups is too large for one dispatch");
    }
    try {
      ready = bound(ranges(arena, wanted));
      return Optional.empty();
    } catch (VulkanException failed) {
      throw failed;
    } catch (DeviceException refused) {
      return Optional.of(refused.getMessage());
    }
  }

  private List<Range> ranges(ProgramArena arena, ProgramLaunch wanted) {
    List<Range> ranges = new ArrayList<>();
    for (int i = 0; i < module.bindings().size(); i++) {
      long first = wanted.bases()[i];
      ranges.add(new Range(arena.block(first), 4 * arena.wordOf(first), 4L * wanted.sizes()[i]));
    }
    return ranges;
  }

  private Bound bound(List<Range> ranges) {
    Bound known = bound.get(ranges);
    if (known != null) {
      return known;
    }
    if (bound.size() == MOST_BOUND) {
      bound.remove(bound.keySet().iterator().next()).close();
    }
    Bound made = new Bound();
    try {
      for (Range each : ranges) {
        long room = (each.bytes() + ROOM - 1) / ROOM * ROOM;
        made.parts.add(gpu.part(each.block(), each.offset(), each.bytes(), room));
      }
      made.sets = gpu.bind(pipeline, made.parts);
    } catch (RuntimeException | Error failed) {
      made.close();
      throw failed;
    }
    bound.put(ranges, made);
    return made;
  }

  @Override
  public boolean running() {
    return running;
  }

  @Override
  public void begin(ProgramArena arena, ProgramLaunch wanted) {
    launch = wanted;
    ready = bound(ranges(arena, wanted));
    running = true;
  }

  @Override
  public RecordedCommands next(ProgramArena arena) {
    ready = bound(ranges(arena, launch)); // a larger block may have taken the place of one
    Dispatch dispatch = new Dispatch(launch.grid(), Arrays.stream(launch.push()).boxed().toList());
    if (!dispatch.equals(ready.dispatch)) {
      if (ready.commands != null) {
        ready.commands.close();
        ready.commands = null;
      }
      ready.commands = record(launch.grid());
      ready.dispatch = dispatch;
    }
    return ready.commands;
  }

  private RecordedCommands record(WorkgroupSize grid) {
    return gpu.record("module")
        .dispatchModule(ready.sets, (int) grid.x(), (int) grid.y(), (int) grid.z(), launch.push())
        .barrierToHost()
        .end();
  }

  @Override
  public boolean took(long nanos) {
    leave();
    return true;
  }

  @Override
  public Optional<FusedProgram.Trap> trap() {
    return Optional.empty();
  }

  @Override
  public void leave() {
    running = false;
    if (dropped) {
      close();
    }
  }

  @Override
  public void drop() {
    dropped = true;
    if (!running) {
      close();
    }
  }

  @Override
  public void close() {
    bound.values().forEach(Bound::close);
    bound.clear();
    pipeline.close();
  }
}
