package dev.vireo.gpu;

import dev.vireo.protocol.VireoException;

/** GLSL that does not compile, or compiles to SPIR-V that is not valid. */
public class ShaderCompileException extends VireoException {
  private static final long serialVersionUID = 1L;

  /** The shader. */
  private final String shader;

  /** What the compiler said. */
  private final String compilerMessage;

  ShaderCompileException(String shader, String compilerMessage, String remedy) {
    super(
        "shader \""
            + shader
            + "\" does not compile:"
            + System.lineSeparator()
            + compilerMessage
            + System.lineSeparator()
            + remedy);
    this.shader = shader;
    this.compilerMessage = compilerMessage;
  }

  /** The name that the shader was compiled under. */
  public String shader() {
    return shader;
  }

  /**
   * What the compiler said: a line {@code FILE:LINE: error: …} for each error, with file and line
   * as {@code #line} set them.
   */
  public String compilerMessage() {
    return compilerMessage;
  }
}
