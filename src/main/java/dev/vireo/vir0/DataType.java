package dev.vireo.vir0;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Type of values and of buffer elements. The core set, which every engine runs, is {@link
 * Scalar#U32}, {@link Scalar#I32}, {@link Scalar#F32} and {@link Scalar#BOOL}.
 */
public sealed interface DataType {
  /** Returns the type's tag on the wire, 0 to 255. */
  int tag();

  /**
   * Returns the size of one element in bytes, where the type has a fixed one. Four-bit types count
   * as one byte here; {@link #bits()} tells their true width.
   */
  OptionalLong bytes();

  /** Returns the width of one element in bits, where the type has a fixed one. */
  default OptionalLong bits() {
    OptionalLong bytes = bytes();
    return bytes.isPresent() ? OptionalLong.of(8 * bytes.getAsLong()) : bytes;
  }

  /** Says whether every engine runs values of this type. */
  default boolean core() {
    return this == Scalar.U32 || this == Scalar.I32 || this == Scalar.F32 || this == Scalar.BOOL;
  }

  /** Types without parameters. */
  enum Scalar implements DataType {
    /** Unsigned 32-bit integer. */
    U32(0x01, 32),
    /** Signed 32-bit integer, two's complement. */
    I32(0x02, 32),
    /** Unsigned 64-bit integer. */
    U64(0x03, 64),
    /** Two u32. */
    VEC2U32(0x04, 64),
    /** Four u32. */
    VEC4U32(0x05, 128),
    /** Truth value, kept in 32 bits. */
    BOOL(0x06, 32),
    /** A string of bytes. */
    BYTES(0x07, 8),
    /** IEEE binary16. */
    F16(0x09, 16),
    /** bfloat16. */
    BF16(0x0A, 16),
    /** IEEE binary32. */
    F32(0x0B, 32),
    /** IEEE binary64. */
    F64(0x0C, 64),
    /** A tensor whose shape is known elsewhere. */
    TENSOR(0x0D, 0),
    /** Unsigned 8-bit integer. */
    U8(0x0E, 8),
    /** Unsigned 16-bit integer. */
    U16(0x0F, 16),
    /** Signed 8-bit integer. */
    I8(0x10, 8),
    /** Signed 16-bit integer. */
    I16(0x11, 16),
    /** Signed 64-bit integer. */
    I64(0x12, 64),
    /** 8-bit float with a 4-bit exponent. */
    F8E4M3(0x19, 8),
    /** 8-bit float with a 5-bit exponent. */
    F8E5M2(0x1A, 8),
    /** Signed 4-bit integer. */
    I4(0x1B, 4),
    /** 4-bit float. */
    FP4(0x1C, 4),
    /** 4-bit normal float. */
    NF4(0x1D, 4);

    private final int tag;
    private final int bits;

    Scalar(int tag, int bits) {
      this.tag = tag;
      this.bits = bits;
    }

    @Override
    public int tag() {
      return tag;
    }

    @Override
    public OptionalLong bytes() {
      return bits == 0 ? OptionalLong.empty() : OptionalLong.of((bits + 7) / 8);
    }

    @Override
    public OptionalLong bits() {
      return bits == 0 ? OptionalLong.empty() : OptionalLong.of(bits);
    }

    /** Says whether values of the type can be the storage of a {@link Quantized} type. */
    public boolean quantizedStorage() {
      return switch (this) {
        case I4, I8, I16, U8, U16, F8E4M3, F8E5M2, FP4, NF4 -> true;
        default -> false;
      };
    }

    /** Says whether casts treat the type as an integer: 8 to 64 bits, and bool. */
    public boolean integerLike() {
      return switch (this) {
        case U8, U16, U32, U64, I8, I16, I32, I64, BOOL -> true;
        default -> false;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Elements of {@code elementSize} bytes, 0 to 2^32-1 in casts and 64 bits in buffers. */
  record Array(long elementSize) implements DataType {
    @Override
    public int tag() {
      return 0x08;
    }

    @Override
    public OptionalLong bytes() {
      return elementSize < 0 ? OptionalLong.empty() : OptionalLong.of(elementSize);
    }

    @Override
    public OptionalLong bits() {
      return elementSize < 0 || elementSize > Long.MAX_VALUE / 8
          ? OptionalLong.empty()
          : OptionalLong.of(8 * elementSize);
    }

    @Override
    public String toString() {
      return "array<" + Long.toUnsignedString(elementSize) + ">";
    }
  }

  /** Handle of a device's own resource; {@code id} is 0 to 2^32-1. */
  record Handle(long id) implements DataType {
    /**
     * Checks the figure.
     *
     * @throws IllegalArgumentException when {@code id} is not between 0 and 2^32 - 1
     */
    public Handle {
      U32.require("id", id);
    }

    @Override
    public int tag() {
      return 0x13;
    }

    @Override
    public OptionalLong bytes() {
      return OptionalLong.of(4);
    }

    @Override
    public String toString() {
      return "handle<" + id + ">";
    }
  }

  /** Vector of {@code count} lanes, 0 to 255. */
  record Vec(DataType element, int count) implements DataType {
    /**
     * Refuses null.
     *
     * @throws IllegalArgumentException when {@code count} is not between 0 and 255
     */
    public Vec {
      Objects.requireNonNull(element, "element");
      if ((count & ~0xFF) != 0) {
        throw new IllegalArgumentException("a vector of " + count + " lanes; pass 0 to 255");
      }
    }

    @Override
    public int tag() {
      return 0x14;
    }

    @Override
    public OptionalLong bytes() {
      OptionalLong lane = element.bytes();
      return lane.isEmpty() || lane.getAsLong() > Long.MAX_VALUE >> 8
          ? OptionalLong.empty()
          : OptionalLong.of(lane.getAsLong() * count);
    }

    @Override
    public String toString() {
      return "vec<" + element + ", " + count + ">";
    }
  }

  /** Tensor with its dimensions, each 0 to 2^32-1. */
  record ShapedTensor(DataType element, List<Long> shape) implements DataType {
    /**
     * Keeps a copy of the list, and refuses null.
     *
     * @throws IllegalArgumentException when a dimension is not between 0 and 2^32 - 1
     */
    public ShapedTensor {
      Objects.requireNonNull(element, "element");
      shape = List.copyOf(shape);
      shape.forEach(dimension -> U32.require("dimension", dimension));
    }

    @Override
    public int tag() {
      return 0x15;
    }

    @Override
    public OptionalLong bytes() {
      return OptionalLong.empty();
    }

    @Override
    public String toString() {
      return "shaped<" + element + figures(shape) + ">";
    }
  }

  /** Sparse matrix in compressed rows. */
  record SparseCsr(DataType element) implements DataType {
    /** Refuses null. */
    public SparseCsr {
      Objects.requireNonNull(element, "element");
    }

    @Override
    public int tag() {
      return 0x16;
    }

    @Override
    public OptionalLong bytes() {
      return OptionalLong.empty();
    }

    @Override
    public String toString() {
      return "csr<" + element + ">";
    }
  }

  /** Sparse matrix in coordinates. */
  record SparseCoo(DataType element) implements DataType {
    /** Refuses null. */
    public SparseCoo {
      Objects.requireNonNull(element, "element");
    }

    @Override
    public int tag() {
      return 0x17;
    }

    @Override
    public OptionalLong bytes() {
      return OptionalLong.empty();
    }

    @Override
    public String toString() {
      return "coo<" + element + ">";
    }
  }

  /** Sparse matrix in compressed rows of blocks; extents are 0 to 2^32-1. */
  record SparseBsr(DataType element, long blockRows, long blockColumns) implements DataType {
    /**
     * Refuses null.
     *
     * @throws IllegalArgumentException when {@code blockRows} or {@code blockColumns} is not
     *     between 0 and 2^32 - 1
     */
    public SparseBsr {
      Objects.requireNonNull(element, "element");
      U32.require("blockRows", blockRows);
      U32.require("blockColumns", blockColumns);
    }

    @Override
    public int tag() {
      return 0x18;
    }

    @Override
    public OptionalLong bytes() {
      return OptionalLong.empty();
    }

    @Override
    public String toString() {
      return "bsr<" + element + ", " + blockRows + ", " + blockColumns + ">";
    }
  }

  /** Mesh of devices; extents are 0 to 2^32-1. */
  record DeviceMesh(List<Long> axes) implements DataType {
    /**
     * Keeps a copy of the list.
     *
     * @throws IllegalArgumentException when an axis is not between 0 and 2^32 - 1
     */
    public DeviceMesh {
      axes = List.copyOf(axes);
      axes.forEach(axis -> U32.require("axis", axis));
    }

    @Override
    public int tag() {
      return 0x1E;
    }

    @Override
    public OptionalLong bytes() {
      return OptionalLong.of(4);
    }

    @Override
    public String toString() {
      String list = figures(axes);
      return "mesh<" + (list.isEmpty() ? "" : list.substring(2)) + ">";
    }
  }

  /** Quantised values with scales and zero points beside them. */
  record Quantized(DataType storage, Scale scale, ZeroPoint zeroPoint) implements DataType {
    /** Refuses null. */
    public Quantized {
      Objects.requireNonNull(storage, "storage");
      Objects.requireNonNull(scale, "scale");
      Objects.requireNonNull(zeroPoint, "zeroPoint");
    }

    @Override
    public int tag() {
      return 0x1F;
    }

    @Override
    public OptionalLong bytes() {
      return storage.bytes();
    }

    @Override
    public OptionalLong bits() {
      return storage.bits();
    }

    @Override
    public String toString() {
      return "quantized<" + storage + ", " + scale + ", " + zeroPoint + ">";
    }
  }

  /** A type that an extension defines; {@code id} is 2^31 to 2^32-1. */
  record Extension(long id) implements DataType {
    /**
     * Checks the figure.
     *
     * @throws IllegalArgumentException when {@code id} is not between 0 and 2^32 - 1
     */
    public Extension {
      U32.require("id", id);
    }

    @Override
    public int tag() {
      return 0x80;
    }

    @Override
    public OptionalLong bytes() {
      return OptionalLong.empty();
    }

    @Override
    public String toString() {
      return "extension<" + id + ">";
    }
  }

  /**
   * How scales are laid out.
   *
   * @param per what has a scale of its own
   * @param figure the axis, or the group's size (more than 0), or 0 for the tensor
   */
  record Scale(Per per, long figure) {
    /** What has a scale of its own; the ordinal is the number on the wire. */
    public enum Per {
      /** The whole tensor. */
      TENSOR,
      /** A slice along an axis. */
      CHANNEL,
      /** So many neighbouring elements. */
      GROUP
    }

    /**
     * Checks the figure.
     *
     * @throws IllegalArgumentException when {@code figure} is not between 0 and 2^32 - 1, or does
     *     not go with {@code per}
     */
    public Scale {
      U32.require("figure", figure);
      if ((per == Per.TENSOR && figure != 0) || (per == Per.GROUP && figure == 0)) {
        throw new IllegalArgumentException("a scale per " + per + " cannot have figure " + figure);
      }
    }

    @Override
    public String toString() {
      String word = per.name().toLowerCase(Locale.ROOT);
      return per == Per.TENSOR ? word : word + " " + figure;
    }
  }

  /**
   * How zero points are laid out.
   *
   * @param per what has a zero point of its own
   * @param figure the axis, or the group's size (more than 0), else 0
   */
  record ZeroPoint(Per per, long figure) {
    /** What has a zero point of its own; the ordinal is the number on the wire. */
    public enum Per {
      /** Nothing: zero is zero. */
      NONE,
      /** The whole tensor. */
      TENSOR,
      /** A slice along an axis. */
      CHANNEL,
      /** So many neighbouring elements. */
      GROUP
    }

    /**
     * Checks the figure.
     *
     * @throws IllegalArgumentException when {@code figure} is not between 0 and 2^32 - 1, or does
     *     not go with {@code per}
     */
    public ZeroPoint {
      U32.require("figure", figure);
      boolean single = per == Per.NONE || per == Per.TENSOR;
      if ((single && figure != 0) || (per == Per.GROUP && figure == 0)) {
        throw new IllegalArgumentException(
            "a zero point per " + per + " cannot have figure " + figure);
      }
    }

    @Override
    public String toString() {
      String word = per.name().toLowerCase(Locale.ROOT);
      return per == Per.NONE || per == Per.TENSOR ? word : word + " " + figure;
    }
  }

  private static String figures(List<Long> list) {
    StringBuilder text = new StringBuilder();
    list.forEach(figure -> text.append(", ").append(figure));
    return text.toString();
  }
}
