package dev.vireo;

import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.TenantException;
import dev.vireo.protocol.TenantRegistry;
import dev.vireo.runtime.SlotRuntime;
import dev.vireo.runtime.TenantAccount;
import java.time.Duration;
import java.util.List;

/**
 * One of several users of a megakernel, kept apart from the others by the device: its slots read
 * and write its own window of words only, use the operations that it was granted, and end as FAULT
 * otherwise. {@link Megakernel#registerTenant} makes one; {@link #quiesce} ends it. Safe for use by
 * any number of threads.
 *
 * <pre>{@code
 * Tenant tenant = kernel.registerTenant(TenantSpec.ofWords(1000, 100).withMostOutstanding(64));
 * long handle = tenant.submit(Opcode.ATOMIC_ADD, 5, tenant.firstIndex(), 0);
 * Completion completion = kernel.await(handle);
 * tenant.quiesce(Duration.ofSeconds(1));
 * }</pre>
 *
 * <p>Indices in slots stay absolute. COMPARE_SWAP needs word 160 + arg0 in the window as well,
 * where it reports; BATCH_FENCE needs observable word 0, where its tag goes, so that only a tenant
 * who owns that word can fence.
 *
 * <p><b>Fairness.</b> Slots are claimed in the order of publication, and a tenant has at most
 * {@code c} slots outstanding, {@link TenantSpec#withMostOutstanding}; an eighth of the ring unless
 * it was given another share. So before a slot of a tenant that keeps {@code v} slots outstanding
 * there are never more than {@code v + n * c} others, with {@code n} other tenants who submit as
 * much as they may, instead of {@code v}: however greedy they are, they make it wait for {@code 1 +
 * n * c / v} times as many slots, and no longer. One whose slots are long shares the device by
 * giving way when a slice's fuel is used up. The caps of fewer than eight tenants with the default
 * share never fill the ring, so that nobody waits for room either.
 */
public final class Tenant {
  private final SlotRuntime runtime;
  private final TenantAccount account;

  Tenant(SlotRuntime runtime, TenantAccount account) {
    this.runtime = runtime;
    this.account = account;
  }

  /** Returns the id, 1 to 1023. It is given to another tenant after {@link #quiesce}. */
  public int id() {
    return account.id();
  }

  /** Returns the first control word of the window, as slots name it. */
  public int firstIndex() {
    return account.grant().first();
  }

  /** Returns the first control word after the window, as slots name it. */
  public int endIndex() {
    return account.grant().end();
  }

  /**
   * Returns an opcode of the tenant's own opcode window, whose handlers it may use without a grant
   * and nobody else may; those from local 0xE0000 to 0xEFFFF are what its programs get. Source:
   * vyre-runtime 0.6.3.
   *
   * @param local 0 to 2^20 - 1
   * @throws TenantException.OpcodeOutOfRange when it is not
   */
  public int opcode(long local) {
    if (local < 0 || local >= TenantRegistry.OPCODES_PER_TENANT) {
      throw new TenantException.OpcodeOutOfRange(id(), local);
    }
    return TenantRegistry.OPCODE_BASE + id() * TenantRegistry.OPCODES_PER_TENANT + (int) local;
  }

  /** Loads a VIR0 program: {@link #load(ProgramSpec)} of {@link ProgramSpec#vir0}. */
  public LoadedProgram load(byte[] vir0) {
    return load(ProgramSpec.vir0(vir0));
  }

  /**
   * Loads a program of this tenant's, as {@link Megakernel#load(ProgramSpec)} does: its opcode lies
   * in the tenant's opcode window, and no other tenant can run it.
   *
   * @throws TenantException.Untrusted when the program has {@link ProgramSpec#withNative} and the
   *     tenant does not have {@link TenantSpec#withNative}
   * @throws TenantException.Revoked when the tenant was revoked, or quiesces
   */
  public LoadedProgram load(ProgramSpec program) {
    if (program.isNative() && !account.grant().natives()) {
      throw new TenantException.Untrusted(id());
    }
    return new LoadedProgram(runtime, account, program.code());
  }

  /**
   * Makes a resource of this tenant's, as {@link Megakernel#resource} does: no program but this
   * tenant's can have it.
   *
   * @throws TenantException.ResourceBackpressure when its resources would have more words than
   *     {@link TenantSpec#withResourceWords} allows
   * @throws TenantException.Revoked when the tenant was revoked, or quiesces
   */
  public Resource resource(String name, int words) {
    return new Resource(runtime, account, name, words);
  }

  /**
   * Submits a slot of this tenant, whatever tenant it names, and returns its handle; see {@link
   * Megakernel#submit(Slot)}. Allocates nothing.
   *
   * @throws TenantException.Backpressure when as many slots are outstanding as may be and waiting
   *     is over; nothing was submitted
   * @throws TenantException.Revoked when the tenant was revoked, or quiesces
   */
  public long submit(Slot slot) {
    return runtime.publish(account, slot);
  }

  /**
   * Submits a slot of this tenant and NORMAL priority with up to three arguments; see {@link
   * #submit(Slot)}.
   */
  public long submit(int opcode, int arg0, int arg1, int arg2) {
    int priority = Priority.NORMAL.ordinal();
    return runtime.publish(account, opcode, priority, arg0, arg1, arg2);
  }

  /**
   * Submits consecutive slots of this tenant, all or none, and returns the first one's handle; see
   * {@link #submit(Slot)}.
   *
   * @param batch 1 slot to {@link #mostOutstanding}
   * @throws IllegalArgumentException when it is empty or longer than that
   */
  public long submit(List<Slot> batch) {
    return runtime.publish(account, batch);
  }

  /** Returns how many slots of this tenant have not completed. */
  public int outstanding() {
    return account.outstanding();
  }

  /** Returns how many slots of this tenant may be outstanding. */
  public int mostOutstanding() {
    return account.grant().cap();
  }

  /** Returns whether the tenant was revoked or quiesced: it submits nothing any more. */
  public boolean revoked() {
    return account.closed();
  }

  /**
   * Stops the tenant at once: {@code submit} refuses from now on, and so does the device. Every
   * slot that is outstanding still completes: one that was claimed goes on to its end, one that was
   * not ends as FAULT DISABLED_TENANT; so does one whose program runs. Its programs and resources
   * are given up. The id stays taken until {@link #quiesce}. To let them all run, quiesce only.
   * Idempotent.
   */
  public void revoke() {
    runtime.revoke(account);
  }

  /**
   * Ends the tenant: {@code submit} refuses from now on, and once every slot that is outstanding
   * has completed, its programs and resources are given up, and its id is free and given to another
   * tenant later on. Idempotent; a tenant that could not be quiesced can be quiesced again.
   *
   * @param timeout how long to wait; 0 looks once
   * @throws InterruptedException when this thread was interrupted
   * @throws TenantException.QuiesceTimeout when slots are outstanding all the same
   * @throws dev.vireo.protocol.VireoException when the megakernel failed while slots were
   *     outstanding
   */
  public void quiesce(Duration timeout) throws InterruptedException {
    runtime.quiesce(account, timeout);
  }
}
