package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import dev.vireo.protocol.DeviceException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.EXTDeviceFault;
import org.lwjgl.vulkan.KHRPortabilitySubset;
import org.lwjgl.vulkan.KHRShaderFloatControls;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkDeviceCreateInfo;
import org.lwjgl.vulkan.VkDeviceQueueCreateInfo;
import org.lwjgl.vulkan.VkPhysicalDeviceFaultFeaturesEXT;
import org.lwjgl.vulkan.VkQueue;
import org.lwjgl.vulkan.VkSubmitInfo;

/**
 * One Vulkan device, opened, with one queue that computes; it makes and owns everything else.
 *
 * <p>Thread rule: creating, closing, submitting and waiting are safe for all threads. Only {@link
 * #close} and {@link #abandon} must not run while another thread is inside an object of this
 * context.
 *
 * <p>The context destroys what is still open when it is closed, and is closed by {@link ExitGuard}
 * when the JVM ends.
 */
public final class GpuContext implements AutoCloseable {
  /** How long {@link #close} waits for the device. */
  public static final long CLOSE_NANOS =
      TimeUnit.SECONDS.toNanos(4); // less than the exit guard's limit

  private final Set<DeviceObject> children = new LinkedHashSet<>();

  /** What contexts that are opened from now on get; a test's. */
  static volatile CallFaults faultsOfNew = CallFaults.NONE;

  private final ReentrantLock queueLock = new ReentrantLock();
  private ExitGuard.Registration registration;
  private VulkanInstance instance;
  private DeviceInfo info;
  private VkDevice device;
  private VkQueue queue;
  private int queueFamily;
  private Pipelines pipelines;
  private final boolean closesAtExit;
  private volatile CallFaults faults = faultsOfNew;
  private boolean reportsFaults;
  private FloatModes floatModes;
  private ModuleSupport modules;
  private volatile boolean closing;
  private volatile String over;

  private GpuContext(boolean closesAtExit) {
    this.closesAtExit = closesAtExit;
  }

  /**
   * Opens a device.
   *
   * @param device what {@link DeviceSelector#choose} takes; null for the best there is
   * @param validation whether the validation layer listens; the environment variable {@code
   *     VIREO_VALIDATION=1} asks for it too
   * @throws DeviceException when there is no such device, it does not open, or the validation layer
   *     is missing
   */
  public static GpuContext open(String device, boolean validation) {
    return open(device, validation, DiskCache.ofUser());
  }

  /** As above, with another cache for what the driver compiles. */
  public static GpuContext open(String device, boolean validation, DiskCache disk) {
    return open(device, validation, disk, () -> {});
  }

  /**
   * As above, for a caller that is registered with the {@link ExitGuard} itself and closes the
   * context when the JVM ends.
   */
  public static GpuContext openGuarded(String device, boolean validation) {
    return open(new GpuContext(false), device, validation, DiskCache.ofUser(), () -> {});
  }

  /** As above, with a cache of its own, and a last step that a test lets fail. */
  static GpuContext open(String device, boolean validation, DiskCache disk, Runnable lastStep) {
    return open(new GpuContext(true), device, validation, disk, lastStep);
  }

  private static GpuContext open(
      GpuContext context, String device, boolean validation, DiskCache disk, Runnable lastStep) {
    try {
      context.start(device, validation || "1".equals(System.getenv("VIREO_VALIDATION")), disk);
      lastStep.run();
      return context;
    } catch (RuntimeException | Error failure) {
      context.closeAfter(failure);
      throw failure;
    }
  }

  private void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException another) {
      failure.addSuppressed(another);
    }
  }

  private synchronized void start(String wanted, boolean validation, DiskCache disk) {
    if (closesAtExit) {
      // First, so that an exit from now on waits for this lock and then closes.
      registration = ExitGuard.register(this);
    }
    instance = VulkanInstance.open(validation);
    List<PhysicalDevice> present = instance.devices();
    List<DeviceInfo> infos = new ArrayList<>();
    for (PhysicalDevice device : present) {
      infos.add(device.info());
    }
    info = DeviceSelector.choose(wanted, infos);
    PhysicalDevice chosen = present.get(infos.indexOf(info));
    queueFamily = chosen.queueFamily();
    createDevice(chosen);
    check(before("vkCreatePipelineCache"), "vkCreatePipelineCache");
    pipelines = new Pipelines(this, new PipelineCache(device, info, disk));
  }

  private void createDevice(PhysicalDevice chosen) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      var queues = VkDeviceQueueCreateInfo.calloc(1, stack).sType$Default();
      queues.get(0).queueFamilyIndex(queueFamily).pQueuePriorities(stack.floats(1));
      var create = VkDeviceCreateInfo.calloc(stack).sType$Default().pQueueCreateInfos(queues);
      List<String> names = new ArrayList<>();
      if (chosen.portabilitySubset()) {
        names.add(KHRPortabilitySubset.VK_KHR_PORTABILITY_SUBSET_EXTENSION_NAME);
      }
      if (chosen.reportsFaults()) {
        names.add(EXTDeviceFault.VK_EXT_DEVICE_FAULT_EXTENSION_NAME);
        var feature = VkPhysicalDeviceFaultFeaturesEXT.calloc(stack).sType$Default();
        create.pNext(feature.deviceFault(true));
      }
      if (chosen.floatModes().any()) {
        names.add(KHRShaderFloatControls.VK_KHR_SHADER_FLOAT_CONTROLS_EXTENSION_NAME);
      }
      modules =
          new ModuleSupport(
              stack,
              chosen.handle(),
              PhysicalDevice.extensions(chosen.handle()),
              DriverAlias.SWIFTSHADER.equals(info.alias()));
      modules.enable(stack, create, names);
      if (!names.isEmpty()) {
        create.ppEnabledExtensionNames(VulkanInstance.strings(stack, names));
      }
      PointerBuffer out = stack.mallocPointer(1);
      call("vkCreateDevice", () -> vkCreateDevice(chosen.handle(), create, null, out));
      reportsFaults = chosen.reportsFaults();
      floatModes = chosen.floatModes();
      device = new VkDevice(out.get(0), chosen.handle(), create, VK_API_VERSION_1_1);
      vkGetDeviceQueue(device, queueFamily, 0, out);
      queue = new VkQueue(out.get(0), device);
    }
  }

  /** The device. */
  public DeviceInfo info() {
    return info;
  }

  /** What shaders can ask the device for about floats. */
  public FloatModes floatModes() {
    return floatModes;
  }

  /** What the device takes of users' modules. */
  public ModuleSupport modules() {
    return modules;
  }

  /**
   * Makes a buffer, filled with zeroes.
   *
   * @param name for messages
   * @param bytes its size: a positive multiple of 4, at most {@link
   *     DeviceInfo#maxStorageBufferRange}
   * @throws DeviceException when the device cannot have a buffer of this size, or its memory is
   *     full
   */
  public GpuBuffer buffer(String name, long bytes, MemoryUse use) {
    return buffer(name, bytes, needed -> info.placement().candidates(use, needed));
  }

  /**
   * Makes a buffer in one memory type and no other, for a caller that has measured the types.
   *
   * @param type one of {@link MemoryPlacement#types} of this device
   * @throws DeviceException when storage buffers cannot lie in it, or it is full
   */
  public GpuBuffer buffer(String name, long bytes, MemoryType type) {
    return buffer(name, bytes, needed -> List.of(type));
  }

  private synchronized GpuBuffer buffer(
      String name, long bytes, LongFunction<List<MemoryType>> candidates) {
    alive();
    if (bytes <= 0 || (bytes & 3) != 0) {
      throw new IllegalArgumentException(
          "buffer \""
              + name
              + "\" of "
              + bytes
              + " bytes: the size must be a positive multiple of 4");
    }
    if (bytes > info.maxStorageBufferRange()) {
      throw new DeviceException(
          "buffer \""
              + name
              + "\" of "
              + bytes
              + " bytes: "
              + info.name()
              + " binds at most "
              + info.maxStorageBufferRange()
              + "; ask for less, or choose another device");
    }
    GpuBuffer buffer = new GpuBuffer(this, name, bytes);
    construct(buffer, () -> buffer.create(candidates));
    if (buffer.mapped() == null) {
      construct(buffer, () -> clear(buffer));
    }
    return buffer;
  }

  /** Fills a buffer with zeroes through the device, for memory that the host cannot map. */
  synchronized void clear(GpuBuffer buffer) {
    try (RecordedCommands commands =
            record("clear " + buffer.name())
                .fill(buffer, 0, buffer.bytes(), 0)
                .barrierToHost()
                .end();
        SubmitFence fence = fence()) {
      submit(commands, fence);
      if (!fence.await(CLOSE_NANOS)) {
        abandon();
        throw new DeviceException(
            "clearing "
                + buffer
                + " on "
                + info.name()
                + " took more than 4 s; its objects are left");
      }
    }
  }

  /**
   * Makes a pipeline of a compute shader whose entry point is {@code main}.
   *
   * @param name for messages
   * @param spirv a valid module, from its position to its limit; neither is changed
   * @param bindings buffer i is bound as storage buffer i of set 0; they must outlive the pipeline
   * @param pushConstantBytes a multiple of 4, from 0 to {@link DeviceInfo#maxPushConstantBytes}
   */
  public synchronized ComputePipeline pipeline(
      String name, ByteBuffer spirv, List<GpuBuffer> bindings, int pushConstantBytes) {
    return pipelines.make(name, spirv, bindings.size(), bindings, pushConstantBytes);
  }

  /**
   * Makes a pipeline without push constants whose buffers its dispatches name.
   *
   * @param bindings how many it binds
   */
  public synchronized ComputePipeline pipeline(String name, ByteBuffer spirv, int bindings) {
    return pipelines.make(name, spirv, bindings, List.of(), 0);
  }

  /**
   * Makes one with push constants beside other uses of the context, which a driver's compilation
   * does not hold up: only {@link #close} waits for its end.
   */
  public ComputePipeline pipelineBeside(
      String name, ByteBuffer spirv, int bindings, int pushConstantBytes) {
    return pipelines.makeBeside(name, spirv, bindings, pushConstantBytes, null);
  }

  /**
   * As above, but its accesses end with the ranges that it binds, where {@link
   * ModuleSupport#exactRanges} says so: beyond them, loads give zeros and stores do nothing.
   */
  public ComputePipeline confinedPipelineBeside(
      String name, ByteBuffer spirv, int bindings, int pushConstantBytes) {
    return pipelines.makeBeside(name, spirv, bindings, pushConstantBytes, modules);
  }

  /**
   * Makes a pipeline of a user's module, valid and without what {@link #modules} misses, beside
   * other uses of the context, as {@link #pipelineBeside} does.
   *
   * @param entry name of the entry point
   * @param bindings in any order; each set and binding once
   */
  public ModulePipeline modulePipelineBeside(
      String name, ByteBuffer spirv, String entry, List<ModuleBinding> bindings, int pushBytes) {
    return pipelines.makeBeside(name, spirv, entry, bindings, pushBytes);
  }

  /**
   * Makes a buffer of a part of another one; see {@link BufferPart}.
   *
   * @param room bytes from {@code offset} on that nothing else has
   * @throws DeviceException when the device cannot have a buffer there
   */
  public synchronized BufferPart part(GpuBuffer of, long offset, long bytes, long room) {
    alive();
    BufferPart part = new BufferPart(this, of.name(), bytes);
    long most = modules.exact() ? of.bytes() - offset : room;
    construct(part, () -> part.create(of, offset, most, true));
    return part;
  }

  /** Binds buffers for dispatches of a module, one for each of its bindings, in their order. */
  public synchronized BoundModule bind(ModulePipeline pipeline, List<BufferPart> buffers) {
    alive();
    BoundModule bound = new BoundModule(this, pipeline);
    construct(bound, () -> bound.create(buffers, modules.mostUniformBytes()));
    return bound;
  }

  /** Throws when the context is being closed, or is no more. */
  void checkOpen() {
    alive();
    if (closing) {
      throw new DeviceException("the context of " + info.name() + " is being closed");
    }
  }

  /**
   * Binds buffers for dispatches of a pipeline in place of its own ones.
   *
   * @param bindings as many as the pipeline was made with, in their order; they must outlive the
   *     result
   */
  public synchronized BoundBuffers bind(ComputePipeline pipeline, List<GpuBuffer> bindings) {
    alive();
    return bindRanges(pipeline, bindings.stream().map(BufferRange::whole).toList());
  }

  /** As above, with parts of buffers. */
  public synchronized BoundBuffers bindRanges(
      ComputePipeline pipeline, List<BufferRange> bindings) {
    alive();
    BoundBuffers bound = new BoundBuffers(this, pipeline.name, bindings.size());
    construct(
        bound,
        () -> {
          if (modules.ownRanges()) {
            bound.own(bindings);
          }
          bound.create(pipeline.setLayout(), bindings);
        });
    return bound;
  }

  /** Begins a recording; {@link CommandRecorder#end} gives the commands. */
  public synchronized CommandRecorder record(String name) {
    alive();
    RecordedCommands commands = new RecordedCommands(this, name);
    CommandRecorder[] recorder = new CommandRecorder[1];
    construct(
        commands,
        () -> {
          commands.create(queueFamily);
          recorder[0] = new CommandRecorder(this, commands);
        });
    return recorder[0];
  }

  /** Makes a fence that is not signalled. */
  public synchronized SubmitFence fence() {
    alive();
    SubmitFence fence = new SubmitFence(this, "fence");
    construct(fence, fence::create);
    return fence;
  }

  /**
   * Makes an object the context's, which destroys it when it is closed. With the context locked.
   */
  void adopt(DeviceObject child) {
    children.add(child);
  }

  /** Makes an object the context's, or destroys it when a step throws. With the context locked. */
  void construct(DeviceObject child, Runnable steps) {
    adopt(child);
    try {
      steps.run();
    } catch (RuntimeException | Error failure) {
      release(child);
      throw failure;
    }
  }

  /**
   * Gives commands to the device. Allocates nothing. What the host wrote before is seen by the
   * commands.
   *
   * @param commands not running from an earlier submission
   * @param fence signalled at the end; reset since its last submission
   * @throws VulkanException when the device is lost or out of memory
   */
  public void submit(RecordedCommands commands, SubmitFence fence) {
    alive();
    queueLock.lock();
    try {
      checkOpen();
      long handle = fence.take();
      int result = before("vkQueueSubmit");
      if (result == VK_SUCCESS) {
        result = vkQueueSubmit(queue, commands.submission(), handle);
      }
      if (result != VK_SUCCESS) {
        fence.untake();
        check(result, "vkQueueSubmit of \"" + commands.name() + "\"");
      }
    } finally {
      queueLock.unlock();
    }
  }

  /**
   * Waits until the device has ended everything that was submitted.
   *
   * @throws DeviceException when it has not within this time
   */
  public void waitIdle(long nanos) {
    alive();
    if (!idleWithin(nanos)) {
      throw new DeviceException(
          info.name()
              + " did not end its work within "
              + TimeUnit.NANOSECONDS.toMillis(nanos)
              + " ms");
    }
  }

  /** vkDeviceWaitIdle knows no limit; a fence behind everything else does. */
  private boolean idleWithin(long nanos) {
    long end = System.nanoTime() + nanos;
    SubmitFence fence = fence(); // before the queue's lock, which is always the inner one
    if (!lockQueueWithin(nanos)) {
      return false; // a driver may hold a submission up for as long as its queue is full
    }
    try {
      check(vkQueueSubmit(queue, (VkSubmitInfo.Buffer) null, fence.take()), "vkQueueSubmit");
    } finally {
      queueLock.unlock();
    }
    boolean ended = fence.await(end - System.nanoTime());
    if (ended) {
      fence.close(); // else it stays with the context: the device still holds it
    }
    return ended;
  }

  private boolean lockQueueWithin(long nanos) {
    try {
      return queueLock.tryLock(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return queueLock.tryLock();
    }
  }

  /**
   * Leaves all Vulkan objects alone for ever, because the device still uses them: neither {@link
   * #close} nor the end of the JVM touches them again. Every later use of the context fails; mapped
   * views stay readable. Idempotent.
   */
  public void abandon() {
    if (over == null) {
      over = "was abandoned, because work on it did not end in time";
    }
    if (registration != null) {
      registration.close();
    }
    VulkanInstance.keepForEver();
  }

  /** Returns whether a context of this process was abandoned: a driver may work on it for ever. */
  public static boolean anyAbandoned() {
    return VulkanInstance.keptForEver();
  }

  /** Waits up to 4 s for the device and destroys everything; see {@link #close(long)}. */
  @Override
  public void close() {
    close(CLOSE_NANOS);
  }

  /**
   * Destroys everything, after the device has ended what it was given. Idempotent.
   *
   * @param nanos how long to wait for the device
   * @throws DeviceException when the device has not ended in time; the context is abandoned then
   */
  public synchronized void close(long nanos) {
    if (over != null) {
      return;
    }
    closing = true; // nothing may be submitted behind the wait that follows
    awaitPipelines(nanos);
    if (queue != null) {
      settle(nanos);
    }
    over = "was closed";
    try {
      destroyChildren();
    } finally {
      if (device != null) {
        vkDestroyDevice(device, null);
      }
      if (instance != null) {
        instance.close();
      }
      if (registration != null) {
        registration.close();
      }
    }
  }

  private void awaitPipelines(long nanos) {
    if (pipelines != null && !pipelines.awaitBuilt(nanos)) {
      abandon();
      throw new DeviceException(
          "a pipeline of "
              + info.name()
              + " was not compiled within "
              + TimeUnit.NANOSECONDS.toMillis(nanos)
              + " ms; its Vulkan objects are left alone until the process ends");
    }
  }

  private void destroyChildren() {
    List<DeviceObject> newestFirst = new ArrayList<>(children);
    Collections.reverse(newestFirst);
    newestFirst.forEach(DeviceObject::destroyOnce);
    children.clear();
    if (pipelines != null) {
      pipelines.close();
    }
  }

  /**
   * Waits until nothing runs any more on a device that has failed, so that its memory changes no
   * more; the context is to be closed then, and abandoned already when the time is over first. A
   * device that is lost runs nothing. Never throws for what the device does.
   *
   * @return whether the device has ended; if not, the context is abandoned
   */
  public boolean endWithin(long nanos) {
    faults = CallFaults.NONE; // what was only said to have failed may still run
    if (over != null) {
      return false;
    }
    boolean ended;
    try {
      ended = idleWithin(nanos);
    } catch (VulkanException failed) {
      ended = failed.deviceLost();
    }
    if (!ended) {
      abandon();
    }
    return ended;
  }

  private void settle(long nanos) {
    if (!endWithin(nanos)) {
      throw new DeviceException(
          "work on "
              + info.name()
              + " did not end within "
              + TimeUnit.NANOSECONDS.toMillis(nanos)
              + " ms; its Vulkan objects are left alone until the process ends");
    }
  }

  /** Destroys one object unless the context has gone. */
  synchronized void release(DeviceObject child) {
    if (over == null && children.remove(child)) {
      child.destroyOnce();
    }
  }

  /** Throws when the context was closed or abandoned. */
  void alive() {
    String why = over;
    if (why != null) {
      throw new DeviceException(
          "the context of " + (info == null ? "a device" : info.name()) + " " + why);
    }
  }

  /** Returns what a test has a call answer instead of being made, or VK_SUCCESS. */
  int before(String call) {
    return faults.before(call);
  }

  /** Makes a call and throws when it fails. */
  void call(String name, IntSupplier call) {
    int result = before(name);
    check(result == VK_SUCCESS ? call.getAsInt() : result, name);
  }

  void check(int result, String call) {
    if (result != VK_SUCCESS) {
      // Asking about a device that is not lost is not allowed: a test only says that it is.
      boolean report = result == VK_ERROR_DEVICE_LOST && reportsFaults && faults == CallFaults.NONE;
      throw new VulkanException(call, result, info.name(), report ? DeviceFault.of(device) : "");
    }
  }

  VkDevice device() {
    return device;
  }
}
