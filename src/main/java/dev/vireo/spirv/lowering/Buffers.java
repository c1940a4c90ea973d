package dev.vireo.spirv.lowering;

import dev.vireo.spirv.code.Memories;
import dev.vireo.spirv.module.Decorations;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.Module;
import dev.vireo.spirv.module.StorageClass;
import dev.vireo.spirv.values.Memory;
import dev.vireo.spirv.values.Pointer;
import dev.vireo.spirv.values.Type;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.bytecode.Bytecode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The buffers of a module, by set and binding, and what it keeps in workgroup memory. */
final class Buffers {
  /** Name of the buffer that holds push constants. */
  static final String PUSH = SpirvProgram.PUSH;

  private static final long PUSH_KEY = Long.MAX_VALUE;
  private static final long MAX_WORDS = 1 << 30;
  private static final int MAX_WORKGROUP_WORDS = 1 << 20;

  /** Half of the constants that bytecode may have. */
  private static final int MAX_TABLE_WORDS = Bytecode.MAX_CONSTANTS / 2;

  /** Numbers of workgroup memory, until it is known where it lies. */
  private static final int SHARED = 0;

  private static final int PRIVATE = 1;

  private final Module module;
  private final Decorations decorations;
  private final Map<Long, Laid> laid = new TreeMap<>();
  private final List<Bytecode.Buffer> all = new ArrayList<>();
  private final Map<Integer, Integer> tables = new HashMap<>(); // by the constant
  private int[] tableWords = {};
  private int workgroupWords;
  private int privateWords;
  private long sharedWords;

  /** A buffer, of one variable or of several with the same binding. */
  private static final class Laid {
    final String name;
    final int number;
    DataType element;
    long words;
    boolean writable;
    boolean uniform;

    Laid(String name, int number) {
      this.name = name;
      this.number = number;
    }
  }

  Buffers(Module module, Decorations decorations) {
    this.module = module;
    this.decorations = decorations;
  }

  /** Returns the memory of a variable that is bound to a buffer. */
  Memory.Laid bind(Instruction own, Type.Pointer type) {
    if (!(type.pointee() instanceof Type.Struct block)) {
      throw own.unsupported(
          "an array of buffers, or one that is no block", "declare one buffer a binding");
    }
    int variable = own.result();
    boolean push = type.storage() == StorageClass.PUSH_CONSTANT;
    int set = decorations.of(variable, Decorations.DESCRIPTOR_SET).orElse(0);
    int binding = decorations.of(variable, Decorations.BINDING).orElse(0);
    long key = push ? PUSH_KEY : (long) set << 32 | Integer.toUnsignedLong(binding);
    if (set < 0 || set > 0xFFFF || binding < 0 || binding > 0xFFFF) {
      throw own.unsupported("set " + set + ", binding " + binding, "use numbers below 65536");
    }
    Laid buffer = laid.get(key);
    int struct = block(own);
    boolean uniform = type.storage() == StorageClass.UNIFORM && !bufferBlock(struct);
    if (buffer == null) {
      buffer = new Laid(push ? PUSH : set + "." + binding, all.size());
      buffer.uniform = uniform;
      laid.put(key, buffer);
      all.add(null);
    } else if (buffer.uniform != uniform) {
      throw own.unsupported(
          buffer.name + " as a uniform and a storage buffer", "use a binding for each");
    }
    boolean writable =
        !push
            && (type.storage() == StorageClass.STORAGE_BUFFER || bufferBlock(struct))
            && !every(variable, struct, block, Decorations.NON_WRITABLE);
    buffer.writable |= writable;
    buffer.words = Math.max(buffer.words, words(block));
    buffer.element = element(block);
    if (buffer.words >= MAX_WORDS) {
      throw own.unsupported("a buffer of " + buffer.words + " words", "declare less than 2^30");
    }
    boolean coherent =
        any(variable, struct, block, Decorations.COHERENT)
            || any(variable, struct, block, Decorations.VOLATILE);
    return new Memory.Laid(buffer.number, writable, coherent);
  }

  private int block(Instruction variable) {
    return module.definition(variable.type()).word(3);
  }

  private boolean bufferBlock(int struct) {
    return decorations.has(struct, Decorations.BUFFER_BLOCK);
  }

  private boolean every(int variable, int struct, Type.Struct block, int decoration) {
    boolean all = true;
    for (int i = 0; i < block.members().size(); i++) {
      all &= decorations.ofMember(struct, i, decoration).isPresent();
    }
    return decorations.has(variable, decoration) || (all && !block.members().isEmpty());
  }

  private boolean any(int variable, int struct, Type.Struct block, int decoration) {
    boolean any = decorations.has(variable, decoration);
    for (int i = 0; i < block.members().size(); i++) {
      any |= decorations.ofMember(struct, i, decoration).isPresent();
    }
    return any;
  }

  /** Words that a block needs at least. */
  private static long words(Type.Struct block) {
    return (bytes(block, Pointer.Lines.NONE) + 3) / 4;
  }

  private static long bytes(Type type, Pointer.Lines lines) {
    if (type instanceof Type.Struct struct) {
      long end = 0;
      for (Type.Member member : struct.members()) {
        Pointer.Lines own = new Pointer.Lines(member.matrixStride(), member.rowMajor(), 0);
        end = Math.max(end, Math.max(0, member.offset()) + bytes(member.type(), own));
      }
      return end;
    } else if (type instanceof Type.Array array) {
      return (array.length() - 1L) * array.stride() + bytes(array.element(), lines);
    } else if (type instanceof Type.Matrix matrix) {
      int rows = lines.rowMajor() ? matrix.column().count() : matrix.count();
      int across = lines.rowMajor() ? matrix.count() : matrix.column().count();
      return (rows - 1L) * lines.stride() + across * (Type.bits(matrix.column()) / 8L);
    }
    return Type.scalar(type) == null ? 0 : Math.max(1, Type.parts(type)) * (Type.bits(type) / 8L);
  }

  /** What to show a buffer's words as: floats or signed numbers if all of it is such. */
  private static DataType element(Type type) {
    if (type instanceof Type.Struct struct) {
      DataType common = null;
      for (Type.Member member : struct.members()) {
        DataType own = element(member.type());
        common = common == null || common == own ? own : DataType.Scalar.U32;
      }
      return common == null ? DataType.Scalar.U32 : common;
    }
    Type part = Type.part(type);
    if (part != null) {
      return element(part);
    }
    if (Type.bits(type) == 32 && type instanceof Type.Float) {
      return DataType.Scalar.F32;
    }
    boolean signed = type instanceof Type.Int integer && integer.bits() == 32 && integer.signed();
    return signed ? DataType.Scalar.I32 : DataType.Scalar.U32;
  }

  /** Returns the memory of a variable that a workgroup shares. */
  Memory.Slots shared(Instruction own, Type type) {
    sharedWords += type.slots();
    return workgroup(own, type);
  }

  /** Returns memory that a workgroup shares, but compiled modules do not have. */
  Memory.Slots workgroup(Instruction own, Type type) {
    checkRoom(own, type.slots());
    all.add(new Bytecode.Buffer(SHARED, true, true, workgroupWords, type.slots()));
    workgroupWords += type.slots();
    return new Memory.Slots(all.size() - 1, 1);
  }

  /** Returns the memory of a variable that each invocation has. */
  Memory.Slots own(Instruction own, Type type, long invocations) {
    long words = type.slots() * invocations;
    checkRoom(own, words);
    all.add(new Bytecode.Buffer(PRIVATE, true, true, privateWords, (int) words));
    privateWords += (int) words;
    return new Memory.Slots(all.size() - 1, (int) invocations);
  }

  private void checkRoom(Instruction own, long words) {
    int left = MAX_WORKGROUP_WORDS - workgroupWords - privateWords;
    if (words > left) {
      throw own.unsupported(
          words + " words of memory in all invocations of a workgroup",
          "at most " + left + " are left");
    }
  }

  /**
   * Returns the number of a table of constants, or -1 when there is no room for it.
   *
   * @param constant id of the constant
   */
  int table(int constant, int[] words) {
    Integer known = tables.get(constant);
    if (known != null) {
      return known;
    }
    int first = tableWords.length;
    if (words.length > MAX_TABLE_WORDS - first) {
      return -1;
    }
    tableWords = Arrays.copyOf(tableWords, first + words.length);
    System.arraycopy(words, 0, tableWords, first, words.length);
    all.add(new Bytecode.Buffer(0, false, false, first, words.length, true));
    tables.put(constant, all.size() - 1);
    return all.size() - 1;
  }

  /** Returns what bytecode reads and writes, its buffers by the numbers that it uses. */
  Memories memories() {
    // Behind what a workgroup shares lies what invocations have for themselves.
    all.replaceAll(
        own ->
            own != null && own.number() == PRIVATE
                ? new Bytecode.Buffer(0, true, true, workgroupWords + own.base(), own.words())
                : own);
    int number = 0;
    for (Laid buffer : laid.values()) {
      all.set(
          buffer.number,
          new Bytecode.Buffer(number++, false, buffer.writable, 0, (int) buffer.words));
    }
    return new Memories(all, tableWords, workgroupWords);
  }

  /** Returns the buffers but push constants, in the order of their sets and bindings. */
  List<NativeModule.Binding> bindings() {
    List<NativeModule.Binding> bindings = new ArrayList<>();
    laid.forEach(
        (key, buffer) -> {
          if (key != PUSH_KEY) {
            bindings.add(
                new NativeModule.Binding(
                    (int) (key >>> 32), key.intValue(), buffer.uniform, buffer.words));
          }
        });
    return bindings;
  }

  /** Returns the words of push constants; 0 if there are none. */
  int pushWords() {
    Laid push = laid.get(PUSH_KEY);
    return push == null ? 0 : (int) push.words;
  }

  /** Returns the words of workgroup memory that the module declares, at most. */
  long sharedWords() {
    return sharedWords;
  }

  /** Returns the buffers that a caller binds, in the order of their sets and bindings. */
  List<BufferDecl> declared() {
    List<BufferDecl> declared = new ArrayList<>();
    laid.forEach(
        (key, buffer) -> {
          BufferAccess access = buffer.writable ? BufferAccess.READ_WRITE : BufferAccess.READ_ONLY;
          long binding = key == PUSH_KEY ? 0xFFFF_FFFFL : key >>> 16 | key & 0xFFFF;
          declared.add(BufferDecl.of(buffer.name, binding, access, buffer.element, buffer.words));
        });
    return declared;
  }
}
