package dev.vireo.vir0.wire;

import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.LinearType;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.tree.TreeWalk;

/** Finds the oldest version of the format that has a place for a program. VIR0 section 12. */
public final class VersionNeed extends TreeWalk {
  private int version = WireLimits.DEFAULT_VERSION;

  private VersionNeed() {}

  public static int of(Program program) {
    VersionNeed need = new VersionNeed();
    need.walk(program.body());
    return program.buffers().stream().mapToInt(VersionNeed::of).reduce(need.version, Math::max);
  }

  public static int of(BufferDecl buffer) {
    boolean plain =
        buffer.linear() == LinearType.UNRESTRICTED
            && !buffer.bytesExtraction()
            && buffer.shape().isEmpty();
    return plain ? WireLimits.DEFAULT_VERSION : 6;
  }

  @Override
  public Void visit(Expr.BufferRef expr) {
    version = 5;
    return null;
  }
}
