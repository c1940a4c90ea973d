package dev.vireo.vir0.bytecode;

import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.TrapCode;

/** Shows bytecode as text, for people who look for errors; nothing reads it back. */
public final class BytecodeListing {
  private static final String[] IDS = {
    "gid.x",
    "gid.y",
    "gid.z",
    "wgid.x",
    "wgid.y",
    "wgid.z",
    "lid.x",
    "lid.y",
    "lid.z",
    "groups.x",
    "groups.y",
    "groups.z"
  };

  private final Bytecode code;
  private final StringBuilder out = new StringBuilder();

  private BytecodeListing(Bytecode code) {
    this.code = code;
  }

  /** Returns one line for every buffer and instruction. */
  public static String print(Bytecode code) {
    return new BytecodeListing(code).print();
  }

  private String print() {
    out.append(
        String.format(
            "%d registers, %d constants, %d instructions, workgroup %s%n",
            code.registers(), code.constants(), code.instructions(), code.workgroupSize()));
    for (int i = 0; i < code.buffers().size(); i++) {
      Bytecode.Buffer buffer = code.buffers().get(i);
      out.append(
          String.format(
              "buffer %d: program's %d, %s, %s%n",
              i, buffer.number(), memory(buffer), buffer.writable() ? "read and written" : "read"));
    }
    NodePath last = null;
    for (int pc = 0; pc < code.instructions(); pc++) {
      String place = code.place(pc) == last ? "" : "  // " + code.place(pc);
      last = code.place(pc);
      out.append(String.format("%5d  %-40s%s%n", pc, instruction(pc), place));
    }
    return out.toString();
  }

  private static String memory(Bytecode.Buffer buffer) {
    int end = buffer.base() + buffer.words();
    if (buffer.table()) {
      return "constants " + buffer.base() + " to " + end;
    }
    return buffer.workgroup()
        ? "workgroup words " + buffer.base() + " to " + end
        : "storage, " + buffer.words() + " words declared";
  }

  private String instruction(int pc) {
    BytecodeOp op = code.op(pc);
    BytecodeOp.Form form = op.form();
    int d = code.word0(pc) >>> 8 & 0xFFF;
    int c = code.word0(pc) >>> 20;
    int a = code.word1(pc) & 0xFFFF;
    int b = code.word1(pc) >>> 16;
    StringBuilder text = new StringBuilder(String.format("%-8s", op));
    String separator = " ";
    if (form.writesD || form.readsD()) {
      text.append(separator).append('r').append(d);
      separator = ", ";
    }
    if (form.memory != BytecodeOp.Memory.NONE) {
      text.append(separator).append("buffer ").append(c);
      separator = ", ";
    }
    if (form == BytecodeOp.Form.D_IMM) {
      text.append(separator).append(IDS[a]);
    } else if (form == BytecodeOp.Form.TRAP) {
      text.append(separator).append(TrapCode.values()[a]);
      separator = ", ";
    } else if (form.readsA) {
      text.append(separator).append(operand(a, Bytecode.CONSTANT));
      separator = ", ";
    }
    if (form.readsB) {
      text.append(separator).append(operand(b, Bytecode.CONSTANT));
      separator = ", ";
    }
    if (form.readsC) {
      text.append(separator).append(operand(c, Bytecode.CONSTANT_C));
    }
    if (form.target != BytecodeOp.Target.NONE) {
      text.append(separator).append("-> ").append(code.word0(pc) >>> 8);
    }
    return text.toString().stripTrailing();
  }

  private String operand(int operand, int constantBit) {
    if ((operand & constantBit) == 0) {
      return "r" + operand;
    }
    int bits = code.constant(operand & ~constantBit);
    return bits >= -4096 && bits <= 65_535 ? "#" + bits : String.format("#0x%08x", bits);
  }
}
