package dev.vireo;

import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.ProgramTier;
import dev.vireo.runtime.ArenaRange;
import dev.vireo.runtime.LoadedCode;
import dev.vireo.runtime.ProgramCode;
import dev.vireo.runtime.SlotRuntime;
import dev.vireo.runtime.TenantAccount;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.LaunchException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program that slots run, VIR0 or a SPIR-V module: its opcode is {@link #opcode}, argument 0 a
 * binding set, arguments 1 to 3 the grid in workgroups along each axis. Safe for use by any number
 * of threads.
 *
 * <p>The programs of the owner run one after the other, and so do those of each tenant. Owner and
 * tenants take turns, a dispatch of some milliseconds each, with a slice of other slots in between:
 * a program that does not end holds nobody else up for longer than that, as long as at most 16 have
 * programs that run; more wait until one ends. Small grids of some programs run in the kernel
 * itself, among other slots, see {@link #inKernel}. Within a program, workgroups run side by side.
 * (The reference runs a program in one go.)
 *
 * <p>A slot ends as DONE; as FAULT TRAP, with the program counter as result 0 and the number of the
 * {@link dev.vireo.vir0.TrapCode} as result 1; as FAULT FUEL, with the program counter, when it
 * takes more back-edges than {@link MegakernelConfig#withSlotBudget} allows (on the reference:
 * statements; compiled: in one invocation, or more than {@link MegakernelConfig#withProgramTier}
 * says); or as FAULT BAD_ARGUMENT when the binding set is not this program's, or the grid has more
 * than 2^31 workgroups or 2^32 invocations along an axis. What a program stored before a fault
 * stays. A tenant's slot with a program or a binding set of somebody else's ends as FAULT
 * FORBIDDEN; the owner's slots run the programs of all. Once a tenant is revoked, its programs end
 * as FAULT DISABLED_TENANT, also one that runs.
 *
 * <p>A module's buffers are named {@code SET.BINDING}, such as {@code 0.1}. It may not store into
 * uniform buffers; what lies outside of a resource reads as zero, and stores there are dropped.
 * Modules do not trap; a barrier that not all invocations of a workgroup reach is FAULT TRAP all
 * the same. Compiled, nothing bounds a module but the watchdog: see {@link ProgramSpec#withNative}.
 *
 * <p>When the device is lost, slots with programs end as LOST, and resources are zeroed; push
 * constants stay.
 */
public final class LoadedProgram implements AutoCloseable {
  private final SlotRuntime runtime;
  private final ProgramCode code;
  private final LoadedCode loaded;
  private boolean closed;

  /** Loads a tenant's program, or with null one of the owner's. */
  LoadedProgram(SlotRuntime runtime, @Nullable TenantAccount owner, ProgramCode code) {
    this.runtime = runtime;
    this.code = code;
    this.loaded = runtime.programs().load(code, owner);
  }

  /** Returns the opcode that slots run the program with. */
  public int opcode() {
    return loaded.opcode();
  }

  /**
   * Returns what runs the slots that begin now: the interpreter, which the reference counts as, or
   * the program compiled; see {@link MegakernelConfig#withProgramTier}. A slot that has begun ends
   * where it began.
   */
  public ProgramTier tier() {
    return loaded.tier();
  }

  /** Returns why it is that tier, in a clause for people. */
  public String tierReason() {
    return loaded.tierReason();
  }

  /**
   * Returns whether the running kernel contains the program. Then its workers run a slot with a
   * small grid among other slots, without a dispatch, once one with its binding set has run in a
   * dispatch. That is so on software drivers, some time after a compiled program without loops,
   * traps, workgroup memory and subgroup operations has run a few dozen times on such grids.
   */
  public boolean inKernel() {
    return loaded.inKernel();
  }

  /**
   * Returns where in the program an instruction comes from.
   *
   * @param pc result 0 of a slot that ended as FAULT TRAP or FUEL
   * @return of VIR0 the statement or expression, such as {@code body[0].body[2].value}; of a module
   *     the word and the instruction and, if it has debug information, the source line, such as
   *     {@code word 120 (OpLoopMerge, blur.comp:17)}
   */
  public String place(int pc) {
    return code.code().place(pc).toString();
  }

  /**
   * Says which resources the program's buffers are. The first time that they lie in several blocks
   * of the device's memory, another interpreter is built, which takes as long as the first one did.
   *
   * @param resources by buffer name, one for each buffer but workgroup memory; longer than declared
   *     is fine, and the length that the program sees
   * @param push words of the push constants that a module declares, all of them; the set keeps them
   *     in as many words of its own among the resources
   * @throws LaunchException when names are missing or unknown, a resource is shorter than its
   *     buffer is declared, or another tenant's, or one that the program writes is two of its
   *     buffers, or they lie in more blocks of the device's memory than it binds at once
   * @throws ClosedException when the program or a resource is closed
   * @throws dev.vireo.protocol.TenantException.Revoked when its tenant was revoked, or quiesces
   */
  public synchronized BindingSet bind(Map<String, Resource> resources, int... push) {
    if (closed) {
      throw new ClosedException("the program is closed; load it again", null);
    }
    Map<String, Resource> left = new LinkedHashMap<>(resources);
    List<ArenaRange> ranges = new ArrayList<>();
    checkPush(push);
    for (BufferDecl buffer : bound()) {
      if (buffer.access() == BufferAccess.WORKGROUP) {
        ranges.add(ArenaRange.NONE);
      } else {
        ranges.add(range(buffer, left.remove(buffer.name())));
      }
    }
    if (!left.isEmpty()) {
      throw new LaunchException(
          "the program has no buffer " + left.keySet() + "; it has " + names() + ": bind those");
    }
    checkWritable(ranges);
    return new BindingSet(runtime, loaded.opcode(), runtime.programs().bind(loaded, ranges, push));
  }

  /** Returns the buffers but push constants. */
  private List<BufferDecl> bound() {
    List<BufferDecl> all = code.program().buffers();
    return pushWords() == 0 ? all : all.subList(0, all.size() - 1);
  }

  private int pushWords() {
    return code.module() == null ? 0 : code.module().pushWords();
  }

  private void checkPush(int[] push) {
    if (push.length != pushWords()) {
      throw new LaunchException(
          push.length
              + " words of push constants for a program that has "
              + pushWords()
              + "; pass all of them, in the order of their offsets");
    }
  }

  private ArenaRange range(BufferDecl buffer, Resource resource) {
    if (resource == null) {
      throw new LaunchException(
          "no resource for buffer " + buffer.name() + "; bind one to each of " + names());
    }
    if (resource.runtime() != runtime) {
      throw new LaunchException(
          "resource " + resource.name() + " is another megakernel's; make it with this one");
    }
    if (buffer.count() > 0) {
      long bits = buffer.element().bits().orElse(0);
      if (bits == 0 || buffer.count() > Integer.SIZE * (long) resource.words() / bits) {
        throw new LaunchException(
            String.format(
                "resource %s has %d words, buffer %s is declared with %d elements of %s; bind a"
                    + " longer one",
                resource.name(),
                resource.words(),
                buffer.name(),
                buffer.count(),
                buffer.element()));
      }
    }
    return resource.range();
  }

  private List<String> names() {
    return bound().stream()
        .filter(buffer -> buffer.access() != BufferAccess.WORKGROUP)
        .map(BufferDecl::name)
        .toList();
  }

  // What one buffer stores, another one may or may not have read before.
  private void checkWritable(List<ArenaRange> ranges) {
    List<BufferDecl> buffers = bound();
    for (int i = 0; i < ranges.size(); i++) {
      for (int j = 0; j < i; j++) {
        boolean written = buffers.get(i).access().writable() || buffers.get(j).access().writable();
        if (written && ranges.get(i) == ranges.get(j) && ranges.get(i) != ArenaRange.NONE) {
          throw new LaunchException(
              String.format(
                  "buffers %s and %s are one resource, and the program may write it; bind another"
                      + " one",
                  buffers.get(j).name(), buffers.get(i).name()));
        }
      }
    }
  }

  /**
   * Waits until the slots with this program have completed that were submitted before, and gives
   * its opcode and binding sets up. Slots that come later end as FAULT UNKNOWN_OPCODE, until
   * another program has the opcode. Idempotent.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    runtime.programs().unload(loaded);
  }
}
