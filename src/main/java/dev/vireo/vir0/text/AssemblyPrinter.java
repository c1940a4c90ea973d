package dev.vireo.vir0.text;

import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.LinearType;
import dev.vireo.vir0.MemoryHints;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ShapePredicate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes programs as text, two spaces for each level. */
public final class AssemblyPrinter implements Node.Visitor<Void> {
  private final StringBuilder out = new StringBuilder();
  private int indent;

  public String print(Program program) {
    program.entryOp().ifPresent(op -> line("entry " + string(op)));
    if (program.selfExclusive()) {
      line("self_exclusive");
    }
    line("workgroup " + program.workgroupSize());
    for (int i = 0; i < program.buffers().size(); i++) {
      line(buffer(program.buffers().get(i), i));
    }
    program.body().forEach(node -> node.accept(this));
    return out.toString();
  }

  private static String string(String text) {
    return AssemblyWords.quoted(text, '"');
  }

  private static String name(String name) {
    return AssemblyWords.name(name);
  }

  private void line(String text) {
    out.append("  ".repeat(indent)).append(text).append('\n');
  }

  private static String buffer(BufferDecl buffer, int index) {
    StringBuilder text = new StringBuilder("buffer ");
    text.append(name(buffer.name())).append(": ").append(buffer.access().word()).append(' ');
    text.append(buffer.element()).append('[').append(buffer.count()).append(']');
    if (buffer.binding() != index) {
      text.append(" binding ").append(buffer.binding());
    }
    if (buffer.output()) {
      text.append(buffer.liveOut() ? " output" : " output_only");
    } else if (buffer.liveOut()) {
      text.append(" live_out");
    }
    if (buffer.kind() != buffer.access().defaultKind()) {
      text.append(" kind ").append(buffer.kind().word());
    }
    buffer
        .outputRange()
        .ifPresent(
            range ->
                text.append(" range ")
                    .append(Long.toUnsignedString(range.start()))
                    .append("..")
                    .append(Long.toUnsignedString(range.end())));
    hints(buffer.hints(), text);
    if (buffer.linear() != LinearType.UNRESTRICTED) {
      text.append(" linear ").append(buffer.linear().word());
    }
    if (buffer.bytesExtraction()) {
      text.append(" bytes_extraction");
    }
    buffer.shape().ifPresent(shape -> text.append(" shape ").append(shape(shape)));
    return text.toString();
  }

  private static void hints(MemoryHints hints, StringBuilder text) {
    hints.coalesceAxis().ifPresent(axis -> text.append(" axis ").append(axis));
    if (hints.preferredAlignment() != 0) {
      text.append(" align ").append(hints.preferredAlignment());
    }
    if (hints.locality() != MemoryHints.Locality.TEMPORAL) {
      text.append(" locality ").append(hints.locality().name().toLowerCase(Locale.ROOT));
    }
  }

  private static String shape(ShapePredicate shape) {
    if (shape instanceof ShapePredicate.AtLeast least) {
      return "at_least(" + least.bound() + ")";
    } else if (shape instanceof ShapePredicate.AtMost most) {
      return "at_most(" + most.bound() + ")";
    } else if (shape instanceof ShapePredicate.Exactly exactly) {
      return "exactly(" + exactly.bound() + ")";
    } else if (shape instanceof ShapePredicate.MultipleOf multiple) {
      return "multiple_of(" + multiple.factor() + ")";
    } else if (shape instanceof ShapePredicate.Modulus modulus) {
      return "modulus(" + modulus.modulus() + ", " + modulus.remainder() + ")";
    } else if (shape instanceof ShapePredicate.AffineRange range) {
      return String.format(
          "affine(%d, %d, %d, %d)", range.scale(), range.offset(), range.min(), range.max());
    } else if (shape instanceof ShapePredicate.And and) {
      return "and(" + shape(and.left()) + ", " + shape(and.right()) + ")";
    } else if (shape instanceof ShapePredicate.Or or) {
      return "or(" + shape(or.left()) + ", " + shape(or.right()) + ")";
    }
    return "not(" + shape(((ShapePredicate.Not) shape).operand()) + ")";
  }

  private static String expr(Expr expr) {
    return AssemblyExpressions.print(expr);
  }

  private Void statement(String text) {
    line(text);
    return null;
  }

  private void open(String head, List<Node> body) {
    line(head + " {");
    indent++;
    body.forEach(node -> node.accept(this));
    indent--;
  }

  private Void nested(String head, List<Node> body) {
    open(head, body);
    return statement("}");
  }

  private static String call(String word, String... arguments) {
    return word + "(" + String.join(", ", arguments) + ")";
  }

  @Override
  public Void visit(Node.Let node) {
    return statement("let " + name(node.name()) + " = " + expr(node.value()));
  }

  @Override
  public Void visit(Node.Assign node) {
    return statement(name(node.name()) + " = " + expr(node.value()));
  }

  @Override
  public Void visit(Node.Store node) {
    return statement(name(node.buffer()) + "[" + expr(node.index()) + "] = " + expr(node.value()));
  }

  @Override
  public Void visit(Node.If node) {
    open("if " + expr(node.condition()), node.then());
    return node.otherwise().isEmpty() ? statement("}") : nested("} else", node.otherwise());
  }

  @Override
  public Void visit(Node.Loop node) {
    boolean forever =
        node.variable().equals(Program.FOREVER)
            && node.from().equals(new Expr.LitU32(0))
            && node.to().equals(new Expr.LitU32(-1));
    String head =
        forever
            ? "forever"
            : "for " + name(node.variable()) + " in " + expr(node.from()) + ".." + expr(node.to());
    return nested(head, node.body());
  }

  @Override
  public Void visit(Node.Return node) {
    return statement("return");
  }

  @Override
  public Void visit(Node.Block node) {
    return nested("block", node.body());
  }

  @Override
  public Void visit(Node.Barrier node) {
    return statement("barrier" + AssemblyExpressions.ordering(node.ordering()));
  }

  @Override
  public Void visit(Node.IndirectDispatch node) {
    return statement(
        call("indirect_dispatch", name(node.buffer()), Long.toUnsignedString(node.offset())));
  }

  @Override
  public Void visit(Node.AsyncLoad node) {
    return copy(
        "async_load", node.tag(), node.source(), node.destination(), node.offset(), node.size());
  }

  @Override
  public Void visit(Node.AsyncStore node) {
    return copy(
        "async_store", node.tag(), node.source(), node.destination(), node.offset(), node.size());
  }

  private Void copy(
      String word, String tag, String source, String destination, Expr offset, Expr size) {
    return statement(
        call(word, string(tag), name(source), name(destination), expr(offset), expr(size)));
  }

  @Override
  public Void visit(Node.AsyncWait node) {
    return statement(call("async_wait", string(node.tag())));
  }

  @Override
  public Void visit(Node.Region node) {
    Optional<String> source = node.source();
    if (node.generator().equals(Program.ROOT_GENERATOR) && source.isEmpty()) {
      return nested("main", node.body());
    }
    String from = source.isEmpty() ? "" : " from " + string(source.get());
    return nested("region " + string(node.generator()) + from, node.body());
  }

  @Override
  public Void visit(Node.Trap node) {
    return statement(call("trap", string(node.tag()), expr(node.address())));
  }

  @Override
  public Void visit(Node.Resume node) {
    return statement(call("resume", string(node.tag())));
  }

  @Override
  public Void visit(Node.AllReduce node) {
    return statement(
        call("all_reduce", name(node.buffer()), node.op().word(), Long.toString(node.group())));
  }

  @Override
  public Void visit(Node.AllGather node) {
    return statement(
        call("all_gather", name(node.input()), name(node.output()), Long.toString(node.group())));
  }

  @Override
  public Void visit(Node.ReduceScatter node) {
    return statement(
        call(
            "reduce_scatter",
            name(node.input()),
            name(node.output()),
            node.op().word(),
            Long.toString(node.group())));
  }

  @Override
  public Void visit(Node.Broadcast node) {
    return statement(
        call(
            "broadcast",
            name(node.buffer()),
            Long.toString(node.root()),
            Long.toString(node.group())));
  }
}
