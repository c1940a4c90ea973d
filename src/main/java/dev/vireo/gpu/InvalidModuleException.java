package dev.vireo.gpu;

import dev.vireo.protocol.VireoException;

/** SPIRV-Tools refuse a module, or text in their assembly. */
public final class InvalidModuleException extends VireoException {
  private static final long serialVersionUID = 1L;

  InvalidModuleException(String module, String said) {
    super(
        module
            + " is not valid SPIR-V, SPIRV-Tools say: "
            + said
            + "; compile it again, for Vulkan 1.3 or earlier");
  }
}
