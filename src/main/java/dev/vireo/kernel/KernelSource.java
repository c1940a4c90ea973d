package dev.vireo.kernel;

import dev.vireo.gpu.ShaderFiles;
import dev.vireo.gpu.probe.RecordStyle;
import dev.vireo.protocol.PackedLayout;
import dev.vireo.protocol.Protection;

/**
 * Puts the GLSL of a kernel together: defines from the layouts, the operations in use, users'
 * handlers, the worker loop.
 */
public final class KernelSource {
  /**
   * Invocations in a workgroup of the pass that hands on; at most 65,535 workgroups are allowed.
   */
  static final int HAND_ON_LOCAL_SIZE = 64;

  private static final int PACKED_OPCODES = 256;

  private final KernelSpec spec;
  private final FusedSource.Floats floats;
  private final StringBuilder text = new StringBuilder();

  private KernelSource(KernelSpec spec) {
    this(spec, FusedSource.Floats.OF_SOFTWARE);
  }

  private KernelSource(KernelSpec spec, FusedSource.Floats floats) {
    this.spec = spec;
    this.floats = floats;
  }

  /** Returns the source of the worker kernel, on a software driver if there are programs in it. */
  public static String worker(KernelSpec spec) {
    return worker(spec, FusedSource.Floats.OF_SOFTWARE);
  }

  /**
   * Returns the source of the worker kernel.
   *
   * @param floats for the programs in it
   */
  static String worker(KernelSpec spec, FusedSource.Floats floats) {
    KernelSource source = new KernelSource(spec, floats);
    source.head(spec.localSize());
    source.file("buffers.glsl");
    source.file("slot.glsl");
    if (spec.protection() == Protection.GUARDED) {
      boolean tenants = (spec.builtins() & Builtin.TENANTS_BIT) != 0;
      source.file(tenants ? "tenant.glsl" : "owner.glsl");
    }
    for (Builtin builtin : Builtin.values()) {
      if (builtin.in(spec.builtins()) && builtin.file() != null) {
        source.file("ops/" + builtin.file() + ".glsl");
      }
    }
    source.handlers();
    if (Builtin.PACKED_SLOT.in(spec.builtins())) {
      source.file("packed.glsl");
    }
    source.inlined();
    source.file("worker.comp");
    if (spec.partitioned()) {
      source.file("partitions.comp");
    }
    return source.text.toString();
  }

  /** Returns the source of the kernel that settles batch fences. */
  public static String fence(KernelSpec spec) {
    KernelSource source = new KernelSource(spec);
    source.head(1);
    source.file("buffers.glsl");
    source.file("fence.comp");
    return source.text.toString();
  }

  /** Returns the source of the kernel that hands on the slots to resume that no worker got to. */
  static String handOn(KernelSpec spec) {
    KernelSource source = new KernelSource(spec);
    source.head(HAND_ON_LOCAL_SIZE);
    source.file("buffers.glsl");
    source.file("handon.comp");
    return source.text.toString();
  }

  private void head(int localSize) {
    text.append("#version 450\n#extension GL_GOOGLE_cpp_style_line_directive : require\n");
    if (!spec.inlined().isEmpty()) {
      text.append(FusedSource.modes(floats.modes()));
    }
    text.append("layout(local_size_x = ").append(localSize).append(") in;\n");
    text.append(ShaderDefines.text());
    if (spec.protection() == Protection.RAW) {
      text.append("#define PROTECTION_RAW\n");
    }
    if (Builtin.PACKED_SLOT.in(spec.builtins())) {
      text.append("#define HAS_PACKED_SLOT\n");
    }
    if ((spec.builtins() & Builtin.PROGRAMS_BIT) != 0) {
      text.append("#define HAS_PROGRAMS\n");
    }
    if (spec.mayGiveWay()) {
      text.append("#define MAY_GIVE_WAY\n");
    }
    if (spec.records() != null) {
      text.append("#define RECORDS_").append(spec.records()).append('\n');
    }
    if (spec.protection() == Protection.RAW || spec.records() != RecordStyle.WHOLE) {
      text.append("#define RING_STATUS\n");
    }
    if (mentioned("VIREO_WAIT")) {
      text.append("#define HAS_WAIT\n");
    }
    if (mentioned("VIREO_REQUEUE")) {
      text.append("#define HAS_REQUEUE\n");
    }
    if (spec.partitioned()) {
      text.append("#define PARTITIONED\n");
      text.append("#define EACH_PARTITION(visit)").append(eachPartition()).append('\n');
    }
    if (!spec.inlined().isEmpty()) {
      text.append("#define HAS_INLINE\n");
    }
    text.append("#define SWITCH_CASES").append(cases()).append('\n');
    text.append("#define MEMCPY_BODY").append(memcpyBody()).append('\n');
    text.append("#define PACKED_CHECK_ALL").append(packedChecks()).append('\n');
    text.append("#define HANDLER_GRANT").append(handlerGrant()).append('\n');
    text.append("#define HANDLER_OPCODES_TEST").append(handlerTest()).append('\n');
  }

  private boolean mentioned(String macro) {
    return spec.handlers().stream().anyMatch(handler -> handler.body().contains(macro));
  }

  private void file(String name) {
    text.append("#line 1 \"shaders/").append(name).append("\"\n").append(ShaderFiles.read(name));
  }

  // The least urgent first, so that what is found later counts.
  private static String eachPartition() {
    StringBuilder visits = new StringBuilder();
    for (int i = PartitionLayout.PARTITIONS - 1; i >= 0; i--) {
      visits.append(" visit(").append(i).append("u)");
    }
    return visits.toString();
  }

  private String cases() {
    StringBuilder cases = new StringBuilder();
    for (Builtin builtin : Builtin.values()) {
      if (builtin.in(spec.builtins()) && builtin != Builtin.PACKED_SLOT) {
        String call = builtin.function() == null ? "" : " " + builtin.function() + "();";
        addCase(cases, builtin.opcode(), call);
      }
    }
    for (HandlerSource handler : spec.handlers()) {
      addCase(cases, handler.opcode(), " " + functionOf(handler) + "();");
    }
    return cases.toString();
  }

  private static void addCase(StringBuilder cases, int opcode, String call) {
    cases.append(" case ").append(Integer.toUnsignedString(opcode)).append("u:").append(call);
    cases.append(" break;");
  }

  private static String memcpyBody() {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < ShaderDefines.MEMCPY_UNROLL; i++) {
      String index = " + done + " + i + "u";
      body.append(" if (last > ").append(i).append("u) {");
      body.append(" copyWord(source").append(index).append(", target").append(index).append("); }");
    }
    return body.toString();
  }

  private static String packedChecks() {
    StringBuilder checks = new StringBuilder();
    for (int i = 0; i < PackedLayout.PACKED_MAX_OPS; i++) {
      checks.append(" checkInner(").append(i).append("u);");
    }
    return checks.toString();
  }

  private String handlerTest() {
    StringBuilder test = new StringBuilder();
    for (HandlerSource handler : spec.handlers()) {
      if (Integer.compareUnsigned(handler.opcode(), PACKED_OPCODES) < 0) {
        test.append(" || code == ").append(handler.opcode()).append('u');
      }
    }
    return test.toString();
  }

  /** An expression: the bit in a tenant's set of handlers for the opcode {@code code}, or 0. */
  private String handlerGrant() {
    StringBuilder grant = new StringBuilder(" (");
    int count = Math.min(spec.handlers().size(), TenantTableLayout.TENANT_MOST_HANDLERS);
    for (int i = 0; i < count; i++) {
      grant.append("code == ").append(spec.handlers().get(i).opcode()).append("u ? ");
      grant.append(Integer.toUnsignedString(1 << i)).append("u : ");
    }
    return grant.append("0u)").toString();
  }

  private void handlers() {
    if (spec.handlers().isEmpty()) {
      return;
    }
    file("handler.glsl");
    for (HandlerSource handler : spec.handlers()) {
      text.append("void ").append(functionOf(handler)).append("() {\n");
      text.append("#line 1 \"").append(handler.name()).append("\"\n");
      text.append(handler.body()).append("\n}\n");
    }
  }

  /** Programs that workers run. */
  private void inlined() {
    if (spec.inlined().isEmpty()) {
      return;
    }
    text.append(ShaderFiles.defines(InlineLayout.class));
    text.append(FusedSource.inlineHead(floats));
    StringBuilder cases = new StringBuilder();
    int buffers = 0;
    for (int i = 0; i < spec.inlined().size(); i++) {
      cases.append(" case ").append(i).append("u: program").append(i).append("(); break;");
      buffers = Math.max(buffers, spec.inlined().get(i).program().buffers().size());
    }
    // Software drivers go through the code of every case.
    String run =
        spec.inlined().size() == 1
            ? " program0();"
            : " switch (number) {" + cases + " default: break; }";
    text.append("#define INLINE_RUN").append(run).append('\n');
    text.append("#define INLINE_LOAD_BUFFERS");
    for (int i = 0; i < 2 * buffers; i++) {
      text.append(" fusedPush[FUSED_TABLE + ").append(i).append("u] = ");
      text.append("inlined[at + INLINE_BUFFERS + ").append(i).append("u];");
    }
    text.append('\n');
    file("inline_memory.glsl");
    text.append(FusedSource.inline(spec.inlined()));
    file("inline.glsl");
  }

  private static String functionOf(HandlerSource handler) {
    return "handler" + Integer.toUnsignedString(handler.opcode());
  }
}
