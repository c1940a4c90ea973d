package dev.vireo.protocol;

/** SPIRV-Tools refuse a module, or text in their assembly. */
public final class InvalidModuleException extends VireoException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param module its name
   * @param said what the tools say
   */
  public InvalidModuleException(String module, String said) {
    super(
        module
            + " is not valid SPIR-V, SPIRV-Tools say: "
            + said
            + "; compile it again, for Vulkan 1.3 or earlier");
  }
}
