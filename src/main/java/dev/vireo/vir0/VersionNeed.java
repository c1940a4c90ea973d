package dev.vireo.vir0;

/** Finds the oldest version of the format that has a place for a program. VIR0 section 12. */
final class VersionNeed extends TreeWalk {
  private int version = ProgramCodec.DEFAULT_VERSION;

  private VersionNeed() {}

  static int of(Program program) {
    VersionNeed need = new VersionNeed();
    need.walk(program.body());
    return program.buffers().stream().mapToInt(VersionNeed::of).reduce(need.version, Math::max);
  }

  static int of(BufferDecl buffer) {
    boolean plain =
        buffer.linear() == LinearType.UNRESTRICTED
            && !buffer.bytesExtraction()
            && buffer.shape().isEmpty();
    return plain ? ProgramCodec.DEFAULT_VERSION : 6;
  }

  @Override
  public Void visit(Expr.BufferRef expr) {
    version = 5;
    return null;
  }
}
