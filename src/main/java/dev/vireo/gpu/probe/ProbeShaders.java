package dev.vireo.gpu.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The GLSL of the probe's kernels. */
final class ProbeShaders {
  static final String LOOPS = "loops";
  static final String RESIDENCY = "residency";
  static final String VISIBILITY = "visibility";
  static final String ROUND_TRIP = "roundtrip";
  private static final String FOLDER = "/dev/vireo/kernel/shaders/probe/";

  private ProbeShaders() {}

  /** The source of a kernel with so many invocations in a workgroup. */
  static String source(String name, int lanes, boolean barriers) {
    return "layout(local_size_x = "
        + lanes
        + ") in;\n"
        + ProbeLayout.defines()
        + (barriers ? "#define BARRIERS\n" : "")
        + "#line 1 \"shaders/probe/"
        + name
        + ".comp\"\n"
        + read(name);
  }

  /** All sources, so that what an older version measured with others is not used. */
  static String all() {
    StringBuilder text = new StringBuilder(ProbeLayout.defines());
    List.of(LOOPS, RESIDENCY, VISIBILITY, ROUND_TRIP).forEach(name -> text.append(read(name)));
    return text.toString();
  }

  private static String read(String name) {
    String file = FOLDER + name + ".comp";
    try (InputStream in = ProbeShaders.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing from Vireo's jar; build it again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read from Vireo's jar", e);
    }
  }
}
