package dev.vireo.vir0.text;

import dev.vireo.vir0.DataType;
import dev.vireo.vir0.ShapePredicate;
import dev.vireo.vir0.text.AssemblyLexer.Token;
import dev.vireo.vir0.wire.WireLimits;
import java.util.ArrayList;
import java.util.List;

/** Reads types and shapes of the text form. */
final class AssemblyTypes {
  private final AssemblyTokens in;

  AssemblyTypes(AssemblyTokens in) {
    this.in = in;
  }

  DataType type() {
    return type(0);
  }

  private DataType type(int depth) {
    Token token = in.peek();
    if (depth > WireLimits.MAX_TYPE_DEPTH) {
      throw in.error(token, "types nest to at most depth " + WireLimits.MAX_TYPE_DEPTH);
    }
    String word = in.word("a type");
    for (DataType.Scalar scalar : DataType.Scalar.values()) {
      if (scalar.toString().equals(word)) {
        return scalar;
      }
    }
    in.expect("<");
    DataType type = parameters(word, token, depth + 1);
    in.expect(">");
    return type;
  }

  private DataType parameters(String word, Token token, int depth) {
    return switch (word) {
      case "array" -> new DataType.Array(in.unsigned(64, "a size in bytes"));
      case "handle" -> new DataType.Handle(in.unsigned(32, "an id"));
      case "extension" -> new DataType.Extension(in.unsigned(32, "an id"));
      case "vec" -> new DataType.Vec(first(depth), (int) in.unsigned(8, "a number of lanes"));
      case "shaped" -> new DataType.ShapedTensor(type(depth), rest());
      case "csr" -> new DataType.SparseCsr(type(depth));
      case "coo" -> new DataType.SparseCoo(type(depth));
      case "bsr" -> new DataType.SparseBsr(first(depth), extent(), in.unsigned(32, "columns"));
      case "mesh" -> new DataType.DeviceMesh(extents());
      case "quantized" -> new DataType.Quantized(first(depth), scale(), zeroPoint());
      default -> throw in.error(token, token.shown() + " is no type");
    };
  }

  private DataType first(int depth) {
    DataType type = type(depth);
    in.expect(",");
    return type;
  }

  private long extent() {
    long extent = in.unsigned(32, "rows");
    in.expect(",");
    return extent;
  }

  private List<Long> rest() {
    List<Long> extents = new ArrayList<>();
    while (in.takeIf(",")) {
      extents.add(in.unsigned(32, "an extent"));
    }
    return extents;
  }

  private List<Long> extents() {
    List<Long> extents = new ArrayList<>();
    if (!in.peek().is(">")) {
      extents.add(in.unsigned(32, "an extent"));
      extents.addAll(rest());
    }
    return extents;
  }

  private DataType.Scale scale() {
    Token token = in.peek();
    DataType.Scale.Per per = in.choice(DataType.Scale.Per.class, "scale");
    long figure = per == DataType.Scale.Per.TENSOR ? 0 : in.unsigned(32, "an axis or size");
    in.expect(",");
    try {
      return new DataType.Scale(per, figure);
    } catch (IllegalArgumentException e) {
      throw in.error(token, e.getMessage());
    }
  }

  private DataType.ZeroPoint zeroPoint() {
    Token token = in.peek();
    DataType.ZeroPoint.Per per = in.choice(DataType.ZeroPoint.Per.class, "zero point");
    boolean single = per == DataType.ZeroPoint.Per.NONE || per == DataType.ZeroPoint.Per.TENSOR;
    long figure = single ? 0 : in.unsigned(32, "an axis or size");
    try {
      return new DataType.ZeroPoint(per, figure);
    } catch (IllegalArgumentException e) {
      throw in.error(token, e.getMessage());
    }
  }

  ShapePredicate shape() {
    return shape(0);
  }

  private ShapePredicate shape(int depth) {
    Token token = in.peek();
    if (depth > ShapePredicate.MAX_DEPTH) {
      throw in.error(token, "shapes nest to at most depth " + ShapePredicate.MAX_DEPTH);
    }
    String word = in.word("a shape");
    in.expect("(");
    ShapePredicate shape =
        switch (word) {
          case "at_least" -> new ShapePredicate.AtLeast(in.unsigned(32, "a count"));
          case "at_most" -> new ShapePredicate.AtMost(in.unsigned(32, "a count"));
          case "exactly" -> new ShapePredicate.Exactly(in.unsigned(32, "a count"));
          case "multiple_of" -> new ShapePredicate.MultipleOf(in.unsigned(32, "a factor"));
          case "modulus" -> new ShapePredicate.Modulus(extent(), in.unsigned(32, "a remainder"));
          case "affine" ->
              new ShapePredicate.AffineRange(figure(), figure(), figure(), in.signed("a bound"));
          case "and" -> new ShapePredicate.And(left(depth), shape(depth + 1));
          case "or" -> new ShapePredicate.Or(left(depth), shape(depth + 1));
          case "not" -> new ShapePredicate.Not(shape(depth + 1));
          default -> throw in.error(token, token.shown() + " is no shape");
        };
    in.expect(")");
    return shape;
  }

  private ShapePredicate left(int depth) {
    ShapePredicate left = shape(depth + 1);
    in.expect(",");
    return left;
  }

  private long figure() {
    long figure = in.signed("a figure");
    in.expect(",");
    return figure;
  }
}
