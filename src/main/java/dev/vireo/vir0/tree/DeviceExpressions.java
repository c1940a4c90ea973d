package dev.vireo.vir0.tree;

import dev.vireo.vir0.Expr;
import dev.vireo.vir0.UnsupportedProgramException;

/** Visits the expressions that devices compute, and refuses the others. */
public interface DeviceExpressions<R> extends Expr.Visitor<R> {
  /** Returns the error for a construct at the place at hand. */
  UnsupportedProgramException unsupported(String construct);

  @Override
  default R visit(Expr.SubgroupLocalId expr) {
    throw unsupported("the position in a subgroup");
  }

  @Override
  default R visit(Expr.SubgroupSize expr) {
    throw unsupported("the size of a subgroup");
  }

  @Override
  default R visit(Expr.Call expr) {
    throw unsupported("a call of '" + expr.op() + "'");
  }

  @Override
  default R visit(Expr.BufferRef expr) {
    throw unsupported("a buffer as a value");
  }

  @Override
  default R visit(Expr.ExtensionBinary expr) {
    throw unsupported("the extension's operation " + expr.id());
  }

  @Override
  default R visit(Expr.ExtensionUnary expr) {
    throw unsupported("the extension's operation " + expr.id());
  }

  @Override
  default R visit(Expr.ExtensionAtomic expr) {
    throw unsupported("the extension's atomic operation " + expr.id());
  }
}
