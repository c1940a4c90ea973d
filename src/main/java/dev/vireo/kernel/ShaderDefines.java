package dev.vireo.kernel;

import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.PackedLayout;
import dev.vireo.protocol.PriorityPartitions;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import dev.vireo.protocol.TenantRegistry;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

/** Turns the Java layouts into GLSL defines, so that a number has one home. */
final class ShaderDefines {
  /** Words that one back-edge of MEMCPY copies. */
  static final int MEMCPY_UNROLL = 8;

  /** Completion status of a slot that gave way; never leaves the device. */
  private static final int PENDING = 16;

  /** Completion status of a fence that waits; never leaves the device. */
  private static final int FENCE = 17;

  /** Completion status of a slot that waits for a signal; never leaves the device. */
  private static final int WAITING = 18;

  /** Completion status of a slot that was requeued; never leaves the device. */
  private static final int REQUEUED = 19;

  /** A worker's outcome of a slot whose grid the workers run themselves. */
  private static final int INLINE = 20;

  /** Turns of a live slice between two looks at whether it is to end; a power of two. */
  private static final int END_LOOKS = 8;

  private ShaderDefines() {}

  /** Returns one {@code #define} a line. */
  static String text() {
    StringBuilder text = new StringBuilder();
    layout(text, "", SlotLayout.class);
    layout(text, "", ControlLayout.class);
    layout(text, "", DebugLogLayout.class);
    layout(text, "", CompletionLayout.class);
    layout(text, "", PackedLayout.class);
    layout(text, "", RequestLayout.class);
    layout(text, "", StateLayout.class);
    layout(text, "", PartitionLayout.class);
    layout(text, "", DoorbellLayout.class);
    layout(text, "", TenantTableLayout.class);
    layout(text, "", KernelBindings.class);
    layout(text, "OP_", Opcode.class);
    layout(text, "STATUS_", SlotStatus.class);
    for (FaultCode code : FaultCode.values()) {
      define(text, "FAULT_" + code.name(), code.ordinal());
    }
    for (CompletionStatus status : CompletionStatus.values()) {
      define(text, "COMPLETION_" + status.name(), status.code());
    }
    for (Builtin builtin : Builtin.values()) {
      define(text, "BUILTIN_" + builtin.name(), builtin.bit());
    }
    define(text, "TENANT_OPCODE_BASE", TenantRegistry.OPCODE_BASE);
    define(text, "TENANT_OPCODES", TenantRegistry.OPCODES_PER_TENANT);
    define(text, "COMPLETION_PENDING", PENDING);
    define(text, "COMPLETION_FENCE", FENCE);
    define(text, "COMPLETION_WAITING", WAITING);
    define(text, "COMPLETION_REQUEUED", REQUEUED);
    define(text, "COMPLETION_INLINE", INLINE);
    define(text, "SAVED_1", StateLayout.TASK_SAVED + 1);
    define(text, "SAVED_2", StateLayout.TASK_SAVED + 2);
    define(text, "SAVED_3", StateLayout.TASK_SAVED + 3);
    define(text, "END_LOOK_MASK", END_LOOKS - 1);
    define(text, "STARVATION_THRESHOLD", PriorityPartitions.STARVATION_THRESHOLD);
    define(text, "ARG2", 2);
    define(text, "ARG3", 3);
    define(text, "RECORD_ARG2", 2);
    define(text, "RECORD_SLOT_BASE", DebugLogLayout.RECORD_WORDS - 1);
    define(text, "DEBUG_CURSOR_END", DebugLogLayout.RECORD_CAPACITY * DebugLogLayout.RECORD_WORDS);
    define(text, "DFA_SYMBOLS", 256);
    define(text, "DFA_NO_STORE", -1);
    define(text, "WORD_BYTES", Integer.BYTES);
    define(text, "BYTE_BITS", Byte.SIZE);
    define(text, "BYTE_MASK", 0xFF);
    define(text, "MEMCPY_UNROLL", MEMCPY_UNROLL);
    return text.toString();
  }

  private static void layout(StringBuilder text, String prefix, Class<?> layout) {
    for (Field field : layout.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && field.getType() == int.class) {
        try {
          define(text, prefix + field.getName(), field.getInt(null));
        } catch (IllegalAccessException e) {
          throw new LinkageError("the constants of " + layout + " are public", e);
        }
      }
    }
  }

  private static void define(StringBuilder text, String name, int value) {
    text.append("#define ").append(name).append(' ').append(Integer.toUnsignedString(value));
    text.append("u\n");
  }
}
