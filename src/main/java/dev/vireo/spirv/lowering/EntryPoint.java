package dev.vireo.spirv.lowering;

import dev.vireo.spirv.ModuleArgumentException;
import dev.vireo.spirv.module.Decorations;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.Module;
import dev.vireo.spirv.module.SpirvOp;
import dev.vireo.spirv.values.Values;
import dev.vireo.vir0.WorkgroupSize;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An entry point for compute.
 *
 * @param instruction that declares it
 * @param name by which it is chosen
 * @param function id of the function
 * @param interfaces ids of the variables that it names
 */
record EntryPoint(Instruction instruction, String name, int function, Set<Integer> interfaces) {
  private static final int GL_COMPUTE = 5;
  private static final int LOCAL_SIZE = 17;
  private static final int LOCAL_SIZE_ID = 38;
  private static final int DENORM_PRESERVE = 4459;
  private static final int ROUNDING_RTZ = 4463;

  /** Most invocations of a workgroup; no device that is known has more. */
  private static final long MAX_INVOCATIONS = 1 << 12;

  static EntryPoint find(Module module, String wanted) {
    List<EntryPoint> all = new ArrayList<>();
    List<EntryPoint> found = new ArrayList<>();
    for (Instruction own : module.globals()) {
      if (own.op() == SpirvOp.ENTRY_POINT && own.word(1) == GL_COMPUTE) {
        EntryPoint entry = of(own);
        all.add(entry);
        if (wanted.isEmpty() || entry.name().equals(wanted)) {
          found.add(entry);
        }
      }
    }
    if (found.size() != 1) {
      throw notFound(all, wanted);
    }
    return found.get(0);
  }

  private static ModuleArgumentException notFound(List<EntryPoint> all, String wanted) {
    String names = all.stream().map(EntryPoint::name).collect(Collectors.joining(", "));
    String problem = wanted.isEmpty() ? "no single entry point" : "no entry point " + wanted;
    return new ModuleArgumentException(
        "the module has " + problem + " for compute; it has: " + (all.isEmpty() ? "none" : names));
  }

  private static EntryPoint of(Instruction own) {
    Set<Integer> interfaces = new HashSet<>();
    for (int id : own.rest(3 + own.textWords(3))) {
      interfaces.add(id);
    }
    return new EntryPoint(own, own.text(3), own.word(2), interfaces);
  }

  boolean names(int variable) {
    return interfaces.contains(variable);
  }

  /** Returns the workgroup size: the built-in constant, or else the mode. */
  WorkgroupSize size(Module module, Constants constants, Decorations decorations, Values values) {
    WorkgroupSize size = null;
    for (Instruction own : module.globals()) {
      boolean mode = own.op() == SpirvOp.EXECUTION_MODE || own.op() == SpirvOp.EXECUTION_MODE_ID;
      if (mode && own.word(1) == function) {
        size = mode(own, constants, size);
      }
    }
    for (Instruction own : module.globals()) {
      boolean constant = own.op().name().endsWith("CONSTANT_COMPOSITE");
      if (constant
          && decorations.of(own.result(), Decorations.BUILT_IN).orElse(-1)
              == BuiltIns.WORKGROUP_SIZE) {
        size = built(own, constants);
      }
    }
    if (size == null) {
      throw instruction.malformed("entry point " + name + " has no LocalSize");
    }
    long volume = size.x() * size.y() * size.z();
    if (volume < 1 || volume > MAX_INVOCATIONS) {
      throw instruction.unsupported(
          "a workgroup of " + size, "use 1 to " + MAX_INVOCATIONS + " invocations");
    }
    return size;
  }

  private static WorkgroupSize mode(Instruction own, Constants constants, WorkgroupSize known) {
    return switch (own.word(2)) {
      case LOCAL_SIZE -> checked(own, own.word(3), own.word(4), own.word(5));
      case LOCAL_SIZE_ID -> built(own, constants);
      case DENORM_PRESERVE ->
          throw own.unsupported("DenormPreserve", "subnormals are flushed; leave the mode out");
      case ROUNDING_RTZ ->
          throw own.unsupported(
              "RoundingModeRTZ", "operations round to nearest; leave the mode out");
      default -> known;
    };
  }

  /** The ids of three constants are the last words in both forms. */
  private static WorkgroupSize built(Instruction own, Constants constants) {
    int[] ids = own.rest(3);
    if (ids.length != 3) {
      throw own.malformed("a workgroup size of " + ids.length + " parts");
    }
    return checked(
        own, constants.word(own, ids[0]), constants.word(own, ids[1]), constants.word(own, ids[2]));
  }

  private static WorkgroupSize checked(Instruction own, int x, int y, int z) {
    long most = MAX_INVOCATIONS;
    for (int axis : new int[] {x, y, z}) {
      if (axis < 1 || axis > most) {
        throw own.unsupported(
            "a workgroup of " + Integer.toUnsignedString(axis), "use 1 to " + most);
      }
    }
    return new WorkgroupSize(x, y, z);
  }
}
