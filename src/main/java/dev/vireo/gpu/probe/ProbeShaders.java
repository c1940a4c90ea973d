package dev.vireo.gpu.probe;

import dev.vireo.gpu.ShaderFiles;
import java.util.List;

/** The GLSL of the probe's kernels. */
final class ProbeShaders {
  static final String LOOPS = "probe/loops";
  static final String RESIDENCY = "probe/residency";
  static final String VISIBILITY = "probe/visibility";
  static final String ROUND_TRIP = "probe/roundtrip";

  private ProbeShaders() {}

  /** The source of a kernel with so many invocations in a workgroup. */
  static String source(String name, int lanes, boolean barriers) {
    return ShaderFiles.kernel(name, lanes, ProbeLayout.class, barriers ? "#define BARRIERS\n" : "");
  }

  /** All sources, so that what an older version measured with others is not used. */
  static String all() {
    StringBuilder text = new StringBuilder(ShaderFiles.defines(ProbeLayout.class));
    for (String name : List.of(LOOPS, RESIDENCY, VISIBILITY, ROUND_TRIP)) {
      text.append(ShaderFiles.read(name + ".comp"));
    }
    return text.toString();
  }
}
