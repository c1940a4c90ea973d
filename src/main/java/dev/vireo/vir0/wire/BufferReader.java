package dev.vireo.vir0.wire;

import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.ByteRange;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.LinearType;
import dev.vireo.vir0.MalformedProgramException.Kind;
import dev.vireo.vir0.MemoryHints;
import dev.vireo.vir0.MemoryKind;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.ShapePredicate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads the two halves of the buffers: what the metadata declare and what the region section adds.
 * Source: VIR0 sections 3.2, 3.3 and 12.
 */
final class BufferReader {
  private static final MemoryKind[] KINDS = MemoryKind.values();
  private static final BufferAccess[] ACCESSES = BufferAccess.values();
  private static final MemoryHints.Locality[] LOCALITIES = MemoryHints.Locality.values();
  private static final LinearType[] LINEAR_TYPES = LinearType.values();

  private final WireCursor in;

  BufferReader(WireCursor in) {
    this.in = in;
  }

  /** What the metadata say of a buffer; their hints are replaced by those of the region. */
  record Declared(
      String name,
      long binding,
      long count,
      boolean output,
      boolean liveOut,
      Optional<ByteRange> range,
      LinearType linear,
      boolean bytesExtraction,
      Optional<ShapePredicate> shape) {}

  List<Declared> readDeclared(int version) {
    int count = in.lebCount(WireLimits.MAX_BUFFERS, NodePath.ROOT.field("buffers"));
    List<Declared> buffers = new ArrayList<>(Math.min(count, in.remaining()));
    for (int i = 0; i < count; i++) {
      buffers.add(readDeclared(version, NodePath.ROOT.element("buffers", i)));
    }
    return buffers;
  }

  private Declared readDeclared(int version, NodePath path) {
    String name = in.string(path.field("name"));
    long binding = in.u32(path.field("binding"));
    long count = in.u32(path.field("count"));
    boolean output = in.u8(path.field("output")) != 0;
    boolean liveOut = in.u8(path.field("liveOut")) != 0;
    if (count == 0 && (output || liveOut)) {
      throw in.error(
          Kind.VALUE, path, "a result has no elements; declare the count of '" + name + "'");
    }
    Optional<ByteRange> range = readRange(path.field("range"));
    readHints(in, path.field("hints"));
    if (version < 6) {
      return new Declared(
          name,
          binding,
          count,
          output,
          liveOut,
          range,
          LinearType.UNRESTRICTED,
          false,
          Optional.empty());
    }
    LinearType linear = choice(LINEAR_TYPES, path.field("linear"));
    boolean bytesExtraction = in.flag(path.field("bytesExtraction"));
    Optional<ShapePredicate> shape = readShape(path.field("shape"));
    return new Declared(
        name, binding, count, output, liveOut, range, linear, bytesExtraction, shape);
  }

  private Optional<ByteRange> readRange(NodePath path) {
    if (!in.flag(path)) {
      return Optional.empty();
    }
    long start = in.leb(path);
    long end = in.leb(path);
    if (Long.compareUnsigned(start, end) > 0) {
      throw in.error(
          Kind.VALUE,
          path,
          "the range starts at "
              + Long.toUnsignedString(start)
              + " and ends at "
              + Long.toUnsignedString(end)
              + "; swap them");
    }
    return Optional.of(new ByteRange(start, end));
  }

  private static MemoryHints readHints(WireCursor in, NodePath path) {
    OptionalInt axis =
        in.flag(path.field("axis"))
            ? OptionalInt.of(in.u8(path.field("axis")))
            : OptionalInt.empty();
    long alignment = in.u32(path.field("alignment"));
    BufferReader reader = new BufferReader(in);
    return new MemoryHints(axis, alignment, reader.choice(LOCALITIES, path.field("locality")));
  }

  private <T> T choice(T[] values, NodePath path) {
    int number = in.u8(path);
    if (number >= values.length) {
      throw in.error(
          Kind.VALUE, path, number + " is not defined; write 0 to " + (values.length - 1));
    }
    return values[number];
  }

  private Optional<ShapePredicate> readShape(NodePath path) {
    int tag = in.u8(path);
    return tag == 0 ? Optional.empty() : Optional.of(predicate(tag, 0, path));
  }

  private ShapePredicate predicate(int depth, NodePath path) {
    if (depth > ShapePredicate.MAX_DEPTH) {
      throw in.error(
          Kind.DEPTH, path, "predicates nest to at most depth " + ShapePredicate.MAX_DEPTH);
    }
    return predicate(in.u8(path), depth, path);
  }

  private ShapePredicate predicate(int tag, int depth, NodePath path) {
    return switch (tag) {
      case 1 -> new ShapePredicate.AtLeast(in.u32(path));
      case 2 -> new ShapePredicate.AtMost(in.u32(path));
      case 3 -> new ShapePredicate.Exactly(in.u32(path));
      case 4 -> new ShapePredicate.MultipleOf(in.u32(path));
      case 5 -> new ShapePredicate.Modulus(in.u32(path), in.u32(path));
      case 6 ->
          new ShapePredicate.AffineRange(in.leb(path), in.leb(path), in.leb(path), in.leb(path));
      case 7 ->
          new ShapePredicate.And(
              predicate(depth + 1, path.field("left")), predicate(depth + 1, path.field("right")));
      case 8 ->
          new ShapePredicate.Or(
              predicate(depth + 1, path.field("left")), predicate(depth + 1, path.field("right")));
      case 9 -> new ShapePredicate.Not(predicate(depth + 1, path.field("operand")));
      default ->
          throw in.error(
              Kind.TAG, path, tag + " is no predicate here; write 1 to 9, or 0 as the only one");
    };
  }

  List<BufferDecl> readRegions(List<Declared> declared) {
    NodePath section = NodePath.ROOT.field("regions");
    int count = in.lebCount(WireLimits.MAX_BUFFERS, section);
    if (count != declared.size()) {
      throw in.error(
          Kind.VALUE,
          section,
          "there are "
              + count
              + " regions for "
              + declared.size()
              + " buffers; write one for each");
    }
    List<BufferDecl> buffers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      buffers.add(readRegion(i, declared.get(i), NodePath.ROOT.element("regions", i)));
    }
    return buffers;
  }

  private BufferDecl readRegion(int index, Declared declared, NodePath path) {
    long id = in.leb32(path.field("id"));
    if (id != index) {
      throw in.error(Kind.VALUE, path.field("id"), "the id is " + id + "; write " + index);
    }
    MemoryKind kind = choice(KINDS, path.field("kind"));
    BufferAccess access = choice(ACCESSES, path.field("access"));
    int element = in.u8(path.field("element"));
    int shape = in.u8(path.field("shape"));
    if (shape != 0) {
      throw in.error(
          Kind.VALUE, path.field("shape"), "shape " + shape + " is not defined; write 0");
    }
    WireCursor dense = part(path.field("shape"));
    long count = dense.leb32(path.field("count"));
    DataType type = new TypeReader(dense).readElement(element, path.field("element"));
    dense.requireEnd(path.field("shape"));
    WireCursor hintBytes = part(path.field("hints"));
    MemoryHints hints = readHints(hintBytes, path.field("hints"));
    hintBytes.requireEnd(path.field("hints"));
    checkCount(declared, access, count, path.field("count"));
    checkRange(declared, type, count, path.field("range"));
    return new BufferDecl(
        declared.name(),
        declared.binding(),
        kind,
        access,
        type,
        count,
        declared.output(),
        declared.liveOut(),
        declared.range(),
        hints,
        declared.linear(),
        declared.bytesExtraction(),
        declared.shape());
  }

  private WireCursor part(NodePath path) {
    return in.part(in.lebCount(WireLimits.MAX_SHAPE, path), path);
  }

  private void checkCount(Declared declared, BufferAccess access, long count, NodePath path) {
    if (count != declared.count()) {
      throw in.error(
          Kind.VALUE,
          path,
          "the count is " + count + ", the metadata say " + declared.count() + "; write the same");
    }
    if (count == 0 && access == BufferAccess.WORKGROUP) {
      throw in.error(
          Kind.VALUE, path, "workgroup memory has no elements; declare a count of at least 1");
    }
  }

  private void checkRange(Declared declared, DataType type, long count, NodePath path) {
    if (declared.range().isEmpty()) {
      return;
    }
    if (type.bytes().isEmpty()) {
      throw in.error(
          Kind.VALUE,
          path,
          "elements of type " + type + " have no fixed size; leave the range out");
    }
    long size = type.bytes().getAsLong();
    boolean fits = Math.multiplyHigh(size, count) == 0 && size * count >= 0;
    long end = declared.range().get().end();
    if (!fits || end < 0 || end > size * count) {
      throw in.error(
          Kind.VALUE,
          path,
          "the range ends at "
              + Long.toUnsignedString(end)
              + ", but the buffer has "
              + count
              + " elements of "
              + size
              + " bytes; end it there");
    }
  }
}
