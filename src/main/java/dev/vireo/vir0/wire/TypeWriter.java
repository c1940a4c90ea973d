package dev.vireo.vir0.wire;

import dev.vireo.vir0.DataType;
import dev.vireo.vir0.NodePath;
import java.util.List;

/** Writes types, in casts and as elements of buffers. Source: VIR0 sections 3.3 and 4. */
final class TypeWriter {
  private TypeWriter() {}

  /** Writes a type as casts have it. */
  static void write(DataType type, WireOutput out, NodePath path) {
    write(type, 0, out, path);
  }

  private static void write(DataType type, int depth, WireOutput out, NodePath path) {
    if (depth > WireLimits.MAX_TYPE_DEPTH) {
      throw WireOutput.unwritable(path, "types nest to at most depth " + WireLimits.MAX_TYPE_DEPTH);
    }
    out.u8(type.tag());
    if (type instanceof DataType.Array array) {
      if (array.elementSize() < 0 || array.elementSize() > WireLimits.MAX_U32) {
        throw WireOutput.unwritable(
            path, "a cast to " + type + "; elements have less than 2^32 bytes there");
      }
      out.u32(array.elementSize());
    } else if (type instanceof DataType.Handle handle) {
      out.u32(handle.id());
    } else if (type instanceof DataType.Vec vector) {
      write(vector.element(), depth + 1, out, path);
      out.u8(vector.count());
    } else if (type instanceof DataType.ShapedTensor tensor) {
      write(tensor.element(), depth + 1, out, path);
      writeList(tensor.shape(), out);
    } else if (type instanceof DataType.SparseCsr csr) {
      write(csr.element(), depth + 1, out, path);
    } else if (type instanceof DataType.SparseCoo coo) {
      write(coo.element(), depth + 1, out, path);
    } else if (type instanceof DataType.SparseBsr bsr) {
      write(bsr.element(), depth + 1, out, path);
      out.u32(bsr.blockRows());
      out.u32(bsr.blockColumns());
    } else if (type instanceof DataType.DeviceMesh mesh) {
      writeList(mesh.axes(), out);
    } else if (type instanceof DataType.Quantized quantized) {
      write(quantized.storage(), depth + 1, out, path);
      out.u8(quantized.scale().per().ordinal());
      out.u32(quantized.scale().figure());
      out.u8(quantized.zeroPoint().per().ordinal());
      out.u32(quantized.zeroPoint().figure());
    } else if (type instanceof DataType.Extension extension) {
      out.u32(requireExtension(extension.id(), path));
    }
  }

  private static void writeList(List<Long> list, WireOutput out) {
    out.u32(list.size());
    list.forEach(out::u32);
  }

  static long requireExtension(long id, NodePath path) {
    if (id < WireLimits.MIN_EXTENSION_ID) {
      throw WireOutput.unwritable(path, id + " is no extension id; use at least 2^31");
    }
    return id;
  }

  /** Writes what belongs to an element type beside its tag. */
  static void writeElement(DataType type, WireOutput out, NodePath path) {
    if (type instanceof DataType.Array array) {
      out.leb(array.elementSize());
    } else if (type instanceof DataType.Handle handle) {
      out.leb(handle.id());
    } else if (type instanceof DataType.Extension extension) {
      out.leb(requireExtension(extension.id(), path));
    } else if (type instanceof DataType.Quantized quantized
        && quantized.storage() instanceof DataType.Scalar storage
        && storage.quantizedStorage()) {
      out.leb(storage.tag());
      out.leb(quantized.scale().per().ordinal());
      out.leb(quantized.scale().figure());
      out.leb(quantized.zeroPoint().per().ordinal());
      out.leb(quantized.zeroPoint().figure());
    } else if (!(type instanceof DataType.Scalar)) {
      throw WireOutput.unwritable(path, "buffers cannot have elements of type " + type);
    }
  }
}
