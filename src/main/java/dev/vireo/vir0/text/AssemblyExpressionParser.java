package dev.vireo.vir0.text;

import dev.vireo.vir0.AssemblyException;
import dev.vireo.vir0.AtomicOp;
import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.MemoryOrdering;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.text.AssemblyLexer.Kind;
import dev.vireo.vir0.text.AssemblyLexer.Token;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads expressions of the text form. */
final class AssemblyExpressionParser {
  /** Deepest expression that is read; validation allows less. */
  private static final int MAX_DEPTH = 200;

  private final AssemblyTokens in;

  AssemblyExpressionParser(AssemblyTokens in) {
    this.in = in;
  }

  /** An expression and how deep it is, so that long chains cannot make trees too deep to walk. */
  private record Parsed(Expr expr, int depth) {}

  Expr expression() {
    return binary(1, 0).expr();
  }

  private Parsed checked(Token at, Expr expr, int... depths) {
    int depth = 0;
    for (int part : depths) {
      depth = Math.max(depth, part + 1);
    }
    if (depth > MAX_DEPTH) {
      throw tooDeep(at);
    }
    return new Parsed(expr, depth);
  }

  private AssemblyException tooDeep(Token at) {
    return in.error(
        at, "the expression has more than " + MAX_DEPTH + " levels; give names to parts of it");
  }

  private Parsed binary(int lowest, int level) {
    Token start = in.peek();
    if (level > MAX_DEPTH) {
      throw tooDeep(start);
    }
    Parsed left = unary(level);
    while (true) {
      BinaryOp op = operator();
      if (op == null || AssemblyWords.precedence(op) < lowest) {
        return left;
      }
      in.take();
      if (op == BinaryOp.GE || op == BinaryOp.SHR) {
        in.take();
      }
      Parsed right = binary(AssemblyWords.precedence(op) + 1, level + 1);
      Expr expr = new Expr.Binary(op, left.expr(), right.expr());
      left = checked(start, expr, left.depth(), right.depth());
    }
  }

  /** Returns the operator that follows, or null; types end in single {@code >}. */
  private BinaryOp operator() {
    Token token = in.peek();
    if (token.kind() != Kind.SYMBOL) {
      return null;
    }
    if (token.is(">")) {
      Token second = in.peek(1);
      boolean pair = second.glued();
      return pair && second.is("=")
          ? BinaryOp.GE
          : pair && second.is(">") ? BinaryOp.SHR : BinaryOp.GT;
    }
    return AssemblyWords.BY_SYMBOL.get(token.text());
  }

  private Parsed unary(int level) {
    Token token = in.peek();
    if (level > MAX_DEPTH) {
      throw tooDeep(token);
    }
    if (in.takeIf("-")) {
      if (in.peek().kind() == Kind.NUMBER) {
        Expr literal = number(true);
        return literal == null ? operation(UnaryOp.NEGATE, token, level) : new Parsed(literal, 0);
      }
      return operation(UnaryOp.NEGATE, token, level);
    }
    if (in.takeIf("~")) {
      return operation(UnaryOp.BIT_NOT, token, level);
    }
    return in.takeIf("!") ? operation(UnaryOp.LOGICAL_NOT, token, level) : primary(level);
  }

  private Parsed operation(UnaryOp op, Token at, int level) {
    Parsed operand = unary(level + 1);
    return checked(at, new Expr.Unary(op, operand.expr()), operand.depth());
  }

  /** Reads a literal; null, and nothing read, for a u32 behind a minus. */
  private Expr number(boolean negative) {
    Token token = in.peek();
    String text = token.text().toLowerCase(Locale.ROOT);
    if (text.endsWith("i")) {
      return signed(token, text.substring(0, text.length() - 1), negative);
    }
    boolean hex = text.startsWith("0x");
    boolean point = text.contains(".") || text.contains("e") || text.endsWith("f");
    if (!hex && point) {
      return floating(token, text, negative);
    }
    if (negative) {
      return null;
    }
    String digits = text.endsWith("u") ? text.substring(0, text.length() - 1) : text;
    BigInteger value = AssemblyTokens.integer(digits);
    if (value == null || value.bitLength() > 32) {
      throw in.error(token, token.shown() + " is no u32; write 0 to 4294967295");
    }
    in.take();
    return new Expr.LitU32(value.intValue());
  }

  private Expr signed(Token token, String digits, boolean negative) {
    BigInteger magnitude = AssemblyTokens.integer(digits);
    BigInteger value = magnitude == null ? null : negative ? magnitude.negate() : magnitude;
    if (value == null || value.bitLength() > 31) {
      throw in.error(token, token.shown() + " is no i32; write -2147483648i to 2147483647i");
    }
    in.take();
    return new Expr.LitI32(value.intValue());
  }

  private Expr floating(Token token, String text, boolean negative) {
    String digits = text.endsWith("f") ? text.substring(0, text.length() - 1) : text;
    if (!digits.matches("[0-9]+(\\.[0-9]+)?(e[-+]?[0-9]+)?")) {
      throw in.error(token, token.shown() + " is no number; write 5u, -5i, 1.5 or 1e9f");
    }
    float value = Float.parseFloat(digits);
    if (Float.isInfinite(value)) {
      throw in.error(
          token, token.shown() + " is too large; write f32_bits(0x7f800000) for infinity");
    }
    in.take();
    return new Expr.LitF32(Float.floatToRawIntBits(negative ? -value : value));
  }

  private Parsed primary(int level) {
    Token token = in.peek();
    if (in.takeIf("(")) {
      Parsed inner = binary(1, level + 1);
      in.expect(")");
      return inner;
    }
    return switch (token.kind()) {
      case NUMBER -> new Parsed(number(false), 0);
      case WORD -> word(token, level);
      case NAME -> variable(level);
      default -> throw in.error(token, token.shown() + " stands where a value belongs");
    };
  }

  private Parsed variable(int level) {
    Token at = in.peek();
    String name = in.name("a variable or buffer");
    if (!in.takeIf("[")) {
      return new Parsed(new Expr.Var(name), 0);
    }
    Parsed index = binary(1, level + 1);
    in.expect("]");
    return checked(at, new Expr.Load(name, index.expr()), index.depth());
  }

  private Parsed word(Token token, int level) {
    Token after = in.peek(1);
    String word = token.text();
    if (after.is(".")) {
      return new Parsed(id(token), 0);
    }
    if (after.is("(") || word.equals("call")) {
      return function(token, level);
    }
    boolean angle = after.is("<") && (word.equals("cast") || extensionOrAtomic(word));
    if (angle) {
      return function(token, level);
    }
    if (word.equals("true") || word.equals("false")) {
      in.take();
      return new Parsed(new Expr.LitBool(word.equals("true")), 0);
    }
    return variable(level);
  }

  private static boolean extensionOrAtomic(String word) {
    return word.endsWith("_extension") || AssemblyWords.ATOMIC.containsKey(word);
  }

  private Expr id(Token token) {
    String word = in.take().text();
    in.take();
    Token axisToken = in.peek();
    int axis = "xyz".indexOf(axisToken.text());
    if (axisToken.kind() == Kind.NUMBER) {
      axis = (int) in.unsigned(8, "an axis");
    } else if (axisToken.kind() != Kind.WORD || axisToken.text().length() != 1 || axis < 0) {
      throw in.error(axisToken, axisToken.shown() + " is no axis; write x, y or z");
    } else {
      in.take();
    }
    return switch (word) {
      case "gid" -> new Expr.InvocationId(axis);
      case "wgid" -> new Expr.WorkgroupId(axis);
      case "lid" -> new Expr.LocalId(axis);
      default -> throw in.error(token, token.shown() + " has no axes; write gid, wgid or lid");
    };
  }

  private Parsed function(Token token, int level) {
    String word = in.take().text();
    if (AssemblyWords.ATOMIC.containsKey(word) || word.equals("atomic_extension")) {
      return atomic(token, word, level);
    }
    switch (word) {
      case "len":
        return buffer(false);
      case "ref":
        return buffer(true);
      case "f32_bits":
        return bits();
      case "call":
        return call(token, level);
      case "cast":
        return cast(token, angleType(), level);
      case "binary_extension", "unary_extension":
        return extension(token, word, level);
      default:
        for (DataType.Scalar scalar : DataType.Scalar.values()) {
          if (scalar.toString().equals(word)) {
            return cast(token, scalar, level);
          }
        }
        return named(token, word, level);
    }
  }

  private Parsed buffer(boolean reference) {
    in.expect("(");
    String name = in.name("a buffer");
    in.expect(")");
    return new Parsed(reference ? new Expr.BufferRef(name) : new Expr.BufferLength(name), 0);
  }

  private Parsed bits() {
    in.expect("(");
    int bits = (int) in.unsigned(32, "the bits of a float");
    in.expect(")");
    return new Parsed(new Expr.LitF32(bits), 0);
  }

  private DataType angleType() {
    in.expect("<");
    DataType type = new AssemblyTypes(in).type();
    in.expect(">");
    return type;
  }

  private Parsed cast(Token at, DataType target, int level) {
    List<Parsed> arguments = arguments(at, level, 1);
    Parsed value = arguments.get(0);
    return checked(at, new Expr.Cast(target, value.expr()), value.depth());
  }

  private Parsed call(Token at, int level) {
    String op = in.string("the operation's id");
    List<Parsed> arguments = arguments(at, level, -1);
    int depth = arguments.stream().mapToInt(Parsed::depth).max().orElse(-1);
    List<Expr> values = arguments.stream().map(Parsed::expr).toList();
    return checked(at, new Expr.Call(op, values), depth);
  }

  private Parsed extension(Token at, String word, int level) {
    in.expect("<");
    long id = in.unsigned(32, "an extension's id");
    in.expect(">");
    boolean one = word.startsWith("unary");
    List<Parsed> arguments = arguments(at, level, one ? 1 : 2);
    Parsed first = arguments.get(0);
    if (one) {
      return checked(at, new Expr.ExtensionUnary(id, first.expr()), first.depth());
    }
    Parsed second = arguments.get(1);
    Expr expr = new Expr.ExtensionBinary(id, first.expr(), second.expr());
    return checked(at, expr, first.depth(), second.depth());
  }

  private Parsed atomic(Token at, String word, int level) {
    AtomicOp op = AssemblyWords.ATOMIC.get(word);
    long id = 0;
    MemoryOrdering ordering;
    if (op == null) {
      in.expect("<");
      id = in.unsigned(32, "an extension's id");
      in.expect(",");
      ordering = in.choice(MemoryOrdering.class, "memory ordering");
      in.expect(">");
    } else {
      ordering = in.ordering();
    }
    in.expect("(");
    String buffer = in.name("a buffer");
    in.expect(",");
    Parsed index = binary(1, level + 1);
    in.expect(",");
    Parsed expected = null;
    if (in.peek().is("expect")) {
      in.take();
      expected = binary(1, level + 1);
      in.expect(",");
    }
    Parsed value = binary(1, level + 1);
    in.expect(")");
    Optional<Expr> compare = expected == null ? Optional.empty() : Optional.of(expected.expr());
    Expr expr =
        op == null
            ? new Expr.ExtensionAtomic(id, ordering, buffer, index.expr(), compare, value.expr())
            : new Expr.Atomic(op, ordering, buffer, index.expr(), compare, value.expr());
    int depth = expected == null ? 0 : expected.depth();
    return checked(at, expr, index.depth(), depth, value.depth());
  }

  /** Reads arguments in parentheses, {@code wanted} of them unless that is -1. */
  private List<Parsed> arguments(Token at, int level, int wanted) {
    List<Parsed> arguments = new ArrayList<>();
    in.expect("(");
    if (!in.peek().is(")")) {
      do {
        arguments.add(binary(1, level + 1));
      } while (in.takeIf(","));
    }
    in.expect(")");
    if (wanted >= 0 && arguments.size() != wanted) {
      throw in.error(
          at, at.shown() + " has " + arguments.size() + " arguments; it takes " + wanted);
    }
    return arguments;
  }

  private Parsed named(Token at, String word, int level) {
    int wanted = arity(word);
    if (wanted < 0) {
      throw in.error(at, at.shown() + " is no operation; see the list of operations");
    }
    List<Parsed> arguments = arguments(at, level, wanted);
    int[] depths = arguments.stream().mapToInt(Parsed::depth).toArray();
    Expr[] e = arguments.stream().map(Parsed::expr).toArray(Expr[]::new);
    return checked(at, operation(word, e), depths);
  }

  private static int arity(String word) {
    if (AssemblyWords.BINARY.containsKey(word)) {
      return 2;
    }
    if (AssemblyWords.UNARY.containsKey(word)) {
      return 1;
    }
    return switch (word) {
      case "select", "fma" -> 3;
      case "subgroup_shuffle" -> 2;
      case "subgroup_add", "subgroup_ballot" -> 1;
      case "subgroup_local_id", "subgroup_size" -> 0;
      default -> -1;
    };
  }

  private static Expr operation(String word, Expr[] e) {
    if (AssemblyWords.BINARY.containsKey(word)) {
      return new Expr.Binary(AssemblyWords.BINARY.get(word), e[0], e[1]);
    }
    if (AssemblyWords.UNARY.containsKey(word)) {
      return new Expr.Unary(AssemblyWords.UNARY.get(word), e[0]);
    }
    return switch (word) {
      case "select" -> new Expr.Select(e[0], e[1], e[2]);
      case "fma" -> new Expr.Fma(e[0], e[1], e[2]);
      case "subgroup_shuffle" -> new Expr.SubgroupShuffle(e[0], e[1]);
      case "subgroup_add" -> new Expr.SubgroupAdd(e[0]);
      case "subgroup_ballot" -> new Expr.SubgroupBallot(e[0]);
      case "subgroup_local_id" -> new Expr.SubgroupLocalId();
      default -> new Expr.SubgroupSize();
    };
  }
}
