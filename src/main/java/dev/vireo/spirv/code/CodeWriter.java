package dev.vireo.spirv.code;

import dev.vireo.spirv.module.Instruction;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.bytecode.BytecodeAssembler;
import dev.vireo.vir0.bytecode.BytecodeOp;
import java.util.Arrays;

/** Writes drafts as bytecode, each with its place in the module. */
public final class CodeWriter {
  private final Code code;
  private final BytecodeAssembler out = new BytecodeAssembler();
  private final int[] registers;
  private final int[] labels;
  private Instruction placed;
  private NodePath place = NodePath.ROOT;

  private CodeWriter(Code code) {
    this.code = code;
    this.registers = new int[code.registers()];
    this.labels = new int[code.labels()];
    Arrays.fill(registers, Code.NONE);
    Arrays.fill(labels, Code.NONE);
  }

  /** Returns the bytecode of what was collected, without what nobody needs. */
  public static Bytecode write(Code code, Memories memories, WorkgroupSize size, int maxRegisters) {
    Shortening.apply(code);
    CodeWriter writer = new CodeWriter(code);
    memories.buffers().forEach(writer.out::buffer);
    writer.out.tables(memories.tableWords());
    writer.out.clear(memories.clearedWords());
    code.drafts().forEach(writer::write);
    return writer.out.finish(size, maxRegisters);
  }

  private void write(Draft draft) {
    out.at(place(draft.place));
    switch (draft.kind) {
      case LABEL -> out.bind(label(draft.label));
      case LOOP -> {
        if (labels[draft.label] != Code.NONE) {
          out.bind(labels[draft.label]); // for jumps from ahead of the loop
        }
        labels[draft.label] = out.beginLoop();
      }
      case END_LOOP -> out.endLoop();
      case CODE -> {
        if (!draft.dropped) {
          instruction(draft);
        }
      }
    }
  }

  /** Instructions that become several stand together. */
  private NodePath place(Instruction at) {
    if (at != placed) {
      placed = at;
      place = at == null ? NodePath.ROOT : NodePath.ROOT.described(at);
    }
    return place;
  }

  private int label(int label) {
    if (labels[label] == Code.NONE) {
      labels[label] = out.label();
    }
    return labels[label];
  }

  private int register(int register) {
    if (registers[register] == Code.NONE) {
      registers[register] = out.register();
    }
    return registers[register];
  }

  private int operand(int operand) {
    if (operand == Code.NONE) {
      return BytecodeAssembler.NONE;
    }
    return operand >= 0 ? register(operand) : out.constant(code.bits(operand));
  }

  private void instruction(Draft draft) {
    BytecodeOp.Form form = draft.op.form();
    if (draft.label != Code.NONE) {
      out.jump(draft.op, operand(draft.a), operand(draft.b), label(draft.label));
      return;
    }
    int a =
        form.readsA() ? operand(draft.a) : draft.a == Code.NONE ? BytecodeAssembler.NONE : draft.a;
    int c = draft.c == Code.NONE ? BytecodeAssembler.NONE : draft.c;
    if (form.readsC()) {
      c = out.forFieldC(operand(draft.c));
    }
    int d = form.writesD() || form.readsD() ? register(draft.d) : BytecodeAssembler.NONE;
    out.emit(draft.op, d, a, operand(draft.b), c);
  }
}
