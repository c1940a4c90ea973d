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
  static final int ELEMENTS = 64;
  private final Random random;
  private final RandomExpressions expressions;
  private final int size;

  /** Of an invocation's id and that of the element that it stores to. */
  private final int swap;

  private final List<RandomExpressions.Variable> variables = new ArrayList<>();
  private int names;
  private int loops;
  private boolean returns;

  /**
   * A program with its inputs.
   *
   * @param program a valid one
   * @param inputs one for each buffer that takes one
   */
  public record Made(Program program, List<byte[]> inputs) {}

  private RandomPrograms(Random random, boolean transcendental) {
    this.random = random;
    this.expressions = new RandomExpressions(random, transcendental, variables);
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
      int word = expressions.literal();
      for (int k = 0; k < 4; k++) {
        bytes[4 * i + k] = (byte) (word >>> 8 * k);
      }
    }
    return bytes;
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
    statements.add(
        new Node.Let(
            count,
            RandomExpressions.binary(
                BinaryOp.ADD, wgid, new Expr.LitU32(expressions.literal() & 7))));
    Expr one = new Expr.LitU32(random.nextInt(3));
    Expr grown = RandomExpressions.binary(BinaryOp.ADD, new Expr.Var(count), one);
    statements.add(new Node.Assign(count, grown));
    List<Node> body = new ArrayList<>();
    int outer = variables.size();
    exchange(body);
    Expr odd = RandomExpressions.binary(BinaryOp.BIT_AND, new Expr.Var(count), new Expr.LitU32(1));
    List<Node> then = new ArrayList<>();
    exchange(then);
    variables.subList(outer, variables.size()).clear();
    Expr tripled = RandomExpressions.binary(BinaryOp.MUL, new Expr.Var(count), new Expr.LitU32(3));
    body.add(
        new Node.Assign(
            count, RandomExpressions.binary(BinaryOp.SUB, tripled, new Expr.Var("i" + names))));
    body.add(new Node.If(odd, then, List.of()));
    Expr to = RandomExpressions.binary(BinaryOp.BIT_AND, new Expr.Var(count), new Expr.LitU32(3));
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
      case 0 -> declare(statements, new Expr.SubgroupAdd(expressions.value(type, 2)), type);
      case 1 ->
          declare(
              statements, new Expr.SubgroupBallot(expressions.value(Scalar.BOOL, 2)), Scalar.U32);
      default -> {
        Expr lane =
            RandomExpressions.binary(
                BinaryOp.MOD, expressions.value(Scalar.U32, 1), new Expr.LitU32(size + 2));
        declare(statements, new Expr.SubgroupShuffle(expressions.value(type, 2), lane), type);
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
    Expr first =
        RandomExpressions.binary(BinaryOp.EQ, new Expr.InvocationId(0), new Expr.LitU32(0));
    return new Node.If(first, List.of(begin, new Node.AsyncWait(tag)), List.of());
  }

  /** Statements through which invocations of a workgroup see each other's values. */
  private void exchange(List<Node> statements) {
    Expr lane = new Expr.LocalId(0);
    statements.add(new Node.Store("shared", lane, expressions.value(Scalar.U32, 2)));
    statements.add(new Node.Barrier(MemoryOrdering.SEQ_CST));
    Expr other =
        RandomExpressions.binary(
            BinaryOp.MOD,
            RandomExpressions.binary(BinaryOp.ADD, lane, new Expr.LitU32(random.nextInt(size))),
            new Expr.LitU32(size));
    declare(statements, new Expr.Load("shared", other), Scalar.U32);
    statements.add(new Node.Barrier(MemoryOrdering.ACQ_REL));
  }

  private void declare(List<Node> statements, Expr value, Scalar type) {
    String name = "v" + names++;
    statements.add(new Node.Let(name, value));
    variables.add(new RandomExpressions.Variable(name, type, true));
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
        Scalar type = expressions.type();
        declare(statements, expressions.value(type, 3), type);
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
    List<RandomExpressions.Variable> mutable =
        variables.stream().filter(RandomExpressions.Variable::mutable).toList();
    if (!mutable.isEmpty()) {
      RandomExpressions.Variable variable = mutable.get(random.nextInt(mutable.size()));
      statements.add(new Node.Assign(variable.name(), expressions.value(variable.type(), 3)));
    }
  }

  private void store(List<Node> statements) {
    Scalar type = new Scalar[] {Scalar.U32, Scalar.I32, Scalar.F32}[random.nextInt(3)];
    Expr id = new Expr.InvocationId(0);
    Expr own = RandomExpressions.binary(BinaryOp.BIT_XOR, id, new Expr.LitU32(swap));
    Expr beyond =
        RandomExpressions.binary(
            BinaryOp.ADD, id, new Expr.LitU32(ELEMENTS + random.nextInt(ELEMENTS)));
    Expr index = random.nextInt(8) == 0 ? beyond : own;
    statements.add(new Node.Store("out_" + type, index, expressions.value(type, 3)));
  }

  private Node atomic() {
    AtomicOp op =
        new AtomicOp[] {AtomicOp.ADD, AtomicOp.OR, AtomicOp.AND, AtomicOp.MAX, AtomicOp.MIN}
            [random.nextInt(5)];
    // One operation for each element, so that their order does not matter.
    Expr index = new Expr.LitU32(op.code());
    Expr atomic =
        new Expr.Atomic(
            op,
            MemoryOrdering.RELAXED,
            "sums",
            index,
            Optional.empty(),
            expressions.value(Scalar.U32, 2));
    return new Node.Let("v" + names++, atomic);
  }

  private void branch(List<Node> statements, int depth) {
    Expr condition = expressions.value(random.nextInt(4) == 0 ? Scalar.U32 : Scalar.BOOL, 3);
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
    Expr to =
        RandomExpressions.binary(
            BinaryOp.MOD, expressions.value(Scalar.U32, 2), new Expr.LitU32(6));
    variables.add(new RandomExpressions.Variable(name, Scalar.U32, false));
    int outer = variables.size();
    List<Node> body = list(depth - 1);
    variables.subList(outer - 1, variables.size()).clear();
    statements.add(new Node.Loop(name, from, to, body));
    loops--;
  }
}
