package dev.vireo.protocol;

/**
 * Opcodes of the protocol, as the 32-bit values that stand in slots. Source: vyre-runtime 0.6.3.
 */
public final class Opcode {
  /** Does nothing. */
  public static final int NOP = 0;

  /** {@code control[arg1] := arg0}. */
  public static final int STORE_U32 = 1;

  /** {@code control[arg1] += arg0}, modulo 2^32. */
  public static final int ATOMIC_ADD = 2;

  /** {@code control[160 + arg1] := control[arg0]}. */
  public static final int LOAD_U32 = 3;

  /** {@code control[160 + arg0] := compare-and-swap(control[arg0], expected arg1, new arg2)}. */
  public static final int COMPARE_SWAP = 4;

  /** Copies {@code arg2} words from {@code arg0} to {@code arg1}, in ascending order. */
  public static final int MEMCPY = 5;

  /** One step of a table-driven automaton; a bare name in vyre, see {@link Protection#GUARDED}. */
  public static final int DFA_STEP = 6;

  /** {@code control[128] += 1; control[160] := arg1}. */
  public static final int BATCH_FENCE = 7;

  /** First opcode that a user handler may have. */
  public static final int FIRST_USER = 8;

  /** Asks for a resource that is not resident. */
  public static final int LOAD_MISS = 0x0000FFFD;

  /** Appends {@code (arg0, arg1, arg2, slot base)} to the debug log. */
  public static final int PRINTF = 0x0000FFFE;

  /** Several inner operations in one slot. */
  public static final int PACKED_SLOT = 0x80000001;

  /** {@code control[0] := 1}. */
  public static final int SHUTDOWN = 0xFFFFFFFF;

  /** Opcodes with this bit belong to the system. */
  public static final int SYSTEM_MASK = 0x80000000;

  /** First of the 16 reserved opcodes below 65,536. */
  public static final int RESERVED_MIN = 0xFFF0;

  /** First of the opcodes that loaded programs get; vyre has none of them. */
  public static final int PROGRAM_FIRST = 0xC000_0000;

  /** How many opcodes there are for programs; a power of two. */
  public static final int PROGRAM_COUNT = 1 << 16;

  /**
   * In every tenant's opcode window, those from local opcode 0xE0000 on are for the tenant's
   * programs, {@link #PROGRAM_COUNT} of them: the opcodes whose bits in {@link
   * #TENANT_PROGRAM_MASK} are these.
   */
  public static final int TENANT_PROGRAM_FIRST = 0x400E_0000;

  /** See {@link #TENANT_PROGRAM_FIRST}. */
  public static final int TENANT_PROGRAM_MASK = 0xC00F_0000;

  private Opcode() {}

  /** Says whether {@code opcode} is one that loaded programs get, whether or not one has it. */
  public static boolean program(int opcode) {
    return (opcode & -PROGRAM_COUNT) == PROGRAM_FIRST || tenantProgram(opcode);
  }

  /** Says whether {@code opcode} is one that loaded programs of tenants get. */
  public static boolean tenantProgram(int opcode) {
    return (opcode & TENANT_PROGRAM_MASK) == TENANT_PROGRAM_FIRST;
  }

  /** Returns the tenant in whose opcode window a program's opcode lies; 0 is the owner. */
  public static int programTenant(int opcode) {
    return tenantProgram(opcode)
        ? (opcode - TenantRegistry.OPCODE_BASE) / TenantRegistry.OPCODES_PER_TENANT
        : 0;
  }

  /** Returns the first opcode that the programs of a tenant get, or of the owner, 0. */
  public static int firstProgram(int tenant) {
    return tenant == 0
        ? PROGRAM_FIRST
        : TENANT_PROGRAM_FIRST + tenant * TenantRegistry.OPCODES_PER_TENANT;
  }

  /**
   * Says whether {@code opcode} belongs to the system: high bit set, 0xFFF0 to 0xFFFF, or at most
   * 7.
   */
  public static boolean system(int opcode) {
    return (opcode & SYSTEM_MASK) != 0
        || (opcode >= RESERVED_MIN && opcode <= 0xFFFF)
        || (opcode >= NOP && opcode <= BATCH_FENCE);
  }

  /** Says whether {@code opcode} is a built-in operation; vyre does not count LOAD_MISS as one. */
  public static boolean builtin(int opcode) {
    return (opcode >= NOP && opcode <= BATCH_FENCE)
        || opcode == PACKED_SLOT
        || opcode == PRINTF
        || opcode == SHUTDOWN;
  }

  /** Says whether a user handler may have {@code opcode}: 8 to 0xFFEF and 0x10000 to 0x7FFFFFFF. */
  public static boolean userOk(int opcode) {
    return !system(opcode);
  }

  /** Says whether vyre's publishers accept {@code opcode}: a built-in one or one for users. */
  public static boolean publishOk(int opcode) {
    return builtin(opcode) || userOk(opcode);
  }
}
