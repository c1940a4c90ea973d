package dev.vireo.vir0.wire;

import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.MemoryHints;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ShapePredicate;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.tree.NodeTags;
import java.util.ArrayList;
import java.util.List;

/** Writes a body in its canonical form. Source: VIR0 sections 3 and 12. */
public final class ProgramWriter {
  private final int version;

  public ProgramWriter(int version) {
    this.version = version;
  }

  public void write(Program program, WireOutput out) {
    if (program.body().size() >= WireLimits.MAX_NODES) {
      throw WireOutput.unwritable(
          NodePath.ROOT.field("body"),
          program.body().size() + " top-level statements; write at most 999,999");
    }
    out.leb(program.body().size() + 1L);
    out.lebString(WireLimits.METADATA_OP, NodePath.ROOT);
    out.part(metadata(program));
    out.leb(0);
    NodeWriter nodes = new NodeWriter(version);
    for (int i = 0; i < program.body().size(); i++) {
      NodePath path = NodePath.ROOT.element("body", i);
      out.lebString(NodeTags.opId(program.body().get(i)), path);
      out.part(nodes.writeTop(program.body().get(i), path));
      out.leb(0);
    }
    writeRegions(program.buffers(), out);
    List<Integer> outputs = outputSet(program.buffers());
    out.leb(outputs.size());
    outputs.forEach(out::leb);
  }

  /** Returns the numbers of the buffers that a program may write from outside its workgroup. */
  static List<Integer> outputSet(List<BufferDecl> buffers) {
    List<Integer> outputs = new ArrayList<>();
    for (int i = 0; i < buffers.size(); i++) {
      BufferAccess access = buffers.get(i).access();
      if (access == BufferAccess.READ_WRITE || access == BufferAccess.WRITE_ONLY) {
        outputs.add(i);
      }
    }
    return outputs;
  }

  private WireOutput metadata(Program program) {
    WireOutput out = new WireOutput();
    out.bytes(WireLimits.METADATA_MARKER);
    out.flag(program.entryOp().isPresent());
    program.entryOp().ifPresent(op -> out.string(op, NodePath.ROOT.field("entryOp")));
    WorkgroupSize size = program.workgroupSize();
    if (size.x() == 0 || size.y() == 0 || size.z() == 0) {
      throw WireOutput.unwritable(
          NodePath.ROOT.field("workgroupSize"), "a size is 0 in " + size + "; give at least 1");
    }
    out.u32(size.x());
    out.u32(size.y());
    out.u32(size.z());
    out.flag(program.selfExclusive());
    if (program.buffers().size() > WireLimits.MAX_BUFFERS) {
      throw WireOutput.unwritable(
          NodePath.ROOT.field("buffers"),
          program.buffers().size() + " buffers; declare at most " + WireLimits.MAX_BUFFERS);
    }
    out.leb(program.buffers().size());
    for (int i = 0; i < program.buffers().size(); i++) {
      writeDeclared(program.buffers().get(i), out, NodePath.ROOT.element("buffers", i));
    }
    return out;
  }

  private void writeDeclared(BufferDecl buffer, WireOutput out, NodePath path) {
    out.string(buffer.name(), path.field("name"));
    out.u32(buffer.binding());
    out.u32(buffer.count());
    out.flag(buffer.output());
    out.flag(buffer.liveOut());
    out.flag(buffer.outputRange().isPresent());
    if (buffer.outputRange().isPresent()) {
      out.leb(buffer.outputRange().get().start());
      out.leb(buffer.outputRange().get().end());
    }
    writeHints(buffer.hints(), out);
    if (version < 6) {
      if (VersionNeed.of(buffer) > version) {
        throw WireOutput.unwritable(
            path, "its linear type, extraction flag or shape need version 6; write that");
      }
      return;
    }
    out.u8(buffer.linear().ordinal());
    out.flag(buffer.bytesExtraction());
    if (buffer.shape().isEmpty()) {
      out.u8(0);
    } else {
      writePredicate(buffer.shape().get(), 0, out, path.field("shape"));
    }
  }

  private static void writeHints(MemoryHints hints, WireOutput out) {
    out.flag(hints.coalesceAxis().isPresent());
    hints.coalesceAxis().ifPresent(out::u8);
    out.u32(hints.preferredAlignment());
    out.u8(hints.locality().ordinal());
  }

  private static void writePredicate(
      ShapePredicate shape, int depth, WireOutput out, NodePath path) {
    if (depth > ShapePredicate.MAX_DEPTH) {
      throw WireOutput.unwritable(
          path, "predicates nest to at most depth " + ShapePredicate.MAX_DEPTH);
    }
    if (shape instanceof ShapePredicate.AtLeast least) {
      writeFigure(1, least.bound(), out);
    } else if (shape instanceof ShapePredicate.AtMost most) {
      writeFigure(2, most.bound(), out);
    } else if (shape instanceof ShapePredicate.Exactly exactly) {
      writeFigure(3, exactly.bound(), out);
    } else if (shape instanceof ShapePredicate.MultipleOf multiple) {
      writeFigure(4, multiple.factor(), out);
    } else if (shape instanceof ShapePredicate.Modulus modulus) {
      writeFigure(5, modulus.modulus(), out);
      out.u32(modulus.remainder());
    } else if (shape instanceof ShapePredicate.AffineRange range) {
      out.u8(6);
      out.leb(range.scale());
      out.leb(range.offset());
      out.leb(range.min());
      out.leb(range.max());
    } else if (shape instanceof ShapePredicate.And and) {
      writePair(7, and.left(), and.right(), depth, out, path);
    } else if (shape instanceof ShapePredicate.Or or) {
      writePair(8, or.left(), or.right(), depth, out, path);
    } else if (shape instanceof ShapePredicate.Not not) {
      out.u8(9);
      writePredicate(not.operand(), depth + 1, out, path);
    }
  }

  private static void writeFigure(int tag, long figure, WireOutput out) {
    out.u8(tag);
    out.u32(figure);
  }

  private static void writePair(
      int tag,
      ShapePredicate left,
      ShapePredicate right,
      int depth,
      WireOutput out,
      NodePath path) {
    out.u8(tag);
    writePredicate(left, depth + 1, out, path);
    writePredicate(right, depth + 1, out, path);
  }

  private static void writeRegions(List<BufferDecl> buffers, WireOutput out) {
    out.leb(buffers.size());
    for (int i = 0; i < buffers.size(); i++) {
      BufferDecl buffer = buffers.get(i);
      out.leb(i);
      out.u8(buffer.kind().ordinal());
      out.u8(buffer.access().ordinal());
      out.u8(buffer.element().tag());
      out.u8(0);
      WireOutput shape = new WireOutput();
      shape.leb(buffer.count());
      TypeWriter.writeElement(
          buffer.element(), shape, NodePath.ROOT.element("buffers", i).field("element"));
      out.part(shape);
      WireOutput hints = new WireOutput();
      writeHints(buffer.hints(), hints);
      out.part(hints);
    }
  }
}
