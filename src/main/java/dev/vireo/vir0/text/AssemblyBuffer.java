package dev.vireo.vir0.text;

import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.ByteRange;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.LinearType;
import dev.vireo.vir0.MemoryHints;
import dev.vireo.vir0.MemoryKind;
import dev.vireo.vir0.ShapePredicate;
import dev.vireo.vir0.text.AssemblyLexer.Token;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads a declaration of a buffer, behind the word {@code buffer}. */
final class AssemblyBuffer {
  private final AssemblyTokens in;
  private long binding;
  private MemoryKind kind;
  private boolean output;
  private boolean liveOut;
  private Optional<ByteRange> range = Optional.empty();
  private OptionalInt axis = OptionalInt.empty();
  private long alignment;
  private MemoryHints.Locality locality = MemoryHints.Locality.TEMPORAL;
  private LinearType linear = LinearType.UNRESTRICTED;
  private boolean bytesExtraction;
  private Optional<ShapePredicate> shape = Optional.empty();

  AssemblyBuffer(AssemblyTokens in) {
    this.in = in;
  }

  BufferDecl read(int index) {
    String name = in.name("a buffer");
    in.expect(":");
    BufferAccess access = in.choice(BufferAccess.class, "access");
    DataType element = new AssemblyTypes(in).type();
    in.expect("[");
    long count = in.unsigned(32, "a count");
    in.expect("]");
    binding = index;
    kind = access.defaultKind();
    while (attribute()) {}
    return new BufferDecl(
        name,
        binding,
        kind,
        access,
        element,
        count,
        output,
        liveOut,
        range,
        new MemoryHints(axis, alignment, locality),
        linear,
        bytesExtraction,
        shape);
  }

  /** Reads one attribute, if one follows. */
  private boolean attribute() {
    Token token = in.peek();
    switch (token.kind() == AssemblyLexer.Kind.WORD ? token.text() : "") {
      case "output":
        output = true;
        liveOut = true;
        break;
      case "output_only":
        output = true;
        break;
      case "live_out":
        liveOut = true;
        break;
      case "bytes_extraction":
        bytesExtraction = true;
        break;
      case "binding", "kind", "range", "axis", "align", "locality", "linear", "shape":
        in.take();
        figure(token.text());
        return true;
      default:
        return false;
    }
    in.take();
    return true;
  }

  private void figure(String word) {
    switch (word) {
      case "binding" -> binding = in.unsigned(32, "a binding");
      case "kind" -> kind = in.choice(MemoryKind.class, "kind of memory");
      case "range" -> range = Optional.of(range());
      case "axis" -> axis = OptionalInt.of((int) in.unsigned(8, "an axis"));
      case "align" -> alignment = in.unsigned(32, "an alignment");
      case "locality" -> locality = in.choice(MemoryHints.Locality.class, "locality");
      case "linear" -> linear = in.choice(LinearType.class, "linear type");
      default -> shape = Optional.of(new AssemblyTypes(in).shape());
    }
  }

  private ByteRange range() {
    Token token = in.peek();
    long start = in.unsigned(64, "a byte");
    in.expect("..");
    long end = in.unsigned(64, "a byte");
    try {
      return new ByteRange(start, end);
    } catch (IllegalArgumentException e) {
      throw in.error(token, e.getMessage());
    }
  }
}
