package dev.vireo;

import dev.vireo.runtime.ProgramCode;
import dev.vireo.spirv.lowering.Specialization;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A program as it arrives, for {@link Megakernel#load(ProgramSpec)}: the bytes of a VIR0 program,
 * or a SPIR-V compute module with what can be chosen of it. From then on both live the same life.
 * Immutable: every {@code with…} returns a changed copy.
 *
 * <pre>{@code
 * LoadedProgram blur =
 *     kernel.load(ProgramSpec.spirv(bytes).withName("blur.comp").withConstant(0, 64));
 * BindingSet set = blur.bind(Map.of("0.0", image, "0.1", blurred), Float.floatToIntBits(2.5f));
 * kernel.submit(set.slot(1024, 1, 1));
 * }</pre>
 */
public final class ProgramSpec {
  private final byte[] bytes;
  private final boolean module;
  private final String name;
  private final Specialization chosen;
  private final boolean isNative;

  private ProgramSpec(
      byte[] bytes, boolean module, String name, Specialization chosen, boolean isNative) {
    this.bytes = bytes;
    this.module = module;
    this.name = name;
    this.chosen = chosen;
    this.isNative = isNative;
  }

  /** Returns a VIR0 program of versions 4 to 6; the bytes are copied. */
  public static ProgramSpec vir0(byte[] bytes) {
    return new ProgramSpec(bytes.clone(), false, "the program", Specialization.DEFAULT, false);
  }

  /**
   * Returns a SPIR-V module of versions 1.0 to 1.6, of either byte order; the bytes are copied. It
   * must be valid for Vulkan 1.3; what Vireo does not run of it is refused at load by name.
   */
  public static ProgramSpec spirv(byte[] bytes) {
    return new ProgramSpec(bytes.clone(), true, "the module", Specialization.DEFAULT, false);
  }

  /** Sets the module's name, which messages tell, such as its file's. */
  public ProgramSpec withName(String text) {
    requireModule("names");
    return new ProgramSpec(bytes, true, Objects.requireNonNull(text, "text"), chosen, isNative);
  }

  /** Chooses the module's entry point; unless it has one for compute only. */
  public ProgramSpec withEntryPoint(String entry) {
    requireModule("entry points");
    Specialization other = new Specialization(entry, chosen.constants(), chosen.subgroupSize());
    return new ProgramSpec(bytes, true, name, other, isNative);
  }

  /**
   * Sets a specialization constant of the module, an integer, or the bits of any other one.
   *
   * @param id its SpecId
   * @param value of which the lowest bits count, as many as the constant has
   */
  public ProgramSpec withConstant(int id, long value) {
    requireModule("specialization constants");
    Map<Integer, Long> constants = new HashMap<>(chosen.constants());
    constants.put(id, value);
    Specialization other = new Specialization(chosen.entry(), constants, chosen.subgroupSize());
    return new ProgramSpec(bytes, true, name, other, isNative);
  }

  /** Sets a specialization constant that is a float of 32 bits. */
  public ProgramSpec withConstant(int id, float value) {
    return withConstant(id, Integer.toUnsignedLong(Float.floatToRawIntBits(value)));
  }

  /** Sets a specialization constant that is a boolean. */
  public ProgramSpec withConstant(int id, boolean value) {
    return withConstant(id, value ? 1L : 0L);
  }

  /**
   * Chooses how many invocations of the module make up a subgroup, those that follow each other in
   * the workgroup; without this each has a subgroup of its own. Subgroup operations exchange their
   * words in workgroup memory then, between two barriers: all invocations of the workgroup that
   * have not ended must come to the same operation, in the same turn of the loops around it as the
   * others of their subgroup, or the slot faults with DIVERGENCE. Such a module is interpreted
   * only: as a pipeline it would have the subgroups of the driver.
   *
   * @param invocations a power of two from 1 to 32 that divides the workgroup
   */
  public ProgramSpec withSubgroupSize(int invocations) {
    requireModule("sizes of subgroups");
    return new ProgramSpec(bytes, true, name, chosen.withSubgroupSize(invocations), isNative);
  }

  /**
   * Trusts the module: it may run as a pipeline of the driver, {@link
   * dev.vireo.protocol.ProgramTier#COMPILED}, when {@link MegakernelConfig#withProgramTier} has
   * programs compiled. Nothing cuts such a dispatch: a loop without end holds everybody's slots up
   * until the watchdog gives the device up, and neither budgets nor fuel bound it. Robust buffer
   * access keeps it within its resources, and devices without that refuse it; but what it does with
   * an index outside of its workgroup memory or its variables is up to the driver, and software
   * drivers run in this process. A tenant may do this only if {@link TenantSpec#withNative} says
   * so.
   */
  public ProgramSpec withNative() {
    requireModule("pipelines of the driver");
    return new ProgramSpec(bytes, true, name, chosen, true);
  }

  private void requireModule(String what) {
    if (!module) {
      throw new IllegalArgumentException("VIR0 programs have no " + what + "; leave that out");
    }
  }

  boolean isNative() {
    return isNative;
  }

  /** Reads, validates and lowers it. */
  ProgramCode code() {
    return module ? ProgramCode.ofModule(name, bytes, chosen, isNative) : ProgramCode.of(bytes);
  }
}
