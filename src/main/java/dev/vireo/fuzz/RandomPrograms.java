package dev.vireo.fuzz;

import dev.vireo.vir0.AtomicOp;
import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.MemoryOrdering;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.WorkgroupSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Makes valid programs at random, with inputs: the core set, subgroup operations, async copies, and
 * barriers in loops and branches. Their results do not depend on the order in which invocations of
 * a workgroup advance between barriers: invocations store to elements of their own, and use no old
 * values of atomics on shared elements.
 */
public final class RandomPrograms {
  private static final int ELEMENTS = 64;
  private static final Scalar[] TYPES = {Scalar.U32, Scalar.I32, Scalar.F32, Scalar.BOOL};
  private static final BinaryOp[] COMPARISONS = {
    BinaryOp.EQ, BinaryOp.NE, BinaryOp.LT, BinaryOp.GT, BinaryOp.LE, BinaryOp.GE
  };
  private static final BinaryOp[] WORDS = {
    BinaryOp.ADD,
    BinaryOp.SUB,
    BinaryOp.MUL,
    BinaryOp.DIV,
    BinaryOp.MOD,
    BinaryOp.BIT_AND,
    BinaryOp.BIT_OR,
    BinaryOp.BIT_XOR,
    BinaryOp.SHL,
    BinaryOp.SHR,
    BinaryOp.ABS_DIFF,
    BinaryOp.MIN,
    BinaryOp.MAX,
    BinaryOp.SAT_ADD,
    BinaryOp.SAT_SUB,
    BinaryOp.SAT_MUL,
    BinaryOp.ROTL,
    BinaryOp.ROTR,
    BinaryOp.WRAP_ADD,
    BinaryOp.WRAP_SUB,
    BinaryOp.MUL_HIGH
  };
  private static final BinaryOp[] INTS = {
    BinaryOp.ADD, BinaryOp.SUB, BinaryOp.MUL, BinaryOp.MIN, BinaryOp.MAX
  };
  private static final BinaryOp[] FLOATS = {
    BinaryOp.ADD, BinaryOp.SUB, BinaryOp.MUL, BinaryOp.DIV, BinaryOp.MIN, BinaryOp.MAX
  };
  private static final UnaryOp[] FLOAT_UNARY = {
    UnaryOp.NEGATE,
    UnaryOp.ABS,
    UnaryOp.SQRT,
    UnaryOp.FLOOR,
    UnaryOp.CEIL,
    UnaryOp.ROUND,
    UnaryOp.TRUNC,
    UnaryOp.SIGN,
    UnaryOp.INVERSE_SQRT,
    UnaryOp.RECIPROCAL
  };
  private static final UnaryOp[] TRANSCENDENTAL = {
    UnaryOp.SIN,
    UnaryOp.COS,
    UnaryOp.TAN,
    UnaryOp.ASIN,
    UnaryOp.ACOS,
    UnaryOp.ATAN,
    UnaryOp.SINH,
    UnaryOp.COSH,
    UnaryOp.TANH,
    UnaryOp.EXP,
    UnaryOp.EXP2,
    UnaryOp.LOG,
    UnaryOp.LOG2
  };
  private static final UnaryOp[] BITS = {
    UnaryOp.BIT_NOT, UnaryOp.POPCOUNT, UnaryOp.CLZ, UnaryOp.CTZ, UnaryOp.REVERSE_BITS
  };
  private static final int[] SPECIAL = {
    0,
    1,
    2,
    3,
    31,
    32,
    63,
    -1,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    0x3F80_0000,
    0xBF80_0000,
    0x7F80_0000,
    0xFF80_0000,
    0x7FC0_0000,
    0x7F80_0001,
    1,
    0x8000_0001,
    0x8000_0000,
    0x0080_0000,
    0x7F7F_FFFF,
    0x4B80_0000,
    0x3F00_0000,
    0x4048_F5C3
  };

  private final Random random;
  private final boolean transcendental;
  private final int size;

  /** Of an invocation's id and that of the element that it stores to. */
  private final int swap;

  private final List<Variable> variables = new ArrayList<>();
  private int names;
  private int loops;
  private boolean returns;

  private record Variable(String name, Scalar type, boolean mutable) {}

  /**
   * A program with its inputs.
   *
   * @param program a valid one
   * @param inputs one for each buffer that takes one
   */
  public record Made(Program program, List<byte[]> inputs) {}

  private RandomPrograms(Random random, boolean transcendental) {
    this.random = random;
    this.transcendental = transcendental;
    this.size = new int[] {1, 4, 8, 33}[random.nextInt(4)];
    this.swap = random.nextBoolean() ? 0 : random.nextInt(ELEMENTS);
  }

  /**
   * Makes a program.
   *
   * @param transcendental whether it may have operations whose results are approximations
   */
  public static Made make(Random random, boolean transcendental) {
    return new RandomPrograms(random, transcendental).make();
  }

  private Made make() {
    List<BufferDecl> buffers = new ArrayList<>();
    for (Scalar type : List.of(Scalar.U32, Scalar.I32, Scalar.F32)) {
      buffers.add(buffer("in_" + type, buffers.size(), BufferAccess.READ_ONLY, type));
      buffers.add(buffer("out_" + type, buffers.size(), BufferAccess.READ_WRITE, type));
    }
    buffers.add(buffer("sums", buffers.size(), BufferAccess.READ_WRITE, Scalar.U32));
    buffers.add(buffer("copied", buffers.size(), BufferAccess.READ_WRITE, Scalar.U32));
    buffers.add(buffer("shared", buffers.size(), BufferAccess.WORKGROUP, Scalar.U32));
    List<Node> statements = new ArrayList<>();
    int sections = 1 + random.nextInt(3);
    for (int i = 0; i < sections; i++) {
      statements.addAll(list(2));
      if (size > 1) {
        together(statements);
      }
    }
    if (random.nextInt(8) == 0) {
      statements.add(copies());
    }
    Program program = Program.of(new WorkgroupSize(size, 1, 1), buffers, statements);
    List<byte[]> inputs = new ArrayList<>();
    for (BufferDecl buffer : buffers) {
      if (buffer.access() != BufferAccess.WORKGROUP) {
        inputs.add(input());
      }
    }
    return new Made(program, inputs);
  }

  private static BufferDecl buffer(String name, int binding, BufferAccess access, Scalar type) {
    return BufferDecl.of(name, binding, access, type, ELEMENTS);
  }

  private byte[] input() {
    byte[] bytes = new byte[4 * ELEMENTS];
    for (int i = 0; i < ELEMENTS; i++) {
      int word = literal();
      for (int k = 0; k < 4; k++) {
        bytes[4 * i + k] = (byte) (word >>> 8 * k);
      }
    }
    return bytes;
  }

  private int literal() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextInt(100) - 20;
      case 2 -> Float.floatToRawIntBits((random.nextFloat() - 0.5f) * 100);
      default -> SPECIAL[random.nextInt(SPECIAL.length)];
    };
  }

  private <T> T one(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private void together(List<Node> statements) {
    switch (random.nextInt(6)) {
      case 0, 1 -> rounds(statements);
      case 2, 3 -> subgroup(statements);
      default -> exchange(statements);
    }
  }

  /** Exchanges in a loop whose bound, and a branch whose condition, change on the way. */
  private void rounds(List<Node> statements) {
    Expr wgid = new Expr.WorkgroupId(0);
    String count = "v" + names++;
    statements.add(new Node.Let(count, binary(BinaryOp.ADD, wgid, new Expr.LitU32(literal() & 7))));
    Expr one = new Expr.LitU32(random.nextInt(3));
    Expr grown = binary(BinaryOp.ADD, new Expr.Var(count), one);
    statements.add(new Node.Assign(count, grown));
    List<Node> body = new ArrayList<>();
    int outer = variables.size();
    exchange(body);
    Expr odd = binary(BinaryOp.BIT_AND, new Expr.Var(count), new Expr.LitU32(1));
    List<Node> then = new ArrayList<>();
    exchange(then);
    variables.subList(outer, variables.size()).clear();
    Expr tripled = binary(BinaryOp.MUL, new Expr.Var(count), new Expr.LitU32(3));
    body.add(new Node.Assign(count, binary(BinaryOp.SUB, tripled, new Expr.Var("i" + names))));
    body.add(new Node.If(odd, then, List.of()));
    Expr to = binary(BinaryOp.BIT_AND, new Expr.Var(count), new Expr.LitU32(3));
    statements.add(new Node.Loop("i" + names++, new Expr.LitU32(0), to, body));
  }

  /** Operations over the subgroup; the reference knows no order of them but behind a barrier. */
  private void subgroup(List<Node> statements) {
    if (returns) {
      exchange(statements); // the reference has values of invocations that ended, devices have not
      return;
    }
    statements.add(new Node.Barrier(MemoryOrdering.SEQ_CST));
    Scalar type = random.nextInt(3) == 0 ? Scalar.F32 : Scalar.U32;
    switch (random.nextInt(3)) {
      case 0 -> declare(statements, new Expr.SubgroupAdd(value(type, 2)), type);
      case 1 -> declare(statements, new Expr.SubgroupBallot(value(Scalar.BOOL, 2)), Scalar.U32);
      default -> {
        Expr lane = binary(BinaryOp.MOD, value(Scalar.U32, 1), new Expr.LitU32(size + 2));
        declare(statements, new Expr.SubgroupShuffle(value(type, 2), lane), type);
      }
    }
  }

  /** One invocation's copies, by words or by bytes. */
  private Node copies() {
    boolean words = random.nextBoolean();
    Expr offset = new Expr.LitU32(words ? 4 * random.nextInt(70) : random.nextInt(280));
    Expr bytes = new Expr.LitU32(words ? 4 * random.nextInt(70) : random.nextInt(280));
    String tag = "t" + names++;
    Node begin =
        random.nextBoolean()
            ? new Node.AsyncLoad("in_u32", "copied", offset, bytes, tag)
            : new Node.AsyncStore("in_i32", "copied", offset, bytes, tag);
    Expr first = binary(BinaryOp.EQ, new Expr.InvocationId(0), new Expr.LitU32(0));
    return new Node.If(first, List.of(begin, new Node.AsyncWait(tag)), List.of());
  }

  /** Statements through which invocations of a workgroup see each other's values. */
  private void exchange(List<Node> statements) {
    Expr lane = new Expr.LocalId(0);
    statements.add(new Node.Store("shared", lane, value(Scalar.U32, 2)));
    statements.add(new Node.Barrier(MemoryOrdering.SEQ_CST));
    Expr other =
        binary(
            BinaryOp.MOD,
            binary(BinaryOp.ADD, lane, new Expr.LitU32(random.nextInt(size))),
            new Expr.LitU32(size));
    declare(statements, new Expr.Load("shared", other), Scalar.U32);
    statements.add(new Node.Barrier(MemoryOrdering.ACQ_REL));
  }

  private static Expr binary(BinaryOp op, Expr left, Expr right) {
    return new Expr.Binary(op, left, right);
  }

  private void declare(List<Node> statements, Expr value, Scalar type) {
    String name = "v" + names++;
    statements.add(new Node.Let(name, value));
    variables.add(new Variable(name, type, true));
  }

  private List<Node> list(int depth) {
    List<Node> statements = new ArrayList<>();
    int outer = variables.size();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      statement(statements, depth);
    }
    if (depth < 2) {
      variables.subList(outer, variables.size()).clear();
    }
    return statements;
  }

  private void statement(List<Node> statements, int depth) {
    switch (random.nextInt(depth == 0 ? 6 : 9)) {
      case 0, 1 -> {
        Scalar type = one(TYPES);
        declare(statements, value(type, 3), type);
      }
      case 2 -> assign(statements);
      case 3, 4 -> store(statements);
      case 5 -> statements.add(atomic());
      case 6 -> branch(statements, depth);
      case 7 -> loop(statements, depth);
      default -> statements.add(new Node.Block(list(depth - 1)));
    }
  }

  private void assign(List<Node> statements) {
    List<Variable> mutable = variables.stream().filter(Variable::mutable).toList();
    if (!mutable.isEmpty()) {
      Variable variable = mutable.get(random.nextInt(mutable.size()));
      statements.add(new Node.Assign(variable.name(), value(variable.type(), 3)));
    }
  }

  private void store(List<Node> statements) {
    Scalar type = new Scalar[] {Scalar.U32, Scalar.I32, Scalar.F32}[random.nextInt(3)];
    Expr id = new Expr.InvocationId(0);
    Expr own = binary(BinaryOp.BIT_XOR, id, new Expr.LitU32(swap));
    Expr beyond = binary(BinaryOp.ADD, id, new Expr.LitU32(ELEMENTS + random.nextInt(ELEMENTS)));
    Expr index = random.nextInt(8) == 0 ? beyond : own;
    statements.add(new Node.Store("out_" + type, index, value(type, 3)));
  }

  private Node atomic() {
    AtomicOp op =
        new AtomicOp[] {AtomicOp.ADD, AtomicOp.OR, AtomicOp.AND, AtomicOp.MAX, AtomicOp.MIN}
            [random.nextInt(5)];
    // One operation for each element, so that their order does not matter.
    Expr index = new Expr.LitU32(op.code());
    Expr atomic =
        new Expr.Atomic(
            op, MemoryOrdering.RELAXED, "sums", index, Optional.empty(), value(Scalar.U32, 2));
    return new Node.Let("v" + names++, atomic);
  }

  private void branch(List<Node> statements, int depth) {
    Expr condition = value(random.nextInt(4) == 0 ? Scalar.U32 : Scalar.BOOL, 3);
    List<Node> then = new ArrayList<>(list(depth - 1));
    List<Node> otherwise = random.nextBoolean() ? list(depth - 1) : List.of();
    if (random.nextInt(12) == 0) {
      then.add(new Node.Return());
      returns = true;
    }
    statements.add(new Node.If(condition, then, otherwise));
  }

  private void loop(List<Node> statements, int depth) {
    if (loops == 2) {
      return;
    }
    loops++;
    String name = "i" + names++;
    Expr from = new Expr.LitU32(random.nextInt(3));
    Expr to = binary(BinaryOp.MOD, value(Scalar.U32, 2), new Expr.LitU32(6));
    variables.add(new Variable(name, Scalar.U32, false));
    int outer = variables.size();
    List<Node> body = list(depth - 1);
    variables.subList(outer - 1, variables.size()).clear();
    statements.add(new Node.Loop(name, from, to, body));
    loops--;
  }

  private Expr value(Scalar type, int depth) {
    if (depth == 0 || random.nextInt(6) == 0) {
      return leaf(type);
    }
    switch (random.nextInt(8)) {
      case 0:
        return new Expr.Select(
            value(Scalar.BOOL, depth - 1), value(type, depth - 1), value(type, depth - 1));
      case 1:
        return cast(type, depth);
      default:
        return operation(type, depth);
    }
  }

  private Expr leaf(Scalar type) {
    List<Variable> fitting = variables.stream().filter(v -> v.type() == type).toList();
    if (!fitting.isEmpty() && random.nextInt(3) > 0) {
      return new Expr.Var(fitting.get(random.nextInt(fitting.size())).name());
    }
    if (type != Scalar.BOOL && random.nextInt(3) == 0) {
      return load(type);
    }
    int bits = literal();
    return switch (type) {
      case U32 -> random.nextInt(4) == 0 ? id() : new Expr.LitU32(bits);
      case I32 -> new Expr.LitI32(bits);
      case F32 -> new Expr.LitF32(bits);
      default -> new Expr.LitBool((bits & 1) != 0);
    };
  }

  private Expr id() {
    return switch (random.nextInt(4)) {
      case 0 -> new Expr.LocalId(random.nextInt(3));
      case 1 -> new Expr.WorkgroupId(random.nextInt(3));
      case 2 -> new Expr.BufferLength("in_u32");
      default -> new Expr.InvocationId(random.nextInt(3));
    };
  }

  private Expr load(Scalar type) {
    Expr index =
        random.nextBoolean()
            ? new Expr.InvocationId(0)
            : binary(
                BinaryOp.ADD,
                new Expr.InvocationId(0),
                new Expr.LitU32(random.nextInt(ELEMENTS) - 8));
    return new Expr.Load("in_" + type, index);
  }

  private Expr cast(Scalar type, int depth) {
    Scalar from = one(TYPES);
    return new Expr.Cast(type, value(from, depth - 1));
  }

  private Expr operation(Scalar type, int depth) {
    return switch (type) {
      case U32 -> word(depth);
      case I32 -> signed(depth);
      case F32 -> floating(depth);
      default -> logical(depth);
    };
  }

  /** Says whether the validator refuses a divisor. */
  private static boolean zero(Expr divisor) {
    Expr inner = divisor;
    while (inner instanceof Expr.Cast cast) {
      inner = cast.value();
    }
    return (inner instanceof Expr.LitU32 u && u.bits() == 0)
        || (inner instanceof Expr.LitI32 i && i.value() == 0)
        || (inner instanceof Expr.LitF32 f && Float.intBitsToFloat(f.bits()) == 0);
  }

  private Expr word(int depth) {
    if (random.nextInt(5) == 0) {
      UnaryOp op = random.nextInt(4) == 0 ? UnaryOp.NEGATE : one(BITS);
      return new Expr.Unary(op, value(Scalar.U32, depth - 1));
    }
    BinaryOp op = one(WORDS);
    Expr right = value(Scalar.U32, depth - 1);
    if (zero(right)) {
      right = new Expr.LitU32(7);
    }
    return binary(op, value(Scalar.U32, depth - 1), right);
  }

  private Expr signed(int depth) {
    if (random.nextInt(6) == 0) {
      return new Expr.Unary(one(BITS), value(Scalar.I32, depth - 1));
    }
    if (random.nextInt(40) == 0) {
      Expr right = value(Scalar.I32, depth - 1);
      if (!zero(right)) {
        return binary(BinaryOp.DIV, value(Scalar.I32, depth - 1), right);
      }
    }
    return binary(one(INTS), value(Scalar.I32, depth - 1), value(Scalar.I32, depth - 1));
  }

  private Expr floating(int depth) {
    if (random.nextInt(4) == 0) {
      UnaryOp op = transcendental && random.nextBoolean() ? one(TRANSCENDENTAL) : one(FLOAT_UNARY);
      return new Expr.Unary(op, value(Scalar.F32, depth - 1));
    }
    if (random.nextInt(6) == 0) {
      return new Expr.Fma(
          value(Scalar.F32, depth - 1), value(Scalar.F32, depth - 1), value(Scalar.F32, depth - 1));
    }
    Expr right = value(Scalar.F32, depth - 1);
    if (zero(right)) {
      right = new Expr.LitF32(0x4000_0000);
    }
    return binary(one(FLOATS), value(Scalar.F32, depth - 1), right);
  }

  private Expr logical(int depth) {
    return switch (random.nextInt(5)) {
      case 0 ->
          binary(
              random.nextBoolean() ? BinaryOp.AND : BinaryOp.OR,
              value(Scalar.BOOL, depth - 1),
              value(Scalar.BOOL, depth - 1));
      case 1 ->
          new Expr.Unary(
              UnaryOp.LOGICAL_NOT,
              value(random.nextBoolean() ? Scalar.BOOL : Scalar.U32, depth - 1));
      case 2 ->
          new Expr.Unary(
              new UnaryOp[] {UnaryOp.IS_NAN, UnaryOp.IS_INF, UnaryOp.IS_FINITE}[random.nextInt(3)],
              value(Scalar.F32, depth - 1));
      default -> {
        Scalar type = TYPES[random.nextInt(3)];
        yield binary(one(COMPARISONS), value(type, depth - 1), value(type, depth - 1));
      }
    };
  }
}
