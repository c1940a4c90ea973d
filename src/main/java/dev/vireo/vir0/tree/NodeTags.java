package dev.vireo.vir0.tree;

import dev.vireo.vir0.Node;

/** Tags and operation ids of statements. Source: VIR0 section 5. */
public final class NodeTags implements Node.Visitor<Integer> {
  private static final NodeTags TAGS = new NodeTags();

  private static final String[] OP_IDS = {
    "let",
    "assign",
    "store",
    "if",
    "loop",
    "return",
    "block",
    "barrier",
    "indirect_dispatch",
    "async_load",
    "async_wait",
    "region",
    "async_store",
    "trap",
    "resume",
    "all_reduce",
    "all_gather",
    "reduce_scatter",
    "broadcast"
  };

  private NodeTags() {}

  /** Returns the tag of a statement, 0 to 18. */
  public static int tag(Node node) {
    return node.accept(TAGS);
  }

  /** Returns the id that a record of this statement has. */
  public static String opId(Node node) {
    return "vyre.node." + OP_IDS[tag(node)];
  }

  @Override
  public Integer visit(Node.Let node) {
    return 0;
  }

  @Override
  public Integer visit(Node.Assign node) {
    return 1;
  }

  @Override
  public Integer visit(Node.Store node) {
    return 2;
  }

  @Override
  public Integer visit(Node.If node) {
    return 3;
  }

  @Override
  public Integer visit(Node.Loop node) {
    return 4;
  }

  @Override
  public Integer visit(Node.Return node) {
    return 5;
  }

  @Override
  public Integer visit(Node.Block node) {
    return 6;
  }

  @Override
  public Integer visit(Node.Barrier node) {
    return 7;
  }

  @Override
  public Integer visit(Node.IndirectDispatch node) {
    return 8;
  }

  @Override
  public Integer visit(Node.AsyncLoad node) {
    return 9;
  }

  @Override
  public Integer visit(Node.AsyncWait node) {
    return 10;
  }

  @Override
  public Integer visit(Node.Region node) {
    return 11;
  }

  @Override
  public Integer visit(Node.AsyncStore node) {
    return 12;
  }

  @Override
  public Integer visit(Node.Trap node) {
    return 13;
  }

  @Override
  public Integer visit(Node.Resume node) {
    return 14;
  }

  @Override
  public Integer visit(Node.AllReduce node) {
    return 15;
  }

  @Override
  public Integer visit(Node.AllGather node) {
    return 16;
  }

  @Override
  public Integer visit(Node.ReduceScatter node) {
    return 17;
  }

  @Override
  public Integer visit(Node.Broadcast node) {
    return 18;
  }
}
