package dev.vireo.spirv.module;

import java.util.List;

/**
 * A module as it was read: instructions in their order, every id that one names defined by one of
 * them. Immutable.
 *
 * @param version as the header has it, such as 0x00010300
 * @param globals instructions before the first function
 * @param functions those of the functions, each from OpFunction to OpFunctionEnd
 * @param definitions the instruction that defines an id
 */
public record Module(
    int version,
    List<Instruction> globals,
    List<List<Instruction>> functions,
    Definitions definitions) {
  /** Returns the instruction that defines an id. */
  public Instruction definition(int id) {
    return definitions.get(id);
  }
}
