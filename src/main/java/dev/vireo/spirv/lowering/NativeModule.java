package dev.vireo.spirv.lowering;

import dev.vireo.spirv.module.Capability;
import dev.vireo.spirv.module.Decorations;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.Module;
import dev.vireo.spirv.module.ModuleReader;
import dev.vireo.spirv.module.SpirvOp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A module as a driver takes it: its words little-endian, with the chosen values in place of those
 * that its specialization constants had, and what a pipeline of it needs. Immutable.
 */
public final class NativeModule {
  private final IntBuffer words;
  private final String entry;
  private final int version;
  private final Map<Integer, String> capabilities;
  private final Set<String> extensions;
  private final List<Binding> bindings;
  private final int pushWords;
  private final long sharedWords;
  private final int subgroupSize;

  /**
   * A buffer of the module, in the order of the program's signature.
   *
   * @param set number of the descriptor set
   * @param binding number in the set
   * @param uniform whether it is a uniform buffer, and not a storage buffer
   * @param words that the module declares at least
   */
  public record Binding(int set, int binding, boolean uniform, long words) {}

  private NativeModule(
      IntBuffer words, Module module, EntryPoint entry, Buffers buffers, int subgroupSize) {
    this.subgroupSize = subgroupSize;
    this.words = words;
    this.entry = entry.name();
    this.version = module.version();
    this.bindings = buffers.bindings();
    this.pushWords = buffers.pushWords();
    this.sharedWords = buffers.sharedWords();
    Map<Integer, String> declared = new TreeMap<>();
    Set<String> named = new TreeSet<>();
    for (Instruction own : module.globals()) {
      if (own.op() == SpirvOp.CAPABILITY) {
        declared.put(own.word(1), Capability.name(own.word(1)));
      } else if (own.op() == SpirvOp.EXTENSION) {
        named.add(own.text(1));
      }
    }
    this.capabilities = Map.copyOf(declared);
    this.extensions = Set.copyOf(named);
  }

  /**
   * Returns a module that has been lowered.
   *
   * @param bytes that the module was read from
   * @param chosen specialization constants, and the size of subgroups
   */
  static NativeModule of(
      byte[] bytes,
      Module module,
      EntryPoint entry,
      Buffers buffers,
      Decorations decorations,
      Specialization chosen) {
    IntBuffer words = ModuleReader.words(bytes);
    IntBuffer copy = IntBuffer.allocate(words.limit());
    copy.put(words).flip();
    Map<Integer, Long> constants = chosen.constants();
    for (Instruction own : module.globals()) {
      int id = decorations.of(own.result(), Decorations.SPEC_ID).orElse(-1);
      if (own.result() != 0 && constants.containsKey(id)) {
        fill(copy, own, constants.get(id), module);
      }
    }
    return new NativeModule(copy, module, entry, buffers, chosen.subgroupSize());
  }

  private static void fill(IntBuffer words, Instruction own, long value, Module module) {
    int at = own.offset();
    switch (own.op()) {
      case SPEC_CONSTANT_TRUE, SPEC_CONSTANT_FALSE -> {
        SpirvOp op = value != 0 ? SpirvOp.SPEC_CONSTANT_TRUE : SpirvOp.SPEC_CONSTANT_FALSE;
        words.put(at, own.length() << 16 | op.code());
      }
      case SPEC_CONSTANT -> {
        words.put(at + 3, narrow((int) value, module.definition(own.type())));
        if (own.length() > 4) {
          words.put(at + 4, (int) (value >>> 32));
        }
      }
      default -> {}
    }
  }

  // Literals of fewer than 32 bits are sign-extended or zero-extended, by their type. Source: the
  // SPIR-V specification, section 2.2.1.
  private static int narrow(int value, Instruction type) {
    int spare = Integer.SIZE - Math.min(Integer.SIZE, type.word(2));
    boolean signed = type.op() == SpirvOp.TYPE_INT && type.word(3) == 1;
    return signed ? value << spare >> spare : value << spare >>> spare;
  }

  /** Returns the module's bytes, little-endian, in a buffer of their own. */
  public ByteBuffer code() {
    ByteBuffer code = ByteBuffer.allocateDirect(Integer.BYTES * words.limit());
    code.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(words.duplicate());
    return code;
  }

  /** Returns the entry point's name. */
  public String entry() {
    return entry;
  }

  /** Returns the version of SPIR-V, such as 0x00010300. */
  public int version() {
    return version;
  }

  /** Returns the names of the capabilities that it declares, by their numbers. */
  public Map<Integer, String> capabilities() {
    return capabilities;
  }

  /** Returns the names of the SPIR-V extensions that it declares. */
  public Set<String> extensions() {
    return extensions;
  }

  /** Returns its buffers but push constants, in the order of the signature. */
  public List<Binding> bindings() {
    return bindings;
  }

  /** Returns the words of its push constants; 0 if it has none. */
  public int pushWords() {
    return pushWords;
  }

  /** Returns how many invocations of a subgroup the caller asked for; 1 if for none. */
  public int subgroupSize() {
    return subgroupSize;
  }

  /** Returns the words that its workgroup memory takes at most. */
  public long sharedWords() {
    return sharedWords;
  }
}
