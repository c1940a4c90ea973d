package dev.vireo.script;

import dev.vireo.reference.Claim;
import dev.vireo.reference.HandlerContext;
import dev.vireo.reference.RawKernel;
import dev.vireo.reference.ReferenceHandler;
import dev.vireo.reference.ReferenceMemory;
import java.util.Map;

/** Runs conformance cases on the Java reference. */
final class ReferenceOracle implements KernelOracle {
  private static final int HANDLED_OPCODE = 8;
  private static final int SUM_WORD = 170;

  @Override
  public void sequentialPass(Memory memory, int lanes, boolean addHandler) {
    Map<Integer, ReferenceHandler> handlers =
        addHandler ? Map.of(HANDLED_OPCODE, ReferenceOracle::addProduct) : Map.of();
    RawKernel.sequentialPass(reference(memory), lanes, handlers);
  }

  private static void addProduct(HandlerContext slot) {
    slot.atomicAdd(SUM_WORD, slot.arg(0) + slot.arg(1) * slot.arg(2));
  }

  @Override
  public void persistent(Memory memory, int lanes) {
    RawKernel.persistent(reference(memory), lanes, Map.of());
  }

  @Override
  public int[] priorityScan(Memory memory, int lane, int totalSlots, int stride) {
    Claim claim = RawKernel.priorityScan(reference(memory), lane, totalSlots, stride);
    return new int[] {claim.slotBase(), claim.priority(), claim.tenant()};
  }

  private static ReferenceMemory reference(Memory memory) {
    return new ReferenceMemory(memory.control(), memory.ring(), memory.debug(), memory.io());
  }
}
