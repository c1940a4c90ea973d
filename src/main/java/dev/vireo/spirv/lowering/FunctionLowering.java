package dev.vireo.spirv.lowering;

import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.values.Type;
import dev.vireo.spirv.values.Value;
import dev.vireo.spirv.values.Values;
import dev.vireo.vir0.bytecode.BytecodeOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lowers one call of a function: its blocks in their order, calls in it in their place. */
final class FunctionLowering {
  private final ModuleLowering module;
  private final Code code;
  private final FunctionBody body;
  private final Values values;
  private final Map<Integer, Integer> labels = new HashMap<>();

  /** Registers that count the turns of loops, by their headers; none for subgroups of one. */
  private final Map<Integer, Integer> turns = new HashMap<>();

  /** Registers of the result; null for the entry point, whose return ends the invocation. */
  private final int[] result;

  private final int end;

  private FunctionLowering(ModuleLowering module, FunctionBody body, int[] result) {
    this.module = module;
    this.code = module.code();
    this.body = body;
    this.values = new Values(module.values());
    this.result = result;
    this.end = code.label();
  }

  /** Lowers the entry point. */
  static void lowerEntry(ModuleLowering module, FunctionBody body) {
    FunctionLowering lowering = new FunctionLowering(module, body, null);
    lowering.lower();
    module.code().bind(lowering.end);
    module.code().emit(BytecodeOp.END, Code.NONE, Code.NONE, Code.NONE, Code.NONE);
  }

  /** Lowers a call and returns the slots of its result. */
  static int[] lowerCall(ModuleLowering module, FunctionBody body, Instruction call, Values outer) {
    int[] result = new int[body.type().result().slots()];
    for (int i = 0; i < result.length; i++) {
      result[i] = module.code().register();
    }
    FunctionLowering lowering = new FunctionLowering(module, body, result);
    lowering.parameters(call, outer);
    lowering.lower();
    module.code().bind(lowering.end);
    return module.marked(call.result(), result);
  }

  private void parameters(Instruction call, Values outer) {
    int[] arguments = call.rest(call.firstOperand() + 1);
    if (arguments.length != body.parameters().size()) {
      throw call.malformed("it passes " + arguments.length + " arguments");
    }
    for (int i = 0; i < arguments.length; i++) {
      Instruction parameter = body.parameters().get(i);
      if (outer.isPointer(arguments[i])) {
        values.set(parameter.result(), outer.pointer(call, arguments[i]));
      } else {
        Value value = outer.value(call, arguments[i]);
        values.set(parameter.result(), value.type(), value.slots());
      }
    }
  }

  private void lower() {
    List<ControlFlow.Block> order = body.flow().order();
    for (ControlFlow.Block block : order) {
      labels.put(block.id(), code.label());
      block.phis().forEach(this::declare);
      if (module.meeting() != null && body.flow().loops(block.id())) {
        turns.put(block.id(), code.register());
      }
    }
    for (int i = 0; i < order.size(); i++) {
      ControlFlow.Block block = order.get(i);
      module.visit(block.label());
      if (body.flow().loops(block.id())) {
        code.beginLoop(labels.get(block.id()));
        enter(block);
      } else {
        code.bind(labels.get(block.id()));
      }
      for (Instruction own : block.body()) {
        module.visit(own);
        code.at(own);
        instruction(own, block);
      }
      if (body.flow().ends(block.id())) {
        code.endLoop();
        leaveLoop();
      }
    }
  }

  private void enter(ControlFlow.Block header) {
    if (module.meeting() != null) {
      module.meeting().enter(turns.get(header.id()));
    }
  }

  private void leaveLoop() {
    if (module.meeting() != null) {
      module.meeting().leave();
    }
  }

  private void declare(Instruction phi) {
    Type type = module.types().of(phi);
    if (type instanceof Type.Pointer) {
      throw phi.unsupported(
          "a pointer that a value chooses (capability VariablePointers)", "use an index");
    }
    int[] registers = new int[type.slots()];
    for (int i = 0; i < registers.length; i++) {
      registers[i] = code.register();
    }
    values.set(phi.result(), type, module.marked(phi.result(), registers));
  }

  private void instruction(Instruction own, ControlFlow.Block block) {
    switch (own.op()) {
      case PHI, SELECTION_MERGE, LOOP_MERGE, LINE, NO_LINE, NOP, ASSUME_TRUE_KHR -> {}
      // The memory of a workgroup is that of one lane, and other workgroups see atomics only.
      case MEMORY_BARRIER -> {}
      case CONTROL_BARRIER -> barrier(own);
      case VARIABLE -> values.set(own.result(), module.variable(own, values));
      case BRANCH -> edge(block, own.word(1), next(block));
      case BRANCH_CONDITIONAL -> branch(own, block);
      case SWITCH -> choose(own, block);
      case RETURN, UNREACHABLE -> leave(block);
      case RETURN_VALUE -> {
        int[] slots = values.slots(own, own.word(1));
        if (result == null || slots.length != result.length) {
          throw own.malformed("the function has another type");
        }
        for (int i = 0; i < result.length; i++) {
          code.move(result[i], slots[i]);
        }
        leave(block);
      }
      case FUNCTION_CALL -> {
        int[] slots = module.call(own, values);
        values.set(own.result(), module.types().of(own), slots);
      }
      default -> module.lower(own, values, body);
    }
  }

  private void barrier(Instruction own) {
    int scope = module.constants().word(own, own.word(1));
    boolean meets = scope == Scope.SUBGROUP && module.meeting() != null;
    if (scope == Scope.WORKGROUP || meets) {
      code.emit(BytecodeOp.BARRIER, Code.NONE, Code.NONE, Code.NONE, Code.NONE);
    } else if (scope != Scope.SUBGROUP && scope != Scope.INVOCATION) {
      throw own.unsupported("a barrier of scope " + scope, "workgroups cannot wait for each other");
    }
  }

  /** Scopes. Source: the SPIR-V specification, section 3.27. */
  private static final class Scope {
    static final int WORKGROUP = 2;
    static final int SUBGROUP = 3;
    static final int INVOCATION = 4;
  }

  /** Returns the block behind this one; 0 if it is the last. */
  private int next(ControlFlow.Block block) {
    int position = body.flow().position(block.id()) + 1;
    List<ControlFlow.Block> order = body.flow().order();
    return position < order.size() ? order.get(position).id() : 0;
  }

  private void leave(ControlFlow.Block block) {
    if (next(block) != 0) {
      code.jump(BytecodeOp.JUMP, Code.NONE, Code.NONE, end);
    }
  }

  private boolean goesBack(ControlFlow.Block from, int to) {
    return body.flow().position(to) <= body.flow().position(from.id());
  }

  /** Goes to a block with its phis set; with no jump if it stands behind anyway. */
  private void edge(ControlFlow.Block from, int to, int behind) {
    setPhis(from, to);
    if (goesBack(from, to)) {
      code.jump(BytecodeOp.BACK, Code.NONE, Code.NONE, labels.get(to));
    } else if (to != behind) {
      code.jump(BytecodeOp.JUMP, Code.NONE, Code.NONE, labels.get(to));
    }
  }

  private List<Instruction> phis(int block) {
    List<ControlFlow.Block> order = body.flow().order();
    return order.get(body.flow().position(block)).phis();
  }

  /** Sets all phis at once: one may be what another was. */
  private void setPhis(ControlFlow.Block from, int to) {
    List<Integer> targets = new ArrayList<>();
    List<Integer> sources = new ArrayList<>();
    for (Instruction phi : phis(to)) {
      int[] slots = incoming(phi, from);
      int[] registers = values.slots(phi, phi.result());
      if (slots.length != registers.length) {
        throw phi.malformed("a value of another type");
      }
      for (int i = 0; i < slots.length; i++) {
        targets.add(registers[i]);
        sources.add(slots[i]);
      }
    }
    if (turns.containsKey(to)) {
      int counter = turns.get(to);
      targets.add(counter);
      sources.add(
          goesBack(from, to)
              ? code.op(BytecodeOp.ADD, counter, code.constant(1))
              : code.constant(0));
    }
    for (int i = 0; i < targets.size(); i++) {
      int source = sources.get(i);
      for (int k = i + 1; k < targets.size(); k++) {
        if (sources.get(k).equals(targets.get(i)) && source != targets.get(i)) {
          int copy = code.register();
          code.move(copy, sources.get(k));
          sources.set(k, copy);
        }
      }
    }
    for (int i = 0; i < targets.size(); i++) {
      code.move(targets.get(i), sources.get(i));
    }
  }

  private int[] incoming(Instruction phi, ControlFlow.Block from) {
    for (int i = 0; i + 1 < phi.operands(); i += 2) {
      if (phi.operand(i + 1) == from.id()) {
        return values.slots(phi, phi.operand(i));
      }
    }
    throw phi.malformed("no value for block " + from.id());
  }

  private boolean hasPhis(int block) {
    return !phis(block).isEmpty() || turns.containsKey(block);
  }

  private void branch(Instruction own, ControlFlow.Block block) {
    int condition = values.scalar(own, own.word(1));
    int then = own.word(2);
    int otherwise = own.word(3);
    int behind = next(block);
    if (then == otherwise || Code.isConstant(condition)) {
      boolean taken = then == otherwise || code.bits(condition) != 0;
      edge(block, taken ? then : otherwise, behind);
      return;
    }
    if (plain(block, otherwise)) {
      code.jump(BytecodeOp.BRF, condition, Code.NONE, labels.get(otherwise));
      edge(block, then, behind);
    } else if (plain(block, then)) {
      code.jump(BytecodeOp.BRT, condition, Code.NONE, labels.get(then));
      edge(block, otherwise, behind);
    } else {
      int other = code.label();
      code.jump(BytecodeOp.BRF, condition, Code.NONE, other);
      edge(block, then, 0);
      code.bind(other);
      edge(block, otherwise, behind);
    }
  }

  /** Says whether a branch can go to a block and no more. */
  private boolean plain(ControlFlow.Block from, int to) {
    return !goesBack(from, to) && !hasPhis(to);
  }

  private void choose(Instruction own, ControlFlow.Block block) {
    Value selector = values.value(own, own.word(1));
    if (selector.slots().length != 1 || !(selector.type() instanceof Type.Int type)) {
      throw own.unsupported("a switch on 64 bits", "use 32 bits");
    }
    Map<Integer, Integer> ways = new HashMap<>();
    for (int i = 3; i + 1 < own.length(); i += 2) {
      int target = own.word(i + 1);
      int way = labels.get(target);
      if (!plain(block, target)) {
        way = ways.computeIfAbsent(target, to -> code.label());
      }
      int literal = module.literal(type, own.word(i));
      code.jump(BytecodeOp.JEQ, selector.slots()[0], literal, way);
    }
    edge(block, own.word(2), ways.isEmpty() ? next(block) : 0);
    int[] left = {ways.size()};
    ways.forEach(
        (target, way) -> {
          code.bind(way);
          edge(block, target, --left[0] == 0 ? next(block) : 0);
        });
  }
}
