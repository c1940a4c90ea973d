package dev.vireo.spirv.code;

import dev.vireo.vir0.bytecode.BytecodeOp;
import java.util.List;

/**
 * Makes drafts fewer without changing what they do: joins comparisons with the branches behind
 * them, and products with sums, drops what writes registers that nobody reads, and shortens ways.
 */
final class Shortening {
  private final List<Draft> drafts;
  private final int[] reads;
  private final int[] writes;

  /** Registers that nobody reads any more; each comes here once. */
  private final int[] unread;

  private int unreadCount;

  private Shortening(Code code) {
    this.drafts = code.drafts();
    this.reads = new int[code.registers()];
    this.writes = new int[code.registers()];
    this.unread = new int[code.registers()];
  }

  static void apply(Code code) {
    Shortening pass = new Shortening(code);
    pass.count();
    pass.dropUnread();
    pass.join();
    Jumps.apply(code);
  }

  private void count() {
    for (Draft draft : drafts) {
      if (draft.kind == Draft.Kind.CODE) {
        count(draft, 1);
        if (draft.writes()) {
          writes[draft.d]++;
        }
      }
    }
  }

  /** Counts what an instruction reads. */
  private void count(Draft draft, int by) {
    BytecodeOp.Form form = draft.op.form();
    count(form.readsA(), draft.a, by);
    count(form.readsB(), draft.b, by);
    count(form.readsC(), draft.c, by);
    count(form.readsD(), draft.d, by);
  }

  private void count(boolean used, int operand, int by) {
    if (used && operand >= 0) {
      reads[operand] += by;
      if (reads[operand] == 0) {
        unread[unreadCount++] = operand;
      }
    }
  }

  /** Drops what nobody reads, and then what only that read. */
  private void dropUnread() {
    Draft[] last = new Draft[reads.length];
    for (Draft draft : drafts) {
      if (draft.removable()) {
        draft.before = last[draft.d];
        last[draft.d] = draft;
        if (draft.before == null && reads[draft.d] == 0) {
          unread[unreadCount++] = draft.d;
        }
      }
    }
    while (unreadCount > 0) {
      for (Draft draft = last[unread[--unreadCount]]; draft != null; draft = draft.before) {
        draft.drop();
        count(draft, -1);
      }
    }
  }

  /** Joins an instruction with the one before it whose result only it reads. */
  private void join() {
    Draft last = null;
    for (Draft draft : drafts) {
      if (draft.dropped) {
        continue;
      }
      if (draft.kind != Draft.Kind.CODE) {
        last = null;
        continue;
      }
      if (last != null && last.writes() && writes[last.d] == 1 && reads[last.d] == 1) {
        joinWith(last, draft);
      }
      last = draft;
    }
  }

  private static void joinWith(Draft last, Draft draft) {
    switch (draft.op) {
      case BRT, BRF -> {
        if (draft.a == last.d) {
          branch(last, draft, draft.op == BytecodeOp.BRT);
        }
      }
      case ADD -> product(last, draft, BytecodeOp.MUL, BytecodeOp.MAD);
      case FADD -> product(last, draft, BytecodeOp.FMUL, BytecodeOp.FMAD);
      case FSUB -> {
        if (draft.a == last.d) {
          product(last, draft, BytecodeOp.FMUL, BytecodeOp.FMSUB);
        }
      }
      default -> {}
    }
  }

  private static void product(Draft last, Draft sum, BytecodeOp product, BytecodeOp joined) {
    boolean reads = sum.a == last.d || sum.b == last.d;
    if (last.op != product || !reads || sum.a == sum.b) {
      return;
    }
    sum.c = sum.a == last.d ? sum.b : sum.a;
    sum.op = joined;
    sum.a = last.a;
    sum.b = last.b;
    last.drop();
  }

  private static void branch(Draft test, Draft branch, boolean when) {
    int a = test.a;
    int b = test.b;
    BytecodeOp op =
        switch (test.op) {
          case EQ -> when ? BytecodeOp.JEQ : BytecodeOp.JNE;
          case NE -> when ? BytecodeOp.JNE : BytecodeOp.JEQ;
          case LTU -> when ? BytecodeOp.JLTU : BytecodeOp.JGEU;
          case LTS -> when ? BytecodeOp.JLTS : BytecodeOp.JGES;
          case LEU -> when ? BytecodeOp.JGEU : BytecodeOp.JLTU;
          case LES -> when ? BytecodeOp.JGES : BytecodeOp.JLTS;
          case FEQ -> when ? BytecodeOp.JFEQ : BytecodeOp.JFNE;
          case FNE -> when ? BytecodeOp.JFNE : BytecodeOp.JFEQ;
          case FLT -> when ? BytecodeOp.JFLT : BytecodeOp.JFNLT;
          case FLE -> when ? BytecodeOp.JFLE : BytecodeOp.JFNLE;
          case LNOT -> when ? BytecodeOp.BRF : BytecodeOp.BRT;
          default -> null;
        };
    if (op == null) {
      return;
    }
    boolean swapped = test.op == BytecodeOp.LEU || test.op == BytecodeOp.LES;
    branch.op = op;
    branch.a = swapped ? b : a;
    branch.b = swapped ? a : b;
    test.drop();
  }
}
