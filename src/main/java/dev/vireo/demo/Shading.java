package dev.vireo.demo;

import dev.vireo.gpu.ShaderFiles;
import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.ProgramCodec;

/** The shading programs that come with Vireo, as text in {@code shaders/demo}. */
enum Shading {
  /** A quick look without shadows. */
  SKETCH("sketch"),
  /** Path tracing, better with each sample. */
  PATH("path");

  private final String file;

  Shading(String name) {
    this.file = "demo/" + name + ".vir";
  }

  /** Returns the program's text. */
  String text() {
    return ShaderFiles.read(file);
  }

  /** Returns the program's bytes. */
  byte[] program() {
    return ProgramCodec.encode(Assembly.parse("shaders/" + file, text()));
  }
}
