package dev.vireo.vir0.wire;

import dev.vireo.vir0.AtomicOp;
import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.CollectiveOp;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.MalformedProgramException;
import dev.vireo.vir0.MalformedProgramException.Kind;
import dev.vireo.vir0.MemoryOrdering;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.UnaryOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads statements and expressions. Source: VIR0 sections 5 to 7 and 12. */
final class NodeReader {
  private static final MemoryOrdering[] ORDERINGS = MemoryOrdering.values();
  private static final Expr TRUE = new Expr.LitBool(true);
  private static final Expr FALSE = new Expr.LitBool(false);
  private static final Expr SUBGROUP_LOCAL_ID = new Expr.SubgroupLocalId();
  private static final Expr SUBGROUP_SIZE = new Expr.SubgroupSize();
  private static final Node RETURN = new Node.Return();

  private final int version;
  private WireCursor in;
  private int depth;
  private int tree;

  NodeReader(int version) {
    this.version = version;
  }

  /** Reads a top-level statement; the depth is counted anew. */
  Node readTop(WireCursor cursor, NodePath path) {
    in = cursor;
    depth = 0;
    return node(path);
  }

  private void enter(NodePath path) {
    if (++depth > WireLimits.MAX_DEPTH) {
      throw in.error(
          Kind.DEPTH,
          path,
          "statements and expressions nest to at most depth "
              + WireLimits.MAX_DEPTH
              + "; give names to parts of the expression");
    }
    if (++tree > WireLimits.MAX_TREE) {
      throw in.error(
          Kind.LIMIT,
          path,
          "more than " + WireLimits.MAX_TREE + " statements and expressions; split the program");
    }
  }

  private List<Node> list(String field, NodePath path) {
    int count = in.count(WireLimits.MAX_NODES, path);
    List<Node> nodes = new ArrayList<>(Math.min(count, in.remaining()));
    for (int i = 0; i < count; i++) {
      nodes.add(node(path.element(field, i)));
    }
    return nodes;
  }

  private Node node(NodePath path) {
    enter(path);
    Node node = node(in.u8(path), path);
    depth--;
    return node;
  }

  private Node node(int tag, NodePath path) {
    return switch (tag) {
      case 0 -> new Node.Let(in.string(path), expr("value", path));
      case 1 -> new Node.Assign(in.string(path), expr("value", path));
      case 2 -> new Node.Store(in.string(path), expr("index", path), expr("value", path));
      case 3 -> new Node.If(expr("condition", path), list("then", path), list("otherwise", path));
      case 4 ->
          new Node.Loop(in.string(path), expr("from", path), expr("to", path), list("body", path));
      case 5 -> RETURN;
      case 6 -> new Node.Block(list("body", path));
      case 7 -> new Node.Barrier(ordering(path));
      case 11 -> new Node.Region(in.string(path), optionalString(path), list("body", path));
      default -> exoticNode(tag, path);
    };
  }

  private Node exoticNode(int tag, NodePath path) {
    return switch (tag) {
      case 8 -> new Node.IndirectDispatch(in.string(path), in.u64(path));
      case 9 ->
          new Node.AsyncLoad(
              in.string(path),
              in.string(path),
              expr("offset", path),
              expr("size", path),
              in.string(path));
      case 10 -> new Node.AsyncWait(in.string(path));
      case 12 ->
          new Node.AsyncStore(
              in.string(path),
              in.string(path),
              expr("offset", path),
              expr("size", path),
              in.string(path));
      case 13 -> new Node.Trap(expr("address", path), in.string(path));
      case 14 -> new Node.Resume(in.string(path));
      case 15 -> new Node.AllReduce(in.string(path), collective(path), in.u32(path));
      case 16 -> new Node.AllGather(in.string(path), in.string(path), in.u32(path));
      case 17 ->
          new Node.ReduceScatter(in.string(path), in.string(path), collective(path), in.u32(path));
      case 18 -> new Node.Broadcast(in.string(path), in.u32(path), in.u32(path));
      case WireLimits.EXTENSION_TAG -> throw extension(path);
      default -> throw unknown("statement", tag, path);
    };
  }

  private MalformedProgramException unknown(String what, int tag, NodePath path) {
    return in.error(Kind.TAG, path, tag + " is no " + what + "; write a tag of the format");
  }

  private MalformedProgramException extension(NodePath path) {
    String kind = in.string(path);
    in.part(in.count(WireLimits.MAX_EXTENSION, path), path);
    return in.error(
        Kind.EXTENSION,
        path,
        "nothing is registered for the extension '" + kind + "'; leave it out");
  }

  private Optional<String> optionalString(NodePath path) {
    return in.flag(path) ? Optional.of(in.string(path)) : Optional.empty();
  }

  private MemoryOrdering ordering(NodePath path) {
    int number = in.u8(path);
    if (number >= ORDERINGS.length) {
      throw in.error(Kind.VALUE, path, number + " is no memory ordering; write 0 to 5");
    }
    return ORDERINGS[number];
  }

  private CollectiveOp collective(NodePath path) {
    int number = in.u8(path);
    CollectiveOp op = CollectiveOp.of(number);
    if (op == null) {
      throw unknown("collective operation", number, path);
    }
    return op;
  }

  private Expr expr(String field, NodePath parent) {
    NodePath path = parent.field(field);
    enter(path);
    Expr expr = expr(in.u8(path), path);
    depth--;
    return expr;
  }

  private Expr expr(int tag, NodePath path) {
    return switch (tag) {
      case 0 -> new Expr.LitU32(in.i32(path));
      case 1 -> new Expr.LitI32(in.i32(path));
      case 2 -> in.u8(path) != 0 ? TRUE : FALSE;
      case 3 -> new Expr.Var(in.string(path));
      case 4 -> new Expr.Load(in.string(path), expr("index", path));
      case 5 -> new Expr.BufferLength(in.string(path));
      case 6 -> new Expr.InvocationId(in.u8(path));
      case 7 -> new Expr.WorkgroupId(in.u8(path));
      case 8 -> new Expr.LocalId(in.u8(path));
      case 9 -> binary(path);
      case 10 -> unary(path);
      case 12 ->
          new Expr.Select(expr("condition", path), expr("ifTrue", path), expr("ifFalse", path));
      case 13 -> new Expr.Cast(new TypeReader(in).read(path.field("target")), expr("value", path));
      case 14 -> atomic(path);
      case 15 -> new Expr.LitF32(in.i32(path));
      case 16 -> new Expr.Fma(expr("a", path), expr("b", path), expr("c", path));
      default -> exoticExpr(tag, path);
    };
  }

  private Expr exoticExpr(int tag, NodePath path) {
    return switch (tag) {
      case 11 -> call(path);
      case 17 -> new Expr.SubgroupAdd(expr("value", path));
      case 18 -> new Expr.SubgroupShuffle(expr("value", path), expr("lane", path));
      case 19 -> new Expr.SubgroupBallot(expr("condition", path));
      case 20 -> SUBGROUP_LOCAL_ID;
      case 21 -> SUBGROUP_SIZE;
      case 22 -> {
        if (version < 5) {
          throw unknown("expression of version " + version, tag, path);
        }
        yield new Expr.BufferRef(in.string(path));
      }
      case WireLimits.EXTENSION_TAG -> throw extension(path);
      default -> throw unknown("expression", tag, path);
    };
  }

  private Expr call(NodePath path) {
    String op = in.string(path);
    int count = in.count(WireLimits.MAX_ARGUMENTS, path);
    List<Expr> arguments = new ArrayList<>(Math.min(count, in.remaining()));
    for (int i = 0; i < count; i++) {
      arguments.add(expr("argument" + i, path));
    }
    return new Expr.Call(op, arguments);
  }

  private Expr binary(NodePath path) {
    int code = in.u8(path);
    if (code == WireLimits.EXTENSION_TAG) {
      return new Expr.ExtensionBinary(extensionId(path), expr("left", path), expr("right", path));
    }
    BinaryOp op = BinaryOp.of(code);
    if (op == null) {
      throw unknown("binary operation", code, path);
    }
    return new Expr.Binary(op, expr("left", path), expr("right", path));
  }

  private Expr unary(NodePath path) {
    int code = in.u8(path);
    if (code == WireLimits.EXTENSION_TAG) {
      return new Expr.ExtensionUnary(extensionId(path), expr("operand", path));
    }
    UnaryOp op = UnaryOp.of(code);
    if (op == null) {
      throw unknown("unary operation", code, path);
    }
    return new Expr.Unary(op, expr("operand", path));
  }

  private long extensionId(NodePath path) {
    long id = in.u32(path);
    if (id < WireLimits.MIN_EXTENSION_ID) {
      throw in.error(Kind.VALUE, path, id + " is no extension id; write at least 2^31");
    }
    return id;
  }

  private Expr atomic(NodePath path) {
    int code = in.u8(path);
    AtomicOp op = AtomicOp.of(code);
    long id = code == WireLimits.EXTENSION_TAG ? extensionId(path) : 0;
    if (op == null && id == 0) {
      throw unknown("atomic operation", code, path);
    }
    MemoryOrdering ordering = ordering(path);
    String buffer = in.string(path);
    Expr index = expr("index", path);
    Optional<Expr> expected =
        in.u8(path) == 0 ? Optional.empty() : Optional.of(expr("expected", path));
    Expr value = expr("value", path);
    return op == null
        ? new Expr.ExtensionAtomic(id, ordering, buffer, index, expected, value)
        : new Expr.Atomic(op, ordering, buffer, index, expected, value);
  }
}
