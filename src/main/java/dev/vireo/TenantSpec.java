package dev.vireo;

import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.TenantRegistry;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a tenant is registered with. Immutable: every {@code with…} returns a changed copy.
 *
 * <p>What is checked against the megakernel (the window, the outstanding slots, the handlers) is
 * checked by {@link Megakernel#registerTenant}.
 */
public final class TenantSpec {
  /** Operations that a tenant may use unless {@link #withOpcodes} says otherwise. */
  private static final Set<Integer> DEFAULT_OPCODES =
      Set.of(
          Opcode.NOP,
          Opcode.STORE_U32,
          Opcode.ATOMIC_ADD,
          Opcode.LOAD_U32,
          Opcode.COMPARE_SWAP,
          Opcode.MEMCPY,
          Opcode.DFA_STEP,
          Opcode.BATCH_FENCE,
          Opcode.PACKED_SLOT);

  /** Quota that bounds nothing. */
  static final long UNBOUNDED = Long.MAX_VALUE;

  /** Largest quota that can be counted. */
  private static final long MOST_QUOTA = 0xFFFF_FFFEL;

  private String name = "";
  private int first;
  private int count;
  private int id;
  private Set<Integer> opcodes = DEFAULT_OPCODES;
  private long quota = UNBOUNDED;
  private int mostOutstanding;
  private long resourceWords;
  private long programBudget = UNBOUNDED;
  private boolean natives;
  private FullRing whenFull = FullRing.block();

  private TenantSpec() {}

  private TenantSpec(TenantSpec other) {
    name = other.name;
    first = other.first;
    count = other.count;
    id = other.id;
    opcodes = other.opcodes;
    quota = other.quota;
    mostOutstanding = other.mostOutstanding;
    resourceWords = other.resourceWords;
    programBudget = other.programBudget;
    natives = other.natives;
    whenFull = other.whenFull;
  }

  /**
   * Returns the defaults for a tenant that owns {@code count} observable words from {@code first}
   * on, counted as {@link Words} counts them: any free id; the built-in operations except PRINTF
   * (the log is shared), LOAD_MISS and SHUTDOWN, and no handler; no quota; an eighth of the ring
   * outstanding; {@code submit} blocks beyond it. Windows may overlap: their tenants then share
   * words.
   *
   * @throws IllegalArgumentException when one is negative
   */
  public static TenantSpec ofWords(int first, int count) {
    if (first < 0 || count < 0) {
      throw new IllegalArgumentException(
          "a window of " + count + " words from " + first + " on; neither may be negative");
    }
    TenantSpec spec = new TenantSpec();
    spec.first = first;
    spec.count = count;
    return spec;
  }

  /**
   * Gives the tenant a name, for {@linkplain dev.vireo.telemetry.TenantTelemetry#name figures}. It
   * has no other meaning; several may have the same.
   */
  public TenantSpec withName(String name) {
    TenantSpec copy = new TenantSpec(this);
    copy.name = Objects.requireNonNull(name, "name");
    return copy;
  }

  /**
   * Names the operations that the tenant may use, all of them, inside PACKED slots too: built-in
   * ones, and handlers of the megakernel by their opcodes. Handlers with an opcode of the tenant's
   * own opcode window need not be named, nor do the tenant's programs.
   *
   * @throws IllegalArgumentException when one is SHUTDOWN, which is the owner's
   */
  public TenantSpec withOpcodes(int... all) {
    Set<Integer> named = new TreeSet<>();
    for (int opcode : all) {
      if (opcode == Opcode.SHUTDOWN) {
        throw new IllegalArgumentException(
            "SHUTDOWN ends the megakernel for everybody: only the owner may use it; leave it out");
      }
      named.add(opcode);
    }
    TenantSpec copy = new TenantSpec(this);
    copy.opcodes = Set.copyOf(named);
    return copy;
  }

  /**
   * Sets how many of the tenant's slots may run in all; those beyond it end as FAULT QUOTA. Every
   * slot counts that is claimed while the tenant is enabled, whether it then is DONE or faults.
   *
   * @param slots 0 to 2^32 - 2
   */
  public TenantSpec withQuota(long slots) {
    if (slots < 0 || slots > MOST_QUOTA) {
      throw new IllegalArgumentException(
          "a quota lies between 0 and " + MOST_QUOTA + " slots, got " + slots);
    }
    TenantSpec copy = new TenantSpec(this);
    copy.quota = slots;
    return copy;
  }

  /**
   * Sets how many slots of the tenant may be outstanding, submitted and not completed: its share of
   * the ring, see {@link Tenant}.
   *
   * @param slots 1 to the ring's length
   */
  public TenantSpec withMostOutstanding(int slots) {
    if (slots < 1) {
      throw new IllegalArgumentException(
          "a tenant may have 1 slot to the ring's length outstanding, got " + slots);
    }
    TenantSpec copy = new TenantSpec(this);
    copy.mostOutstanding = slots;
    return copy;
  }

  /**
   * Sets how many back-edges of loops a slot with one of the tenant's programs may take, all
   * invocations together; beyond it is FAULT FUEL. A slot whose program runs keeps its place in the
   * ring, and holds up batch fences behind it, for that long. Unless it is set, {@link
   * MegakernelConfig#withSlotBudget} alone bounds it.
   *
   * @param backEdges 0 and more
   */
  public TenantSpec withProgramBudget(long backEdges) {
    if (backEdges < 0) {
      throw new IllegalArgumentException(
          "a budget of " + backEdges + " back-edges; pass 0 or more");
    }
    TenantSpec copy = new TenantSpec(this);
    copy.programBudget = backEdges;
    return copy;
  }

  /**
   * Trusts the tenant with the driver: it may load modules with {@link ProgramSpec#withNative},
   * which says what that means. No budget bounds these.
   */
  public TenantSpec withNative() {
    TenantSpec copy = new TenantSpec(this);
    copy.natives = true;
    return copy;
  }

  /**
   * Sets how many words the tenant's resources may have together; an eighth of what the device can
   * have unless it is set.
   *
   * @param words 1 and more
   */
  public TenantSpec withResourceWords(long words) {
    if (words < 1) {
      throw new IllegalArgumentException(
          "a tenant's resources may have 1 word and more, got " + words);
    }
    TenantSpec copy = new TenantSpec(this);
    copy.resourceWords = words;
    return copy;
  }

  /**
   * Chooses what {@code submit} does while the tenant has as many slots outstanding as it may; it
   * refuses with {@link dev.vireo.protocol.TenantException.Backpressure}.
   */
  public TenantSpec withBackpressure(FullRing policy) {
    TenantSpec copy = new TenantSpec(this);
    copy.whenFull = Objects.requireNonNull(policy, "policy");
    return copy;
  }

  /**
   * Asks for a certain id, so that the opcode window is known beforehand and handlers can have its
   * opcodes: {@code 0x40000000 + id * 2^20} and the 2^20 - 1 that follow.
   *
   * @param wanted 1 to 1023
   */
  public TenantSpec withId(int wanted) {
    if (wanted < 1 || wanted > TenantRegistry.MAX_ID) {
      throw new IllegalArgumentException(
          "a tenant's id lies between 1 and " + TenantRegistry.MAX_ID + ", got " + wanted);
    }
    TenantSpec copy = new TenantSpec(this);
    copy.id = wanted;
    return copy;
  }

  String name() {
    return name;
  }

  int first() {
    return first;
  }

  int count() {
    return count;
  }

  int id() {
    return id;
  }

  Set<Integer> opcodes() {
    return opcodes;
  }

  long quota() {
    return quota;
  }

  /** Returns the most outstanding slots, or 0 for the default share of the ring. */
  int mostOutstanding() {
    return mostOutstanding;
  }

  long programBudget() {
    return programBudget;
  }

  boolean natives() {
    return natives;
  }

  /** Returns the most words of resources, or 0 for the default share. */
  long resourceWords() {
    return resourceWords;
  }

  FullRing whenFull() {
    return whenFull;
  }
}
