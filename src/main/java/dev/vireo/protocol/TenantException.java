package dev.vireo.protocol;

import java.time.Duration;

/** A tenant, or the registry of tenants, refuses a request; nothing has been written. */
public abstract sealed class TenantException extends ProtocolException {
  private static final long serialVersionUID = 1L;

  private TenantException(String message) {
    super(message);
  }

  private TenantException(String message, Throwable cause) {
    super(message, cause);
  }

  /** No tenant id is free. */
  public static final class RegistryFull extends TenantException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param tenants how many tenants hold an id
     */
    public RegistryFull(int tenants) {
      super(
          tenants
              + " tenants hold all the ids that can publish; unregister one and drain what it"
              + " published");
    }
  }

  /** The tenant was unregistered. */
  public static final class Revoked extends TenantException {
    private static final long serialVersionUID = 1L;

    /** Id of the tenant. */
    private final int tenant;

    /** Creates the exception of a tenant. */
    public Revoked(int tenant) {
      super("tenant " + tenant + " was unregistered; register it again and use the new handle");
      this.tenant = tenant;
    }

    /** Returns the tenant's id. */
    public int tenant() {
      return tenant;
    }
  }

  /** The id that was asked for cannot be had. */
  public static final class IdTaken extends TenantException {
    private static final long serialVersionUID = 1L;

    /** The id. */
    private final int tenant;

    /** Creates the exception of an id. */
    public IdTaken(int tenant) {
      super(
          "tenant id "
              + tenant
              + " is in use; quiesce the tenant that has it, or take any free id");
      this.tenant = tenant;
    }

    /** Returns the id. */
    public int tenant() {
      return tenant;
    }
  }

  /** A local opcode lies outside the tenant's window. */
  public static final class OpcodeOutOfRange extends TenantException {
    private static final long serialVersionUID = 1L;

    /** Id of the tenant. */
    private final int tenant;

    /** The opcode. */
    private final long localOpcode;

    /** Creates the exception of a tenant and an opcode. */
    public OpcodeOutOfRange(int tenant, long localOpcode) {
      super(
          String.format(
              "tenant %d has %d opcodes, got local opcode %d; pass a smaller one",
              tenant, TenantRegistry.OPCODES_PER_TENANT, localOpcode));
      this.tenant = tenant;
      this.localOpcode = localOpcode;
    }

    /** Returns the tenant's id. */
    public int tenant() {
      return tenant;
    }

    /** Returns the opcode. */
    public long localOpcode() {
      return localOpcode;
    }

    /** Returns how many opcodes a tenant has. */
    public long cap() {
      return TenantRegistry.OPCODES_PER_TENANT;
    }
  }

  /** A quota does not allow more. */
  public abstract static sealed class OverQuota extends TenantException {
    private static final long serialVersionUID = 1L;

    /** Id of the tenant. */
    private final int tenant;

    /** What is in use, unsigned. */
    private final long inUse;

    /** The quota, unsigned. */
    private final long cap;

    private OverQuota(
        int tenant, String what, long inUse, long requested, long cap, String remedy) {
      super(
          String.format(
              "tenant %d has %s of %s %s, asked for %s more; %s",
              tenant,
              Long.toUnsignedString(inUse),
              Long.toUnsignedString(cap),
              what,
              Long.toUnsignedString(requested),
              remedy));
      this.tenant = tenant;
      this.inUse = inUse;
      this.cap = cap;
    }

    /** Returns the tenant's id. */
    public int tenant() {
      return tenant;
    }

    /** Returns what is in use, unsigned. */
    public long inUse() {
      return inUse;
    }

    /** Returns the quota, unsigned. */
    public long cap() {
      return cap;
    }
  }

  /** Too many slots are outstanding. */
  public static final class Backpressure extends OverQuota {
    private static final long serialVersionUID = 1L;

    Backpressure(int tenant, long outstanding, long cap) {
      this(tenant, outstanding, 1, cap);
    }

    /**
     * Creates the exception of a tenant.
     *
     * @param outstanding slots that are outstanding
     * @param requested slots that it wanted to submit
     * @param cap slots that may be outstanding
     */
    public Backpressure(int tenant, long outstanding, long requested, long cap) {
      super(tenant, "outstanding slots", outstanding, requested, cap, "drain some first");
    }
  }

  /** Too many staging bytes are reserved. */
  public static final class StagingBackpressure extends OverQuota {
    private static final long serialVersionUID = 1L;

    StagingBackpressure(int tenant, long reserved, long requested, long cap) {
      super(tenant, "staging bytes", reserved, requested, cap, "release some first");
    }
  }

  /** Too many resident handles are reserved. */
  public static final class ResidentHandleBackpressure extends OverQuota {
    private static final long serialVersionUID = 1L;

    ResidentHandleBackpressure(int tenant, long reserved, long requested, long cap) {
      super(tenant, "resident handles", reserved, requested, cap, "release some first");
    }
  }

  /** Its resources have too many words. */
  public static final class ResourceBackpressure extends OverQuota {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception of a tenant.
     *
     * @param inUse words of its resources
     * @param requested words that it wanted
     * @param cap words that its resources may have together
     */
    public ResourceBackpressure(int tenant, long inUse, long requested, long cap) {
      super(
          tenant,
          "words of resources",
          inUse,
          requested,
          cap,
          "close some first, or register it with more");
    }
  }

  /** More was released than is reserved. */
  public static final class ResourceUnderflow extends TenantException {
    private static final long serialVersionUID = 1L;

    /** Id of the tenant. */
    private final int tenant;

    ResourceUnderflow(int tenant, String what, long reserved, long released) {
      super(
          String.format(
              "tenant %d has %s %s reserved and cannot release %s; release what was reserved, once",
              tenant, Long.toUnsignedString(reserved), what, Long.toUnsignedString(released)));
      this.tenant = tenant;
    }

    /** Returns the tenant's id. */
    public int tenant() {
      return tenant;
    }
  }

  /** The tenant may not have its modules compiled. */
  public static final class Untrusted extends TenantException {
    private static final long serialVersionUID = 1L;

    /** Id of the tenant. */
    private final int tenant;

    /** Creates the exception of a tenant. */
    public Untrusted(int tenant) {
      super(
          "tenant "
              + tenant
              + " may not run modules as pipelines of the driver; load them without"
              + " ProgramSpec.withNative, or register it with TenantSpec.withNative");
      this.tenant = tenant;
    }

    /** Returns the tenant's id. */
    public int tenant() {
      return tenant;
    }
  }

  /** Slots were still outstanding after the last poll. */
  public static final class QuiesceTimeout extends TenantException {
    private static final long serialVersionUID = 1L;

    /** Id of the tenant. */
    private final int tenant;

    /** Slots outstanding, unsigned. */
    private final long outstanding;

    QuiesceTimeout(int tenant, long outstanding, long polls) {
      this(tenant, outstanding, polls + " polls; allow more polls or see why they are not drained");
    }

    /** Creates the exception of a tenant that got {@code waited} to complete its slots. */
    public QuiesceTimeout(int tenant, long outstanding, Duration waited) {
      this(tenant, outstanding, waited + "; quiesce it again, or revoke it to let them fault");
    }

    private QuiesceTimeout(int tenant, long outstanding, String rest) {
      super(
          "tenant "
              + tenant
              + " has "
              + Long.toUnsignedString(outstanding)
              + " slots outstanding after "
              + rest);
      this.tenant = tenant;
      this.outstanding = outstanding;
    }

    /** Returns the tenant's id. */
    public int tenant() {
      return tenant;
    }

    /** Returns the slots outstanding, unsigned. */
    public long outstanding() {
      return outstanding;
    }
  }

  /** The ring refused the slot; the cause says why. */
  public static final class Pipeline extends TenantException {
    private static final long serialVersionUID = 1L;

    Pipeline(int tenant, ProtocolException cause) {
      super("tenant " + tenant + ": " + cause.getMessage(), cause);
    }
  }
}
