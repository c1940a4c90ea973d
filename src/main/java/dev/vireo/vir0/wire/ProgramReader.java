package dev.vireo.vir0.wire;

import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.MalformedProgramException.Kind;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.tree.NodeTags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a body: node section, region section, output set. Source: VIR0 section 3. */
public final class ProgramReader {
  private final WireCursor in;
  private final int version;

  public ProgramReader(WireCursor in, int version) {
    this.in = in;
    this.version = version;
  }

  private record Metadata(
      Optional<String> entryOp,
      WorkgroupSize size,
      boolean selfExclusive,
      List<BufferReader.Declared> buffers) {}

  public Program read() {
    NodePath section = NodePath.ROOT.field("nodes");
    int records = in.lebCount(WireLimits.MAX_NODES, section);
    if (records == 0) {
      throw in.error(
          Kind.TRUNCATED, section, "the record of metadata is missing; write it as the first");
    }
    Metadata metadata = readMetadata();
    List<Node> body = new ArrayList<>(Math.min(records - 1, in.remaining()));
    NodeReader nodes = new NodeReader(version);
    for (int i = 1; i < records; i++) {
      body.add(readRecord(nodes, NodePath.ROOT.element("body", i - 1)));
    }
    List<BufferDecl> buffers = new BufferReader(in).readRegions(metadata.buffers());
    readOutputSet(buffers);
    in.requireEnd(NodePath.ROOT);
    return new Program(
        metadata.entryOp(), metadata.size(), metadata.selfExclusive(), buffers, body);
  }

  private Node readRecord(NodeReader nodes, NodePath path) {
    String op = in.lebString(path);
    WireCursor payload = payload(path);
    Node node = nodes.readTop(payload, path);
    payload.requireEnd(path);
    String named = NodeTags.opId(node);
    if (!op.equals(named)) {
      throw in.error(
          Kind.OPERATION,
          path,
          "the record is named '" + op + "' but holds " + named + "; name it so");
    }
    refuseOperands(path);
    return node;
  }

  private WireCursor payload(NodePath path) {
    return in.part(in.lebCount(Integer.MAX_VALUE, path), path);
  }

  /** Operands would refer to earlier records, and no record that exists has any. */
  private void refuseOperands(NodePath path) {
    int operands = in.lebCount(WireLimits.MAX_NODES, path);
    if (operands != 0) {
      throw in.error(
          Kind.VALUE, path, "the record has " + operands + " operands; records have none");
    }
  }

  private Metadata readMetadata() {
    NodePath path = NodePath.ROOT.field("metadata");
    String op = in.lebString(path);
    if (!op.equals(WireLimits.METADATA_OP)) {
      throw in.error(
          Kind.OPERATION,
          path,
          "the first record is '" + op + "'; write " + WireLimits.METADATA_OP + " first");
    }
    WireCursor payload = payload(path);
    payload.expect(
        WireLimits.METADATA_MARKER, Kind.VALUE, path, "metadata start with VYRE-META; write that");
    Optional<String> entryOp =
        payload.flag(path.field("entryOp"))
            ? Optional.of(payload.string(path.field("entryOp")))
            : Optional.empty();
    WorkgroupSize size = readSize(payload, path.field("workgroupSize"));
    boolean selfExclusive = payload.flag(path.field("selfExclusive"));
    List<BufferReader.Declared> buffers = new BufferReader(payload).readDeclared(version);
    payload.requireEnd(path);
    refuseOperands(path);
    return new Metadata(entryOp, size, selfExclusive, buffers);
  }

  private static WorkgroupSize readSize(WireCursor in, NodePath path) {
    WorkgroupSize size = new WorkgroupSize(in.u32(path), in.u32(path), in.u32(path));
    if (size.x() == 0 || size.y() == 0 || size.z() == 0) {
      throw in.error(Kind.VALUE, path, "a size is 0 in " + size + "; write at least 1");
    }
    return size;
  }

  /** The set says again which buffers the program may write; it must say the same. */
  private void readOutputSet(List<BufferDecl> buffers) {
    NodePath path = NodePath.ROOT.field("outputs");
    List<Integer> expected = ProgramWriter.outputSet(buffers);
    int count = in.lebCount(WireLimits.MAX_BUFFERS, path);
    List<Integer> found = new ArrayList<>(Math.min(count, in.remaining()));
    for (int i = 0; i < count; i++) {
      long index = in.leb32(path);
      if (index >= buffers.size()) {
        throw in.error(
            Kind.VALUE, path, index + " is no buffer; there are " + buffers.size() + " buffers");
      }
      found.add((int) index);
    }
    if (!found.equals(expected)) {
      throw in.error(
          Kind.VALUE,
          path,
          "the set is "
              + found
              + ", but the buffers that can be written are "
              + expected
              + "; write those, ascending");
    }
  }
}
