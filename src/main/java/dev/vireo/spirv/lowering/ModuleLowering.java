package dev.vireo.spirv.lowering;

import dev.vireo.spirv.ModuleArgumentException;
import dev.vireo.spirv.UnsupportedModuleException;
import dev.vireo.spirv.arithmetic.Arithmetic;
import dev.vireo.spirv.arithmetic.Computations;
import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.code.CodeWriter;
import dev.vireo.spirv.module.Decorations;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.Module;
import dev.vireo.spirv.module.SpirvOp;
import dev.vireo.spirv.module.StorageClass;
import dev.vireo.spirv.values.Memory;
import dev.vireo.spirv.values.Pointer;
import dev.vireo.spirv.values.Type;
import dev.vireo.spirv.values.Types;
import dev.vireo.spirv.values.Values;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.bytecode.BytecodeException;
import dev.vireo.vir0.bytecode.BytecodeVerifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a module into bytecode. */
final class ModuleLowering {
  /** Most instructions of the module that are lowered, each as often as its function is called. */
  private static final int MAX_VISITS = 1 << 21;

  private static final int MAX_CALLS = 128;

  /** Memory operands. Source: the SPIR-V specification, section 3.26. */
  private static final int VOLATILE_ACCESS = 1;

  private static final int NON_PRIVATE = 0x20;

  private final Module module;
  private final Code code = new Code();
  private final Values values = new Values(null);
  private final Decorations decorations;
  private final Types types;
  private final Arithmetic arithmetic = new Arithmetic(code);
  private final Computations computations = new Computations(code, arithmetic);
  private final MemoryAccess memory = new MemoryAccess(code, arithmetic);
  private final GlslInstructions glsl = new GlslInstructions(code, arithmetic, memory);
  private final Atomics atomics = new Atomics(code, memory);
  private final Subgroups subgroups = new Subgroups(code);
  private final Constants constants;
  private final Buffers buffers;
  private final EntryPoint entry;
  private final Map<Integer, FunctionBody> bodies = new HashMap<>();
  private final Map<Integer, List<Instruction>> functions = new HashMap<>();
  private final Map<Integer, Memory.Slots> slots = new HashMap<>();
  private final Set<Integer> glslSets = new HashSet<>();
  private final Set<Integer> debugSets = new HashSet<>();
  private final Set<Integer> open = new HashSet<>();
  private Set<Integer> indexed = Set.of();
  private Map<Integer, Integer> tables = Map.of(); // the constant that a variable only ever holds

  /** Ids of this entry point, if there are others; else null. */
  private Set<Integer> reached;

  private CarriedBits bits;
  private final int width;
  private Meeting meeting;
  private WideSubgroups wideSubgroups;
  private BuiltIns builtIns;
  private WorkgroupSize size;
  private int localIndex;
  private int visits;

  private ModuleLowering(Module module, Specialization chosen) {
    this.module = module;
    this.width = chosen.subgroupSize();
    this.decorations = new Decorations(module);
    this.types = new Types(decorations);
    this.constants =
        new Constants(code, types, values, decorations, computations, chosen.constants());
    this.buffers = new Buffers(module, decorations);
    this.entry = EntryPoint.find(module, chosen.entry());
  }

  /** Lowers a module's entry point, and verifies the bytecode. */
  static SpirvProgram lower(byte[] bytes, Module module, Specialization chosen, int maxRegisters) {
    return new ModuleLowering(module, chosen).lowerAll(bytes, chosen, maxRegisters);
  }

  private SpirvProgram lowerAll(byte[] bytes, Specialization chosen, int maxRegisters) {
    module.globals().forEach(this::global);
    constants.checkAllFound();
    size = entry.size(module, constants, decorations, values);
    builtIns = new BuiltIns(code, size, width);
    localIndex = builtIns.localIndex();
    if (width > 1) {
      meet();
    }
    for (List<Instruction> function : module.functions()) {
      functions.put(function.get(0).result(), function);
    }
    if (module.globals().stream().filter(own -> own.op() == SpirvOp.ENTRY_POINT).count() > 1) {
      reached = ReachedIds.from(entry.function(), functions);
    }
    bits = CarriedBits.of(module);
    indexed = VariableUses.indexed(module, this::isConstant);
    tables = indexed.isEmpty() ? Map.of() : ConstantVariables.of(module, this::isConstant);
    for (Instruction own : module.globals()) {
      if (own.op() == SpirvOp.VARIABLE) {
        declare(own);
      }
    }
    code.at(null);
    FunctionLowering.lowerEntry(this, body(entry.instruction(), entry.function()));
    Bytecode bytecode = CodeWriter.write(code, buffers.memories(), size, maxRegisters);
    verify(bytecode);
    Program signature =
        new Program(Optional.of(entry.name()), size, false, buffers.declared(), List.of());
    NativeModule own = NativeModule.of(bytes, module, entry, buffers, decorations, chosen);
    return new SpirvProgram(signature, bytecode, own);
  }

  private void meet() {
    int volume = (int) size.volume();
    if (volume % width != 0) {
      throw new ModuleArgumentException(
          "subgroups of "
              + width
              + " invocations do not fill a workgroup of "
              + volume
              + "; choose a size that divides it");
    }
    meeting = new Meeting(code, buffers, width, volume, localIndex);
    wideSubgroups = new WideSubgroups(code, arithmetic, constants, meeting);
  }

  /** Returns where invocations of a subgroup meet; null if each has one of its own. */
  Meeting meeting() {
    return meeting;
  }

  /** What the verifier finds is the module's fault: a value that is not computed on every way. */
  private void verify(Bytecode bytecode) {
    try {
      BytecodeVerifier.verify(bytecode.image());
    } catch (BytecodeException e) {
      throw entry
          .instruction()
          .malformed(
              "a value is used at "
                  + bytecode.place(e.instruction())
                  + " that is not computed on every way there ("
                  + e.getMessage()
                  + ")");
    }
  }

  Code code() {
    return code;
  }

  Values values() {
    return values;
  }

  Types types() {
    return types;
  }

  Constants constants() {
    return constants;
  }

  /** Returns registers of a value or variable, marked if floats in them may not be canonical. */
  int[] marked(int id, int[] registers) {
    if (bits.raw(id)) {
      Arrays.stream(registers).forEach(code::keepRaw);
    }
    return registers;
  }

  int literal(Type type, int bits) {
    return computations.literal(type, bits);
  }

  private boolean isConstant(int id) {
    SpirvOp op = module.definition(id).op();
    return op.name().contains("CONSTANT");
  }

  private void global(Instruction own) {
    code.at(own);
    switch (own.op()) {
      case TYPE_ARRAY -> types.declare(own, constants.word(own, own.word(3)));
      case EXT_INST_IMPORT -> instructionSet(own);
      default -> {
        if (own.op().name().startsWith("TYPE_")) {
          types.declare(own, 0);
        } else {
          constants.declare(own);
        }
      }
    }
  }

  private void instructionSet(Instruction own) {
    String name = own.text(2);
    if (name.equals("GLSL.std.450")) {
      glslSets.add(own.result());
    } else if (name.startsWith("NonSemantic.") || name.contains("DebugInfo")) {
      debugSets.add(own.result());
    } else {
      throw own.unsupported("instructions of " + name, "use GLSL.std.450");
    }
  }

  /** Takes a variable outside of functions; those that no function names cost nothing. */
  private void declare(Instruction own) {
    code.at(own);
    boolean foreign = own.word(3) == 1 && !entry.names(own.result());
    if (foreign || (reached != null && !reached.contains(own.result()))) {
      return;
    }
    values.set(own.result(), variable(own, values));
  }

  /** Returns the pointer to a new variable. */
  Pointer variable(Instruction own, Values scope) {
    if (!(types.of(own) instanceof Type.Pointer type)) {
      throw own.malformed("its type is no pointer");
    }
    Pointer pointer =
        switch (type.storage()) {
          case INPUT -> builtIn(own, type);
          case UNIFORM, STORAGE_BUFFER, PUSH_CONSTANT -> pointer(buffers.bind(own, type), type);
          case WORKGROUP -> pointer(buffers.shared(own, type.pointee()), type);
          case PRIVATE, FUNCTION -> own(own, type);
          case OTHER ->
              throw own.unsupported(
                  "storage class " + own.word(3), "it is none of compute shaders");
        };
    // The memory of a workgroup begins as zeros, the only content that it may be declared with; to
    // store them again would undo what other invocations have stored.
    boolean table = pointer.memory() instanceof Memory.Table;
    if (own.length() > 4 && type.storage() != StorageClass.WORKGROUP && !table) {
      memory.store(pointer, scope.slots(own, own.word(4)), own);
    }
    return pointer;
  }

  private Pointer pointer(Memory where, Type.Pointer type) {
    int zero = code.constant(0);
    return new Pointer(where, type.pointee(), 0, zero, zero, Pointer.Lines.NONE);
  }

  private Pointer builtIn(Instruction own, Type.Pointer type) {
    int number = decorations.of(own.result(), Decorations.BUILT_IN).orElse(-1);
    int[] operands = builtIns.read(own, number);
    if (operands.length < type.pointee().slots()) {
      throw own.malformed("a built-in value of another type");
    }
    return pointer(new Memory.Registers(operands, false), type);
  }

  /** A variable of an invocation: in registers, or in memory if an index into it is computed. */
  private Pointer own(Instruction own, Type.Pointer type) {
    int count = type.pointee().slots();
    Memory.Table table = indexed.contains(own.result()) ? table(own, count) : null;
    if (table != null) {
      return pointer(table, type);
    }
    if (indexed.contains(own.result()) || count > VariableUses.MOST_REGISTERS) {
      Memory.Slots where = slots.get(own.result());
      if (where == null) {
        where = buffers.own(own, type.pointee(), size.volume());
        slots.put(own.result(), where);
      }
      return pointer(where, type).moved(localIndex, code.constant(0));
    }
    int[] registers = new int[count];
    for (int i = 0; i < count; i++) {
      registers[i] = code.register();
      code.move(registers[i], code.constant(0));
    }
    marked(own.result(), registers);
    return pointer(new Memory.Registers(registers, true), type);
  }

  /** Returns the table of a variable that only ever holds one constant; null if it is no such. */
  private Memory.Table table(Instruction own, int count) {
    Integer constant = tables.get(own.result());
    if (constant == null) {
      return null;
    }
    int[] slots = values.slots(own, constant);
    int[] words = new int[slots.length];
    for (int i = 0; i < slots.length; i++) {
      if (!Code.isConstant(slots[i])) {
        return null;
      }
      words[i] = code.bits(slots[i]);
    }
    int number = slots.length == count ? buffers.table(constant, words) : -1;
    return number < 0 ? null : new Memory.Table(number, slots);
  }

  private FunctionBody body(Instruction at, int id) {
    List<Instruction> function = functions.get(id);
    if (function == null) {
      throw at.malformed("id " + id + " is no function");
    }
    FunctionBody body = bodies.get(id);
    if (body == null) {
      body = FunctionBody.of(function, types, module);
      bodies.put(id, body);
    }
    return body;
  }

  /** Lowers a call in its place and returns the slots of its result. */
  int[] call(Instruction own, Values scope) {
    int id = own.operand(0);
    if (!open.add(id)) {
      throw own.malformed("function " + id + " calls itself");
    }
    if (open.size() > MAX_CALLS) {
      throw own.unsupported("calls nested more than " + MAX_CALLS + " deep", "nest fewer");
    }
    int[] result = FunctionLowering.lowerCall(this, body(own, id), own, scope);
    open.remove(id);
    return result;
  }

  /** Counts an instruction that is lowered, so that calls cannot go on for ever. */
  void visit(Instruction own) {
    if (++visits > MAX_VISITS) {
      throw own.unsupported(
          "more than " + MAX_VISITS + " instructions, calls in their place", "split it");
    }
  }

  /** Lowers an instruction that does not change the control flow. */
  void lower(Instruction own, Values scope, FunctionBody body) {
    switch (own.op()) {
      case UNDEF -> constants.declare(own);
      case LOAD -> {
        Pointer from = shared(scope.pointer(own, own.operand(0)), own, 4);
        boolean kept = bits.keeps(own.result());
        boolean raw = kept || body.copied().contains(own.result());
        int[] slots = memory.load(from, raw, own);
        scope.set(own.result(), from.type(), kept ? marked(own.result(), slots) : slots);
      }
      case STORE -> {
        Pointer to = scope.pointer(own, own.word(1));
        if (!(to.memory() instanceof Memory.Table)) { // which holds it already
          memory.store(shared(to, own, 3), scope.slots(own, own.word(2)), own);
        }
      }
      case COPY_MEMORY -> {
        Pointer to = scope.pointer(own, own.word(1));
        boolean raw = to.memory() instanceof Memory.Laid;
        memory.store(to, memory.load(scope.pointer(own, own.word(2)), raw, own), own);
      }
      case ACCESS_CHAIN, IN_BOUNDS_ACCESS_CHAIN -> chain(own, scope);
      case ARRAY_LENGTH -> {
        Pointer block = scope.pointer(own, own.operand(0));
        int length = memory.arrayLength(block, own.operand(1), own);
        scope.set(own.result(), types.of(own), new int[] {length});
      }
      case EXT_INST -> extended(own, scope);
      default -> compute(own, scope);
    }
  }

  /** What others may look on at while the program runs: volatile, or of the Vulkan memory model. */
  private static Pointer shared(Pointer pointer, Instruction own, int operands) {
    int mask = own.length() > operands ? own.word(operands) : 0;
    boolean coherent = (mask & (VOLATILE_ACCESS | NON_PRIVATE)) != 0;
    return coherent && pointer.memory() instanceof Memory.Laid laid
        ? pointer.in(new Memory.Laid(laid.buffer(), laid.writable(), true))
        : pointer;
  }

  private void chain(Instruction own, Values scope) {
    Pointer pointer = scope.pointer(own, own.operand(0));
    for (int i = 1; i < own.operands(); i++) {
      pointer = memory.part(pointer, scope.scalar(own, own.operand(i)), own);
    }
    scope.set(own.result(), pointer);
  }

  private void extended(Instruction own, Values scope) {
    int set = own.operand(0);
    if (glslSets.contains(set)) {
      Type type = types.of(own);
      scope.set(own.result(), type, glsl.compute(own, type, scope));
    } else if (!debugSets.contains(set)) {
      throw own.malformed("id " + set + " is no set of instructions");
    }
  }

  private void compute(Instruction own, Values scope) {
    if (own.op() == SpirvOp.COPY_OBJECT && scope.isPointer(own.operand(0))) {
      scope.set(own.result(), scope.pointer(own, own.operand(0)));
      return;
    }
    if (own.op() == SpirvOp.ATOMIC_STORE) {
      atomics.compute(own, null, scope);
      return;
    }
    if (!own.op().hasType()) {
      throw unsupported(own);
    }
    Type type = types.of(own);
    int[] result = null;
    if (own.op().grouped()) {
      result =
          wideSubgroups == null
              ? subgroups.compute(own, type, scope)
              : wideSubgroups.compute(own, type, scope);
    } else if (own.op().atomic()) {
      result = atomics.compute(own, type, scope);
    }
    result = result == null ? computations.compute(own, type, scope) : result;
    if (result == null) {
      throw unsupported(own);
    }
    if (result.length != type.slots()) {
      throw own.malformed("its operands do not fit the result");
    }
    if (own.op() == SpirvOp.BITCAST && Type.floating(type) && !bits.keeps(own.result())) {
      result = Arrays.stream(result).map(code::canonical).toArray();
    }
    scope.set(own.result(), type, result);
  }

  private static UnsupportedModuleException unsupported(Instruction own) {
    return own.unsupported(own.op().spelling(), "leave it out");
  }
}
