package dev.vireo.vir0.text;

import dev.vireo.vir0.CollectiveOp;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.text.AssemblyLexer.Token;

/** Reads the statements that look like calls. */
final class AssemblyCalls {
  private final AssemblyTokens in;
  private final AssemblyExpressionParser expressions;

  AssemblyCalls(AssemblyTokens in, AssemblyExpressionParser expressions) {
    this.in = in;
    this.expressions = expressions;
  }

  Node read() {
    Token token = in.take();
    in.expect("(");
    Node node = read(token);
    in.expect(")");
    return node;
  }

  private Node read(Token token) {
    return switch (token.text()) {
      case "async_load", "async_store" -> copy(token.is("async_load"));
      case "async_wait" -> new Node.AsyncWait(tag());
      case "resume" -> new Node.Resume(tag());
      case "trap" -> trap();
      case "indirect_dispatch" ->
          new Node.IndirectDispatch(name(), in.unsigned(64, "an offset in bytes"));
      case "all_reduce" -> new Node.AllReduce(name(), op(), figure());
      case "all_gather" -> new Node.AllGather(name(), name(), figure());
      case "reduce_scatter" -> new Node.ReduceScatter(name(), name(), op(), figure());
      case "broadcast" -> {
        String buffer = name();
        long root = figure();
        in.expect(",");
        yield new Node.Broadcast(buffer, root, figure());
      }
      default ->
          throw in.error(token, token.shown() + " is no statement; a value can be kept with let");
    };
  }

  private String tag() {
    return in.string("the tag");
  }

  private String name() {
    String name = in.name("a buffer");
    in.expect(",");
    return name;
  }

  private CollectiveOp op() {
    CollectiveOp op = in.choice(CollectiveOp.class, "collective operation");
    in.expect(",");
    return op;
  }

  private long figure() {
    return in.unsigned(32, "a number");
  }

  private Node trap() {
    String tag = tag();
    in.expect(",");
    return new Node.Trap(expressions.expression(), tag);
  }

  private Node copy(boolean load) {
    String tag = tag();
    in.expect(",");
    String source = name();
    String destination = name();
    Expr offset = expressions.expression();
    in.expect(",");
    Expr size = expressions.expression();
    return load
        ? new Node.AsyncLoad(source, destination, offset, size, tag)
        : new Node.AsyncStore(source, destination, offset, size, tag);
  }
}
