package dev.vireo;

import dev.vireo.kernel.HandlerSource;
import dev.vireo.protocol.ControlCodec;
import dev.vireo.protocol.PriorityPartitions;
import dev.vireo.reference.ReferenceHandler;
import dev.vireo.runtime.BackendSettings;
import dev.vireo.runtime.RuntimeFactory;
import dev.vireo.runtime.RuntimeSettings;
import dev.vireo.runtime.SlotRuntime;
import dev.vireo.runtime.TierPolicy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens the runtime that a configuration asks for. */
final class RuntimeOpener {
  private RuntimeOpener() {}

  /** Opens it; see {@link Megakernel#open}. */
  static SlotRuntime open(MegakernelConfig config) {
    if (config.partitioned() && config.ringSlots() < PriorityPartitions.LEVELS) {
      throw new IllegalArgumentException(
          "a ring of "
              + config.ringSlots()
              + " slots cannot be divided into "
              + PriorityPartitions.LEVELS
              + " partitions; open it with at least "
              + PriorityPartitions.LEVELS
              + " slots, or without partitions");
    }
    if (RuntimeFactory.REFERENCE.equalsIgnoreCase(config.device())) {
      return RuntimeFactory.openReference(
          config.mode(), backend(config), runtime(config), javaHandlers(config));
    }
    return RuntimeFactory.openDevice(
        config.device(),
        config.validation(),
        config.mode(),
        config.overrides(),
        backend(config),
        runtime(config));
  }

  private static RuntimeSettings runtime(MegakernelConfig config) {
    return new RuntimeSettings(
        config.ringSlots(),
        config.partitioned(),
        config.firstSequence(),
        config.builtins(),
        config.fullRing().nanos(),
        config.closeTimeout().toNanos(),
        config.waitStrategy().spinNanos(),
        config.idleTime().toNanos(),
        config.watchdog().toNanos(),
        new TierPolicy(config.programTier(), config.promotionTime().toNanos()),
        config.telemetry());
  }

  private static BackendSettings backend(MegakernelConfig config) {
    List<HandlerSource> sources = new ArrayList<>();
    for (Handler handler : config.handlers()) {
      sources.add(new HandlerSource(handler.opcode(), handler.name(), handler.glsl()));
    }
    return new BackendSettings(
        config.protection(),
        config.ringSlots(),
        config.partitioned(),
        config.alone(),
        control(config),
        config.slotBudget(),
        config.sliceFuel(),
        config.blockWords(),
        sources);
  }

  private static int[] control(MegakernelConfig config) {
    ByteBuffer encoded = ControlCodec.encode(false, 1, config.observableWords());
    if (config.partitioned()) {
      PriorityPartitions.write(encoded, config.ringSlots());
    }
    int[] words = new int[encoded.remaining() / Integer.BYTES];
    encoded.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
    return words;
  }

  private static Map<Integer, ReferenceHandler> javaHandlers(MegakernelConfig config) {
    Map<Integer, ReferenceHandler> handlers = new HashMap<>();
    for (Handler handler : config.handlers()) {
      if (handler.java() == null) {
        throw new IllegalArgumentException(
            "handler "
                + handler.name()
                + " has no implementation in Java, so that it cannot run on the device reference; give it one"
                + " with Handler.withJava, or choose a Vulkan device");
      }
      handlers.put(handler.opcode(), handler.java());
    }
    return handlers;
  }
}
