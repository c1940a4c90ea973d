package dev.vireo.runtime;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.bytecode.BytecodeMachine;
import dev.vireo.vir0.eval.ProgramEvaluator;
import dev.vireo.vir0.values.ProgramMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Executes programs with the evaluator, and modules in the host's machine for bytecode. */
final class ReferencePrograms implements ProgramBackend {
  private final ReferenceArena arena;
  private final int[] control;
  private final IntConsumer settled;
  private final long slotBudget;

  /**
   * Begins with none.
   *
   * @param settled takes the ring index of a slot that has completed
   * @param slotBudget fuel that a slot may use
   */
  ReferencePrograms(ReferenceArena arena, int[] control, IntConsumer settled, long slotBudget) {
    this.arena = arena;
    this.control = control;
    this.settled = settled;
    this.slotBudget = slotBudget;
  }

  @Override
  public void reserve(ProgramCode code) {
    // It is ready.
  }

  @Override
  public boolean begin(ProgramTask task) {
    return true;
  }

  @Override
  public void start(ProgramTask task) {
    if (task.code.module() == null) {
      evaluate(task);
    } else {
      runModule(task);
    }
  }

  // The host's machine for bytecode: modules have no other form that the reference could run.
  private void runModule(ProgramTask task) {
    PushWords push = task.binding.push();
    if (push != null) {
      arena.write(push.range.first(), push.words, 0, push.words.length);
    }
    List<ArenaRange> areas = task.binding.areas();
    int[][] buffers = areas.stream().map(arena::words).toArray(int[][]::new);
    BytecodeMachine.Outcome outcome =
        new BytecodeMachine(task.code.image(), buffers, task.budget(slotBudget), null)
            .run(task.grid);
    task.trap = outcome.trap();
    task.pc = outcome.pc();
    List<BufferDecl> declared = task.code.program().buffers();
    for (int i = 0; i < buffers.length; i++) {
      if (declared.get(i).access().writable()) {
        arena.write(areas.get(i).first(), buffers[i], 0, buffers[i].length);
      }
    }
  }

  private void evaluate(ProgramTask task) {
    Program program = task.code.program();
    List<ArenaRange> areas = task.binding.areas();
    List<byte[]> contents = new ArrayList<>();
    for (ArenaRange area : areas) {
      contents.add(area == ArenaRange.NONE ? null : arena.bytes(area));
    }
    ProgramMemory buffers = ProgramMemory.ofBuffers(program, contents);
    try {
      new ProgramEvaluator(program).run(buffers, task.grid, task.budget(slotBudget));
    } catch (ProgramTrapException trap) {
      task.trap = trap.code();
      task.pc = task.code.pcOf(trap.path());
    } catch (UnsupportedProgramException construct) {
      task.unsupported = true;
    }
    for (int i = 0; i < areas.size(); i++) {
      if (program.buffers().get(i).access().writable()) {
        store(buffers, i, areas.get(i));
      }
    }
  }

  private void store(ProgramMemory buffers, int buffer, ArenaRange area) {
    int[] words = new int[area.words()];
    for (int word = 0; word < words.length; word++) {
      words[word] = buffers.word(buffer, word);
    }
    arena.write(area.first(), words, 0, words.length);
  }

  @Override
  public boolean ended(ProgramTask task) {
    return true;
  }

  @Override
  public void leave(ProgramTask task) {
    // It has not started: each runs in one go.
  }

  @Override
  public void settled(int index) {
    settled.accept(index);
  }

  @Override
  public void countDone() {
    control[ControlLayout.DONE_COUNT]++;
  }
}
