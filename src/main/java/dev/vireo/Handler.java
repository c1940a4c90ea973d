package dev.vireo;

import dev.vireo.protocol.Opcode;
import dev.vireo.reference.ReferenceHandler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A user's operation, compiled into the kernel when the megakernel is opened. It is trusted code:
 * an endless loop that charges no fuel holds the device for ever.
 *
 * <p>The GLSL is the body of a function, with these macros: {@code VIREO_ARG(i)} argument word 0 to
 * 11; {@code VIREO_RESULT0} and {@code VIREO_RESULT1} the completion's result words; {@code
 * VIREO_LOAD(i)}, {@code VIREO_STORE(i, v)} and {@code VIREO_ATOMIC_ADD(i, v)} for control words by
 * absolute index, checked against the tenant's window in GUARDED; {@code VIREO_FUEL()} charges one
 * turn of a loop and is false when the slice's fuel is used up; {@code VIREO_STATE(i)} four words,
 * zero at the start, that are kept when {@code VIREO_YIELD;} gives way, after which the handler
 * starts again in a later slice, on any invocation; {@code VIREO_REQUEUE;} does the same behind all
 * slots that have given way by then; {@code VIREO_WAIT;} does it once {@link Megakernel#signal} was
 * called for the slot, whose word is then {@code VIREO_SIGNAL} (0 before the first); {@code
 * VIREO_FAULT(w);} ends the slot as FAULT HANDLER. All of them end the handler like {@code return}.
 * What a slot may spend in all is {@link MegakernelConfig#withSlotBudget}.
 *
 * <pre>{@code
 * Handler.glsl(8, "sum", """
 *     uint i = VIREO_STATE(0);
 *     uint sum = VIREO_STATE(1);
 *     for (; i < VIREO_ARG(1); i++) {
 *       if (!VIREO_FUEL()) {
 *         VIREO_STATE(0) = i;
 *         VIREO_STATE(1) = sum;
 *         VIREO_YIELD;
 *       }
 *       sum += VIREO_LOAD(VIREO_ARG(0) + i);
 *     }
 *     VIREO_RESULT0 = sum;
 *     """);
 * }</pre>
 *
 * @param opcode 8 to 0xFFEF or 0x10000 to 0x7FFFFFFF, but none of those that tenants' programs get:
 *     {@link Opcode#TENANT_PROGRAM_FIRST}
 * @param name what compile errors call it
 * @param glsl statements
 * @param java what the device {@code reference} runs for it, or null when it is not meant to run
 *     there
 */
public record Handler(int opcode, String name, String glsl, @Nullable ReferenceHandler java) {
  private static final int MAX_NAME = 200;

  /**
   * Checks the opcode.
   *
   * @throws IllegalArgumentException when the opcode is reserved, or the name cannot stand in a
   *     line of GLSL
   */
  public Handler {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(glsl, "glsl");
    boolean low = opcode >= Opcode.FIRST_USER && opcode < Opcode.RESERVED_MIN;
    if (!low && opcode < 0x10000 || Opcode.tenantProgram(opcode)) {
      throw new IllegalArgumentException(
          "handler "
              + name
              + " has the reserved opcode 0x"
              + Integer.toHexString(opcode)
              + "; choose one from 8 to 0xFFEF or from 0x10000 to 0x7FFFFFFF, in tenants' opcode"
              + " windows not from local opcode 0xE0000 to 0xEFFFF");
    }
    if (name.isEmpty()
        || name.length() > MAX_NAME
        || name.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\')) {
      throw new IllegalArgumentException(
          "a handler's name has 1 to "
              + MAX_NAME
              + " characters, none of them a quote, backslash or control character; got "
              + name.length()
              + " characters");
    }
  }

  /** Returns a handler that runs on Vulkan devices only. */
  public static Handler glsl(int opcode, String name, String glsl) {
    return new Handler(opcode, name, glsl, null);
  }

  /** Returns this handler with an implementation for the device {@code reference}. */
  public Handler withJava(ReferenceHandler reference) {
    return new Handler(opcode, name, glsl, Objects.requireNonNull(reference, "reference"));
  }
}
