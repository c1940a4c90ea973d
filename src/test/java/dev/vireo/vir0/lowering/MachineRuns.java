package dev.vireo.vir0.lowering;

import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.bytecode.BytecodeMachine;
import dev.vireo.vir0.eval.ProgramEvaluator;
import dev.vireo.vir0.values.ProgramMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Runs programs as bytecode on the machine and as trees on the evaluator. */
public final class MachineRuns {
  private MachineRuns() {}

  /** How a run ended, and the memory behind it. */
  public record Result(TrapCode trap, NodePath place, List<byte[]> results) {}

  static Result machine(Bytecode code, ProgramMemory memory, long fuel, Random random) {
    Program program = memory.program();
    int[][] buffers = new int[program.buffers().size()][];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = new int[memory.bytes(i) / 4];
      for (int word = 0; word < buffers[i].length; word++) {
        buffers[i][word] = memory.word(i, word);
      }
    }
    BytecodeMachine machine = new BytecodeMachine(code.image(), buffers, fuel, random);
    BytecodeMachine.Outcome outcome = machine.run(memory.grid());
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < buffers.length; i++) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * buffers[i].length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asIntBuffer().put(buffers[i]);
      contents.add(bytes.array());
    }
    List<byte[]> results = ProgramMemory.ofBuffers(program, contents).results();
    return new Result(outcome.trap(), code.place(outcome.pc()), results);
  }

  public static Result evaluator(ProgramMemory memory, long fuel) {
    try {
      new ProgramEvaluator(memory.program()).run(memory, memory.grid(), fuel);
      return new Result(TrapCode.NONE, NodePath.ROOT, memory.results());
    } catch (ProgramTrapException trap) {
      return new Result(trap.code(), NodePath.ROOT, memory.results());
    }
  }
}
