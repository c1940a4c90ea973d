package dev.vireo.vir0.text;

import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.Assembly.Position;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.text.AssemblyLexer.Kind;
import dev.vireo.vir0.text.AssemblyLexer.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads programs of the text form: the head, buffers and statements. */
public final class AssemblyParser {
  /** Deepest statement that is read; validation allows less. */
  private static final int MAX_NESTING = 200;

  private final String file;
  private final AssemblyTokens in;
  private final AssemblyExpressionParser expressions;
  private final Map<String, Position> positions = new HashMap<>();
  private NodePath path = NodePath.ROOT;
  private int nesting;

  public AssemblyParser(String file, String text) {
    this.file = file;
    this.in = new AssemblyTokens(file, text);
    this.expressions = new AssemblyExpressionParser(in);
  }

  public Assembly.Source parse() {
    Optional<String> entry = Optional.empty();
    if (in.takeIf("entry")) {
      entry = Optional.of(in.string("the operation's id"));
    }
    boolean selfExclusive = in.takeIf("self_exclusive");
    in.expect("workgroup");
    WorkgroupSize size = size();
    List<BufferDecl> buffers = new ArrayList<>();
    while (in.peek().is("buffer")) {
      note(NodePath.ROOT.element("buffers", buffers.size()));
      in.take();
      buffers.add(new AssemblyBuffer(in).read(buffers.size()));
    }
    List<Node> body = new ArrayList<>();
    while (in.peek().kind() != Kind.END) {
      body.add(statement("body", body.size()));
    }
    Program program = new Program(entry, size, selfExclusive, buffers, body);
    return new Assembly.Source(file, program, positions);
  }

  private void note(NodePath at) {
    positions.put(at.toString(), new Position(in.peek().line(), in.peek().column()));
  }

  private WorkgroupSize size() {
    long[] sizes = {1, 1, 1};
    int axis = 0;
    do {
      sizes[axis++] = in.unsigned(32, "a size");
    } while (axis < 3 && in.takeIf(","));
    return new WorkgroupSize(sizes[0], sizes[1], sizes[2]);
  }

  private Node statement(String field, int index) {
    NodePath outer = path;
    path = outer.element(field, index);
    note(path);
    Token token = in.peek();
    Node node = token.kind() == Kind.WORD ? keyword(token) : assignment();
    path = outer;
    return node;
  }

  private List<Node> list(String field) {
    Token open = in.peek();
    in.expect("{");
    if (++nesting > MAX_NESTING) {
      throw in.error(open, "statements nest to at most depth " + MAX_NESTING + "; flatten them");
    }
    List<Node> nodes = new ArrayList<>();
    while (!in.peek().is("}")) {
      if (in.peek().kind() == Kind.END) {
        throw in.error(open, "the brace is not closed; add '}'");
      }
      nodes.add(statement(field, nodes.size()));
    }
    in.take();
    nesting--;
    return nodes;
  }

  private Expr expr() {
    return expressions.expression();
  }

  private Node keyword(Token token) {
    if (in.peek(1).is("=") || in.peek(1).is("[")) {
      return assignment();
    }
    if (in.peek(1).is("(") && !token.is("if")) {
      return new AssemblyCalls(in, expressions).read();
    }
    in.take();
    return switch (token.text()) {
      case "let" -> let();
      case "if" -> condition();
      case "for" -> loop();
      case "forever" ->
          new Node.Loop(Program.FOREVER, new Expr.LitU32(0), new Expr.LitU32(-1), list("body"));
      case "return" -> new Node.Return();
      case "block" -> new Node.Block(list("body"));
      case "main" -> new Node.Region(Program.ROOT_GENERATOR, Optional.empty(), list("body"));
      case "region" -> region();
      case "barrier" -> new Node.Barrier(in.ordering());
      default ->
          throw in.error(
              token,
              token.shown() + " is no statement; write let, if, for, an assignment or a store");
    };
  }

  private Node let() {
    String name = in.name("a variable");
    in.expect("=");
    return new Node.Let(name, expr());
  }

  private Node assignment() {
    String name = in.name("a variable or buffer");
    if (in.takeIf("[")) {
      Expr index = expr();
      in.expect("]");
      in.expect("=");
      return new Node.Store(name, index, expr());
    }
    in.expect("=");
    return new Node.Assign(name, expr());
  }

  private Node condition() {
    Expr condition = expr();
    List<Node> then = list("then");
    if (!in.takeIf("else")) {
      return new Node.If(condition, then, List.of());
    }
    if (!in.peek().is("if")) {
      return new Node.If(condition, then, list("otherwise"));
    }
    if (++nesting > MAX_NESTING) {
      throw in.error(in.peek(), "conditions nest to at most depth " + MAX_NESTING);
    }
    Node other = statement("otherwise", 0);
    nesting--;
    return new Node.If(condition, then, List.of(other));
  }

  private Node loop() {
    String variable = in.name("a variable");
    in.expect("in");
    Expr from = expr();
    in.expect("..");
    Expr to = expr();
    return new Node.Loop(variable, from, to, list("body"));
  }

  private Node region() {
    String generator = in.string("the generator");
    Optional<String> source =
        in.takeIf("from") ? Optional.of(in.string("the source")) : Optional.empty();
    return new Node.Region(generator, source, list("body"));
  }
}
