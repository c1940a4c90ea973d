package dev.vireo.vir0.wire;

import dev.vireo.vir0.DataType;
import dev.vireo.vir0.MalformedProgramException;
import dev.vireo.vir0.MalformedProgramException.Kind;
import dev.vireo.vir0.NodePath;
import java.util.ArrayList;
import java.util.List;

/** Reads types, in casts and as elements of buffers. Source: VIR0 sections 3.3 and 4. */
final class TypeReader {
  private static final DataType.Scale.Per[] SCALES = DataType.Scale.Per.values();
  private static final DataType.ZeroPoint.Per[] ZERO_POINTS = DataType.ZeroPoint.Per.values();

  private final WireCursor in;

  TypeReader(WireCursor in) {
    this.in = in;
  }

  /** Reads a type as casts have it: a tag and what belongs to it, in fixed-size numbers. */
  DataType read(NodePath path) {
    return read(0, path);
  }

  private DataType read(int depth, NodePath path) {
    if (depth > WireLimits.MAX_TYPE_DEPTH) {
      throw in.error(Kind.DEPTH, path, "types nest to at most depth " + WireLimits.MAX_TYPE_DEPTH);
    }
    int tag = in.u8(path);
    DataType.Scalar scalar = scalar(tag);
    if (scalar != null) {
      return scalar;
    }
    return switch (tag) {
      case 0x08 -> new DataType.Array(in.u32(path));
      case 0x13 -> new DataType.Handle(in.u32(path));
      case 0x14 -> new DataType.Vec(read(depth + 1, path), in.u8(path));
      case 0x15 -> new DataType.ShapedTensor(read(depth + 1, path), list(path));
      case 0x16 -> new DataType.SparseCsr(read(depth + 1, path));
      case 0x17 -> new DataType.SparseCoo(read(depth + 1, path));
      case 0x18 -> new DataType.SparseBsr(read(depth + 1, path), in.u32(path), in.u32(path));
      case 0x1E -> new DataType.DeviceMesh(list(path));
      case 0x1F ->
          new DataType.Quantized(
              read(depth + 1, path),
              scale(in.u8(path), in.u32(path), path),
              zeroPoint(in.u8(path), in.u32(path), path));
      case WireLimits.EXTENSION_TAG -> extension(in.u32(path), path);
      default -> throw unknown(tag, path);
    };
  }

  private MalformedProgramException unknown(int tag, NodePath path) {
    return in.error(
        Kind.TAG, path, String.format("0x%02X is no type; write a tag of the format", tag));
  }

  private List<Long> list(NodePath path) {
    long count = in.u32(path);
    if (count > in.remaining() / 4) {
      throw in.error(
          Kind.TRUNCATED, path, count + " extents are announced but not there; write them all");
    }
    List<Long> list = new ArrayList<>((int) count);
    for (long i = 0; i < count; i++) {
      list.add(in.u32(path));
    }
    return list;
  }

  private DataType extension(long id, NodePath path) {
    if (id < WireLimits.MIN_EXTENSION_ID) {
      throw in.error(Kind.VALUE, path, id + " is no extension id; write at least 2^31");
    }
    return new DataType.Extension(id);
  }

  private DataType.Scale scale(long per, long figure, NodePath path) {
    if (per < 0 || per >= SCALES.length) {
      throw in.error(
          Kind.VALUE, path, Long.toUnsignedString(per) + " is no scale; write 0, 1 or 2");
    }
    DataType.Scale.Per kind = SCALES[(int) per];
    boolean zero = figure == 0;
    requireFigure(kind == DataType.Scale.Per.TENSOR, zero, figure, path);
    requireFigure(kind == DataType.Scale.Per.GROUP, !zero, figure, path);
    return new DataType.Scale(kind, figure);
  }

  private DataType.ZeroPoint zeroPoint(long per, long figure, NodePath path) {
    if (per < 0 || per >= ZERO_POINTS.length) {
      throw in.error(
          Kind.VALUE, path, Long.toUnsignedString(per) + " is no zero point; write 0 to 3");
    }
    DataType.ZeroPoint.Per kind = ZERO_POINTS[(int) per];
    boolean zero = figure == 0;
    boolean single = kind == DataType.ZeroPoint.Per.NONE || kind == DataType.ZeroPoint.Per.TENSOR;
    requireFigure(single, zero, figure, path);
    requireFigure(kind == DataType.ZeroPoint.Per.GROUP, !zero, figure, path);
    return new DataType.ZeroPoint(kind, figure);
  }

  private void requireFigure(boolean applies, boolean holds, long figure, NodePath path) {
    if (applies && !holds) {
      throw in.error(
          Kind.VALUE,
          path,
          "the figure of a scale or zero point cannot be "
              + figure
              + "; write 0 for the tensor, more than 0 for groups");
    }
  }

  /** Reads the element type of a buffer: its tag stands before, its figures are LEB128. */
  DataType readElement(int tag, NodePath path) {
    DataType.Scalar scalar = scalar(tag);
    if (scalar != null) {
      return scalar;
    }
    return switch (tag) {
      case 0x08 -> new DataType.Array(in.leb(path));
      case 0x13 -> new DataType.Handle(in.leb32(path));
      case 0x1F -> readQuantizedElement(path);
      case WireLimits.EXTENSION_TAG -> extension(in.leb32(path), path);
      default -> throw unknown(tag, path);
    };
  }

  private DataType readQuantizedElement(NodePath path) {
    long tag = in.leb(path);
    DataType.Scalar storage = tag >= 0 && tag < 256 ? scalar((int) tag) : null;
    if (storage == null || !storage.quantizedStorage()) {
      throw in.error(
          Kind.VALUE,
          path,
          Long.toUnsignedString(tag) + " cannot store quantised values; write a 4 to 16 bit type");
    }
    return new DataType.Quantized(
        storage,
        scale(in.leb(path), in.leb32(path), path),
        zeroPoint(in.leb(path), in.leb32(path), path));
  }

  /** Returns the scalar of that tag, or null. */
  private static DataType.Scalar scalar(int tag) {
    for (DataType.Scalar scalar : DataType.Scalar.values()) {
      if (scalar.tag() == tag) {
        return scalar;
      }
    }
    return null;
  }
}
