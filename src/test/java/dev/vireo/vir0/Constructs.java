package dev.vireo.vir0;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Programs that have every construct of the model, sense or not. */
final class Constructs {
  private static final Expr ZERO = new Expr.LitU32(0);

  private Constructs() {}

  static Program everything() {
    List<Node> nodes = new ArrayList<>();
    expressions().forEach(expr -> nodes.add(new Node.Let("v" + nodes.size(), expr)));
    nodes.addAll(statements());
    Node root = new Node.Region("generator", Optional.of("source"), nodes);
    return new Program(
        Optional.of("some.op"),
        new WorkgroupSize(1, 2, U32.MAX),
        true,
        buffers(),
        List.of(root, new Node.Return()));
  }

  private static List<BufferDecl> buffers() {
    List<BufferDecl> buffers = new ArrayList<>();
    for (BufferAccess access : BufferAccess.values()) {
      for (DataType type : elements()) {
        int i = buffers.size();
        buffers.add(BufferDecl.of("b" + i, U32.MAX - i, access, type, i + 1L));
      }
    }
    return buffers;
  }

  private static List<DataType> elements() {
    List<DataType> types = new ArrayList<>(List.of(DataType.Scalar.values()));
    types.add(new DataType.Array(1L << 40));
    types.add(new DataType.Handle(U32.MAX));
    types.add(new DataType.Extension(0x8000_0000L));
    types.add(quantized(DataType.Scale.Per.TENSOR, 0, DataType.ZeroPoint.Per.NONE, 0));
    types.add(quantized(DataType.Scale.Per.CHANNEL, 3, DataType.ZeroPoint.Per.TENSOR, 0));
    types.add(quantized(DataType.Scale.Per.GROUP, 32, DataType.ZeroPoint.Per.CHANNEL, 1));
    types.add(quantized(DataType.Scale.Per.GROUP, 1, DataType.ZeroPoint.Per.GROUP, 64));
    return types;
  }

  private static DataType quantized(
      DataType.Scale.Per scale, long figure, DataType.ZeroPoint.Per zero, long zeroFigure) {
    return new DataType.Quantized(
        DataType.Scalar.I4,
        new DataType.Scale(scale, figure),
        new DataType.ZeroPoint(zero, zeroFigure));
  }

  private static List<DataType> casts() {
    List<DataType> types = new ArrayList<>(List.of(DataType.Scalar.values()));
    types.add(new DataType.Array(U32.MAX));
    types.add(new DataType.Handle(7));
    types.add(new DataType.Vec(new DataType.Vec(DataType.Scalar.F16, 2), 255));
    types.add(new DataType.ShapedTensor(DataType.Scalar.F32, List.of(1L, U32.MAX)));
    types.add(new DataType.SparseCsr(DataType.Scalar.I8));
    types.add(new DataType.SparseCoo(DataType.Scalar.F64));
    types.add(new DataType.SparseBsr(DataType.Scalar.U32, 4, 8));
    types.add(new DataType.DeviceMesh(List.of(2L, 3L)));
    types.add(quantized(DataType.Scale.Per.GROUP, 9, DataType.ZeroPoint.Per.GROUP, 8));
    types.add(new DataType.Extension(U32.MAX));
    return types;
  }

  private static List<Expr> expressions() {
    List<Expr> all = new ArrayList<>();
    all.add(new Expr.LitU32(-1));
    all.add(new Expr.LitI32(Integer.MIN_VALUE));
    all.add(new Expr.LitBool(true));
    all.add(new Expr.LitF32(0x7F80_0000));
    all.add(new Expr.Var("naïve \ud83d\ude00"));
    all.add(new Expr.Load("b0", ZERO));
    all.add(new Expr.BufferLength("b0"));
    all.add(new Expr.InvocationId(255));
    all.add(new Expr.WorkgroupId(1));
    all.add(new Expr.LocalId(2));
    for (BinaryOp op : BinaryOp.values()) {
      all.add(new Expr.Binary(op, ZERO, new Expr.LitI32(-1)));
    }
    all.add(new Expr.ExtensionBinary(U32.MAX, ZERO, ZERO));
    for (UnaryOp op : UnaryOp.values()) {
      all.add(new Expr.Unary(op, ZERO));
    }
    all.add(new Expr.ExtensionUnary(0x8000_0001L, ZERO));
    all.add(new Expr.Call("op", List.of(new Expr.BufferRef("b1"), ZERO)));
    all.add(new Expr.Select(new Expr.LitBool(false), ZERO, ZERO));
    casts().forEach(type -> all.add(new Expr.Cast(type, ZERO)));
    for (AtomicOp op : AtomicOp.values()) {
      for (MemoryOrdering ordering : MemoryOrdering.values()) {
        all.add(new Expr.Atomic(op, ordering, "b1", ZERO, Optional.empty(), ZERO));
      }
    }
    all.add(
        new Expr.ExtensionAtomic(
            0x9000_0000L, MemoryOrdering.RELAXED, "b1", ZERO, Optional.of(ZERO), ZERO));
    all.add(new Expr.Fma(ZERO, ZERO, ZERO));
    all.add(new Expr.SubgroupAdd(ZERO));
    all.add(new Expr.SubgroupShuffle(ZERO, ZERO));
    all.add(new Expr.SubgroupBallot(ZERO));
    all.add(new Expr.SubgroupLocalId());
    all.add(new Expr.SubgroupSize());
    return all;
  }

  private static List<Node> statements() {
    Node.Return end = new Node.Return();
    return List.of(
        new Node.Assign("v0", ZERO),
        new Node.Store("b1", ZERO, ZERO),
        new Node.If(ZERO, List.of(end), List.of()),
        new Node.If(ZERO, List.of(), List.of(end)),
        new Node.Loop("i", ZERO, ZERO, List.of(end)),
        new Node.Block(List.of(end)),
        new Node.Barrier(MemoryOrdering.GRID_SYNC),
        new Node.IndirectDispatch("b1", 1L << 63),
        new Node.AsyncLoad("b0", "b1", ZERO, ZERO, "t"),
        new Node.AsyncWait("t"),
        new Node.AsyncStore("b0", "b1", ZERO, ZERO, "t"),
        new Node.Region("", Optional.empty(), List.of()),
        new Node.Trap(ZERO, "because"),
        new Node.Resume("t"),
        new Node.AllReduce("b1", CollectiveOp.XOR, U32.MAX),
        new Node.AllGather("b0", "b1", 1),
        new Node.ReduceScatter("b0", "b1", CollectiveOp.SUM, 2),
        new Node.Broadcast("b1", 3, 4),
        end);
  }

  static ShapePredicate predicates() {
    ShapePredicate range = new ShapePredicate.AffineRange(-1, Long.MIN_VALUE, -5, Long.MAX_VALUE);
    return new ShapePredicate.And(
        new ShapePredicate.Or(new ShapePredicate.AtLeast(1), new ShapePredicate.AtMost(U32.MAX)),
        new ShapePredicate.And(
            new ShapePredicate.Not(new ShapePredicate.Exactly(0)),
            new ShapePredicate.And(
                new ShapePredicate.MultipleOf(4),
                new ShapePredicate.Or(new ShapePredicate.Modulus(8, 4), range))));
  }
}
