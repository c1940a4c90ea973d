package dev.vireo.spirv.code;

import dev.vireo.vir0.bytecode.BytecodeOp;
import java.util.List;

/** Makes ways shorter: jumps to jumps, jumps to what stands behind, and jumps over jumps. */
final class Jumps {
  private final List<Draft> drafts;

  /** Where a label stands, as an index of its mark. */
  private final int[] marks;

  private Jumps(List<Draft> drafts, int labels) {
    this.drafts = drafts;
    this.marks = new int[labels];
    for (int i = 0; i < drafts.size(); i++) {
      Draft draft = drafts.get(i);
      if (draft.kind == Draft.Kind.LABEL || draft.kind == Draft.Kind.LOOP) {
        marks[draft.label] = i;
      }
    }
  }

  static void apply(Code code) {
    List<Draft> drafts = code.drafts();
    Jumps pass = new Jumps(drafts, code.labels());
    for (int i = drafts.size() - 1; i >= 0; i--) {
      Draft draft = drafts.get(i);
      if (code(draft) && draft.label != Code.NONE && forward(draft.op)) {
        // From the end on: what a jump goes to is as short as it can be.
        draft.label = pass.last(draft.label);
        pass.overJump(i);
        pass.dropIfNext(i);
      }
    }
  }

  private static boolean code(Draft draft) {
    return draft.kind == Draft.Kind.CODE && !draft.dropped;
  }

  private static boolean forward(BytecodeOp op) {
    return op != BytecodeOp.BACK && op != BytecodeOp.NEXT;
  }

  /** Returns the index of the next instruction, or of a loop's begin or end; past marks. */
  private int next(int from) {
    int at = from;
    while (at < drafts.size()) {
      Draft draft = drafts.get(at);
      boolean passed = draft.kind == Draft.Kind.LABEL || draft.dropped;
      if (!passed) {
        return at;
      }
      at++;
    }
    return at;
  }

  /** Returns the label that one goes to which stands in front of a jump. */
  private int last(int label) {
    int at = next(marks[label]);
    Draft found = at < drafts.size() ? drafts.get(at) : null;
    boolean jump = found != null && code(found) && found.op == BytecodeOp.JUMP;
    return jump ? found.label : label;
  }

  /** A branch over a jump becomes the opposite branch. */
  private void overJump(int index) {
    Draft branch = drafts.get(index);
    BytecodeOp opposite = opposite(branch.op);
    int at = next(index + 1);
    if (opposite == null || at >= drafts.size()) {
      return;
    }
    Draft jump = drafts.get(at);
    boolean over = code(jump) && jump.op == BytecodeOp.JUMP && reaches(at + 1, branch.label);
    // Others may jump to the jump itself.
    if (over && !labelled(index + 1, at)) {
      branch.op = opposite;
      branch.label = jump.label;
      jump.drop();
    }
  }

  private boolean labelled(int from, int to) {
    for (int i = from; i < to; i++) {
      if (drafts.get(i).kind == Draft.Kind.LABEL) {
        return true;
      }
    }
    return false;
  }

  /** Says whether a label stands at a place, with no instruction in between. */
  private boolean reaches(int from, int label) {
    int mark = marks[label];
    return mark >= from && next(from) >= mark && drafts.get(mark).kind == Draft.Kind.LABEL;
  }

  private void dropIfNext(int index) {
    Draft jump = drafts.get(index);
    if (reaches(index + 1, jump.label)) {
      jump.drop();
    }
  }

  private static BytecodeOp opposite(BytecodeOp op) {
    return switch (op) {
      case BRT -> BytecodeOp.BRF;
      case BRF -> BytecodeOp.BRT;
      case JEQ -> BytecodeOp.JNE;
      case JNE -> BytecodeOp.JEQ;
      case JLTU -> BytecodeOp.JGEU;
      case JGEU -> BytecodeOp.JLTU;
      case JLTS -> BytecodeOp.JGES;
      case JGES -> BytecodeOp.JLTS;
      case JFEQ -> BytecodeOp.JFNE;
      case JFNE -> BytecodeOp.JFEQ;
      case JFLT -> BytecodeOp.JFNLT;
      case JFNLT -> BytecodeOp.JFLT;
      case JFLE -> BytecodeOp.JFNLE;
      case JFNLE -> BytecodeOp.JFLE;
      default -> null;
    };
  }
}
