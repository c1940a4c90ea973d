package dev.vireo;

import dev.vireo.kernel.Builtin;
import dev.vireo.kernel.TenantTableLayout;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.TenantRegistry;
import dev.vireo.runtime.TenantGrant;
import java.util.BitSet;
import java.util.List;

/** Checks what tenants ask for against the megakernel that they are registered with. */
final class TenantGrants {
  /** A tenant has this part of the ring, unless it asks for another. */
  private static final int DEFAULT_SHARE = 8;

  private final MegakernelConfig config;
  private final BitSet reserved = new BitSet();

  TenantGrants(MegakernelConfig config) {
    this.config = config;
    for (Handler handler : config.handlers()) {
      int id = windowOwner(handler.opcode());
      if (id != 0) {
        reserved.set(id);
      }
    }
  }

  /** Returns the ids with handlers in their opcode windows: given only to who asks for them. */
  BitSet reserved() {
    return reserved;
  }

  /** Returns the id whose opcode window holds an opcode, or 0. */
  private static int windowOwner(int opcode) {
    int offset = opcode - TenantRegistry.OPCODE_BASE;
    return offset < 0 || opcode < 0 ? 0 : offset / TenantRegistry.OPCODES_PER_TENANT;
  }

  /**
   * Returns what the tenant gets.
   *
   * @throws IllegalArgumentException when the megakernel cannot grant it
   */
  TenantGrant grant(TenantSpec spec) {
    if (config.protection() == Protection.RAW) {
      throw new IllegalArgumentException(
          "RAW knows no tenants but those in the control words; open the megakernel in GUARDED");
    }
    if ((long) spec.first() + spec.count() > config.observableWords()) {
      throw new IllegalArgumentException(
          "a window of "
              + spec.count()
              + " words from "
              + spec.first()
              + " on does not lie in the "
              + config.observableWords()
              + " observable words; ask for more with MegakernelConfig.withObservableWords");
    }
    spec.opcodes().forEach(opcode -> checkOpcode(spec, opcode));
    int first = ControlLayout.OBSERVABLE_BASE + spec.first();
    return new TenantGrant(
        spec.name(),
        spec.id(),
        first,
        first + spec.count(),
        spec.opcodes(),
        spec.quota(),
        cap(spec),
        spec.whenFull().nanos(),
        spec.programBudget(),
        spec.resourceWords(),
        spec.natives());
  }

  private int cap(TenantSpec spec) {
    if (spec.mostOutstanding() > config.ringSlots()) {
      throw new IllegalArgumentException(
          "a tenant may have 1 to "
              + config.ringSlots()
              + " slots outstanding, the ring's length; got "
              + spec.mostOutstanding());
    }
    return spec.mostOutstanding() == 0
        ? Math.max(1, config.ringSlots() / DEFAULT_SHARE)
        : spec.mostOutstanding();
  }

  private void checkOpcode(TenantSpec spec, int opcode) {
    if (Builtin.bitOf(opcode) != 0) {
      return;
    }
    int number = numberOf(config.handlers(), opcode);
    int owner = windowOwner(opcode);
    if (number < 0) {
      throw refused(opcode, "has no handler; open the megakernel with one, or leave it out");
    }
    if (owner != 0 && owner != spec.id()) {
      throw refused(
          opcode,
          "lies in the opcode window of tenant "
              + owner
              + "; register the tenant with that id, or give the handler another opcode");
    }
    if (owner == 0 && number >= TenantTableLayout.TENANT_MOST_HANDLERS) {
      throw refused(
          opcode,
          "is handler number "
              + number
              + "; only the first "
              + TenantTableLayout.TENANT_MOST_HANDLERS
              + " can be granted: name it earlier in MegakernelConfig.withHandlers, or give it an"
              + " opcode from the tenant's opcode window");
    }
  }

  private static int numberOf(List<Handler> handlers, int opcode) {
    for (int i = 0; i < handlers.size(); i++) {
      if (handlers.get(i).opcode() == opcode) {
        return i;
      }
    }
    return -1;
  }

  private static IllegalArgumentException refused(int opcode, String why) {
    return new IllegalArgumentException("opcode 0x" + Integer.toHexString(opcode) + " " + why);
  }
}
