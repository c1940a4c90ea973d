package dev.vireo.spirv.module;

import java.util.List;

/** Refuses modules with what Vireo does not run, by the instruction that stands first. */
public final class Refusals {
  /** Decoration of conversions. Source: the SPIR-V specification, section 3.20. */
  private static final int FP_ROUNDING_MODE = 39;

  private Refusals() {}

  /** Returns normally if all instructions and capabilities are of those that Vireo runs. */
  public static void check(Module module) {
    module.globals().forEach(Refusals::checkInstruction);
    for (List<Instruction> function : module.functions()) {
      function.forEach(Refusals::checkInstruction);
    }
    for (Instruction own : module.globals()) {
      if (own.op() == SpirvOp.CAPABILITY && !Capability.runs(own.word(1))) {
        throw own.unsupported(
            "capability " + Capability.name(own.word(1)),
            "Vireo runs compute on buffers; leave out what needs it");
      }
    }
  }

  private static void checkInstruction(Instruction own) {
    boolean rounds = own.op() == SpirvOp.DECORATE && own.word(2) == FP_ROUNDING_MODE;
    if (rounds && own.word(3) != 0) {
      throw own.unsupported(
          "FPRoundingMode " + own.word(3), "operations round to nearest; leave it out");
    }
    if (own.op() == SpirvOp.TYPE_FLOAT && own.word(2) == 64) {
      throw own.unsupported("OpTypeFloat of 64 bits (capability Float64)", "use 32 bits");
    }
    String capability = own.op().refusedFor();
    if (capability != null) {
      throw own.unsupported(
          own.op().spelling() + " (capability " + capability + ")",
          "Vireo runs compute on buffers; leave it out");
    }
  }
}
