package dev.vireo.vir0.tree;

import dev.vireo.vir0.Node;
import dev.vireo.vir0.UnsupportedProgramException;

/** Visits the statements that devices run, and refuses the others. */
public interface DeviceStatements<R> extends Node.Visitor<R> {
  /** Returns the error for a construct at the place at hand. */
  UnsupportedProgramException unsupported(String construct);

  @Override
  default R visit(Node.IndirectDispatch node) {
    throw unsupported("an indirect dispatch");
  }

  @Override
  default R visit(Node.Resume node) {
    throw unsupported("a resume");
  }

  @Override
  default R visit(Node.AllReduce node) {
    throw unsupported("a collective");
  }

  @Override
  default R visit(Node.AllGather node) {
    throw unsupported("a collective");
  }

  @Override
  default R visit(Node.ReduceScatter node) {
    throw unsupported("a collective");
  }

  @Override
  default R visit(Node.Broadcast node) {
    throw unsupported("a collective");
  }
}
