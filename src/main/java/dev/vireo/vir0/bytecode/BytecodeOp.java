package dev.vireo.vir0.bytecode;

/**
 * Instructions of bytecode. Values are words; those of f32 are canonical (one NaN, no subnormals)
 * before and after every instruction whose name starts with F, and results of such are made
 * canonical. {@link Bytecode} has the encoding.
 */
public enum BytecodeOp {
  /** The invocation ends. */
  END(0x00, Form.NONE),
  /** Goes on at T, ahead. */
  JUMP(0x01, Form.T),
  /** Goes on at T, behind or here; charges fuel. */
  BACK(0x02, Form.BACK_T),
  /** a := a + 1; if a &lt; b goes on at T, behind or here, and charges fuel. a is a register. */
  NEXT(0x03, Form.NEXT),
  /** Waits until all invocations of the workgroup that have not ended wait at this instruction. */
  BARRIER(0x04, Form.NONE),
  /** Stops with trap code a (a number); b is the offending value. */
  TRAP(0x05, Form.TRAP),
  /** If a is not 0 goes on at T, ahead. */
  BRT(0x06, Form.A_T),
  /** If a is 0 goes on at T, ahead. */
  BRF(0x07, Form.A_T),
  /** If a = b, goes on at T, ahead. */
  JEQ(0x10, Form.A_B_T),
  /** If a and b differ, goes on at T, ahead. */
  JNE(0x11, Form.A_B_T),
  /** If a &lt; b as u32, goes on at T, ahead. */
  JLTU(0x12, Form.A_B_T),
  /** If a &gt;= b as u32, goes on at T, ahead. */
  JGEU(0x13, Form.A_B_T),
  /** If a &lt; b as i32, goes on at T, ahead. */
  JLTS(0x14, Form.A_B_T),
  /** If a &gt;= b as i32, goes on at T, ahead. */
  JGES(0x15, Form.A_B_T),
  /** If a = b as f32, goes on at T, ahead. */
  JFEQ(0x16, Form.A_B_T),
  /** If not a = b as f32, goes on at T, ahead. */
  JFNE(0x17, Form.A_B_T),
  /** If a &lt; b as f32, goes on at T, ahead. */
  JFLT(0x18, Form.A_B_T),
  /** If not a &lt; b as f32, goes on at T, ahead. */
  JFNLT(0x19, Form.A_B_T),
  /** If a &lt;= b as f32, goes on at T, ahead. */
  JFLE(0x1A, Form.A_B_T),
  /** If not a &lt;= b as f32, goes on at T, ahead. */
  JFNLE(0x1B, Form.A_B_T),
  /** d := a. */
  MOV(0x20, Form.D_A),
  /** d := a if c is not 0, else b. */
  SELECT(0x21, Form.D_A_B_C),
  /**
   * d := invocation id (a = 0, 1, 2), workgroup id (3, 4, 5), local id (6, 7, 8) or workgroups of
   * the grid (9, 10, 11) along x, y, z; a is a number.
   */
  ID(0x22, Form.D_IMM),
  /** d := number of words of buffer c. */
  LEN(0x23, Form.D_BUF),
  /** d := a + b, wrapping. */
  ADD(0x28, Form.D_A_B),
  /** d := a - b, wrapping. */
  SUB(0x29, Form.D_A_B),
  /** d := a * b, wrapping. */
  MUL(0x2A, Form.D_A_B),
  /** d := a * b + c, wrapping. */
  MAD(0x2B, Form.D_A_B_C),
  /** d := a / b as u32; 2^32-1 by 0. */
  DIVU(0x2C, Form.D_A_B),
  /** d := remainder of u32; 0 by 0. */
  MODU(0x2D, Form.D_A_B),
  /** d := a / b as i32; traps DIVISION by 0 and for -2^31 / -1. */
  DIVS(0x2E, Form.D_A_B),
  /** d := remainder of i32 with the sign of a; traps as DIVS. */
  MODS(0x2F, Form.D_A_B),
  /** d := bitwise and. */
  AND(0x30, Form.D_A_B),
  /** d := bitwise or. */
  OR(0x31, Form.D_A_B),
  /** d := bitwise exclusive or. */
  XOR(0x32, Form.D_A_B),
  /** d := a shifted left by the low 5 bits of b. */
  SHL(0x33, Form.D_A_B),
  /** d := a shifted right by the low 5 bits of b, zeros from the left. */
  SHRU(0x34, Form.D_A_B),
  /** d := a shifted right by the low 5 bits of b, copies of the sign from the left. */
  SHRS(0x35, Form.D_A_B),
  /** d := a rotated left by the low 5 bits of b. */
  ROTL(0x36, Form.D_A_B),
  /** d := a rotated right by the low 5 bits of b. */
  ROTR(0x37, Form.D_A_B),
  /** d := smaller u32. */
  MINU(0x38, Form.D_A_B),
  /** d := greater u32. */
  MAXU(0x39, Form.D_A_B),
  /** d := smaller i32. */
  MINS(0x3A, Form.D_A_B),
  /** d := greater i32. */
  MAXS(0x3B, Form.D_A_B),
  /** d := absolute difference of u32. */
  ABSDIFFU(0x3C, Form.D_A_B),
  /** d := absolute difference of i32, as u32. */
  ABSDIFFS(0x3D, Form.D_A_B),
  /** d := sum of u32, clamped. */
  SATADDU(0x3E, Form.D_A_B),
  /** d := difference of u32, clamped. */
  SATSUBU(0x3F, Form.D_A_B),
  /** d := product of u32, clamped. */
  SATMULU(0x40, Form.D_A_B),
  /** d := sum of i32, clamped. */
  SATADDS(0x41, Form.D_A_B),
  /** d := difference of i32, clamped. */
  SATSUBS(0x42, Form.D_A_B),
  /** d := product of i32, clamped. */
  SATMULS(0x43, Form.D_A_B),
  /** d := high 32 bits of the product of u32. */
  MULHI(0x44, Form.D_A_B),
  /** d := -a, wrapping. */
  NEG(0x45, Form.D_A),
  /** d := complement of a. */
  NOT(0x46, Form.D_A),
  /** d := number of one bits. */
  POPC(0x47, Form.D_A),
  /** d := leading zeros; 32 of 0. */
  CLZ(0x48, Form.D_A),
  /** d := trailing zeros; 32 of 0. */
  CTZ(0x49, Form.D_A),
  /** d := bits in reverse order. */
  REV(0x4A, Form.D_A),
  /** d := 1 if a = b, else 0. */
  EQ(0x50, Form.D_A_B),
  /** d := 1 if a and b differ, else 0. */
  NE(0x51, Form.D_A_B),
  /** d := 1 if a &lt; b as u32, else 0. */
  LTU(0x52, Form.D_A_B),
  /** d := 1 if a &lt;= b as u32, else 0. */
  LEU(0x53, Form.D_A_B),
  /** d := 1 if a &lt; b as i32, else 0. */
  LTS(0x54, Form.D_A_B),
  /** d := 1 if a &lt;= b as i32, else 0. */
  LES(0x55, Form.D_A_B),
  /** d := 1 if a = b as f32, else 0. */
  FEQ(0x56, Form.D_A_B),
  /** d := 0 if a = b as f32, else 1. */
  FNE(0x57, Form.D_A_B),
  /** d := 1 if a &lt; b as f32, else 0. */
  FLT(0x58, Form.D_A_B),
  /** d := 1 if a &lt;= b as f32, else 0. */
  FLE(0x59, Form.D_A_B),
  /** d := 1 if neither is 0, else 0. */
  LAND(0x5A, Form.D_A_B),
  /** d := 0 if both are 0, else 1. */
  LOR(0x5B, Form.D_A_B),
  /** d := 1 if a is 0, else 0. */
  LNOT(0x5C, Form.D_A),
  /** d := 0 if a is 0, else 1. */
  BOOL(0x5D, Form.D_A),
  /** d := a + b. */
  FADD(0x60, Form.D_A_B),
  /** d := a - b. */
  FSUB(0x61, Form.D_A_B),
  /** d := a * b. */
  FMUL(0x62, Form.D_A_B),
  /** d := a / b. */
  FDIV(0x63, Form.D_A_B),
  /** d := smaller; the one that is a number; a if equal. */
  FMIN(0x64, Form.D_A_B),
  /** d := greater; the one that is a number; a if equal. */
  FMAX(0x65, Form.D_A_B),
  /** d := a * b, rounded and canonical, + c, rounded again. */
  FMAD(0x66, Form.D_A_B_C),
  /** d := a * b, rounded and canonical, - c, rounded again. */
  FMSUB(0x67, Form.D_A_B_C),
  /** d := a * b + c, rounded once. */
  FMA(0x68, Form.D_A_B_C),
  /** d := -a. */
  FNEG(0x69, Form.D_A),
  /** d := absolute value. */
  FABS(0x6A, Form.D_A),
  /** d := square root, correctly rounded. */
  FSQRT(0x6B, Form.D_A),
  /** d := 1 / (square root, rounded). */
  FRSQRT(0x6C, Form.D_A),
  /** d := 1 / a. */
  FRCP(0x6D, Form.D_A),
  /** d := next integer down. */
  FFLOOR(0x6E, Form.D_A),
  /** d := next integer up. */
  FCEIL(0x6F, Form.D_A),
  /** d := nearest integer, halves away from zero. */
  FROUND(0x70, Form.D_A),
  /** d := next integer towards zero. */
  FTRUNC(0x71, Form.D_A),
  /** d := -1, 0 or 1; NaN of NaN; +0 of both zeros. */
  FSIGN(0x72, Form.D_A),
  /** d := 1 if a is no number, else 0. */
  FISNAN(0x73, Form.D_A),
  /** d := 1 if a is infinite, else 0. */
  FISINF(0x74, Form.D_A),
  /** d := 1 if a is finite, else 0. */
  FISFIN(0x75, Form.D_A),
  /** d := sine, within 128 ULP. */
  FSIN(0x78, Form.D_A),
  /** d := cosine, within 128 ULP. */
  FCOS(0x79, Form.D_A),
  /** d := tangent, within 128 ULP. */
  FTAN(0x7A, Form.D_A),
  /** d := inverse sine, within 128 ULP. */
  FASIN(0x7B, Form.D_A),
  /** d := inverse cosine, within 128 ULP. */
  FACOS(0x7C, Form.D_A),
  /** d := inverse tangent, within 128 ULP. */
  FATAN(0x7D, Form.D_A),
  /** d := hyperbolic sine, within 128 ULP. */
  FSINH(0x7E, Form.D_A),
  /** d := hyperbolic cosine, within 128 ULP. */
  FCOSH(0x7F, Form.D_A),
  /** d := hyperbolic tangent, within 128 ULP. */
  FTANH(0x80, Form.D_A),
  /** d := e to the power of a, within 128 ULP. */
  FEXP(0x81, Form.D_A),
  /** d := 2 to the power of a, within 128 ULP. */
  FEXP2(0x82, Form.D_A),
  /** d := natural logarithm, within 128 ULP. */
  FLOG(0x83, Form.D_A),
  /** d := logarithm to base 2, within 128 ULP. */
  FLOG2(0x84, Form.D_A),
  /** d := f32 nearest to the u32 a. */
  U2F(0x88, Form.D_A),
  /** d := f32 nearest to the i32 a. */
  S2F(0x89, Form.D_A),
  /** d := f32 a without fraction, clamped to u32; 0 of NaN. */
  F2U(0x8A, Form.D_A),
  /** d := f32 a without fraction, clamped to i32; 0 of NaN. */
  F2S(0x8B, Form.D_A),
  /** d := 0 if the f32 a is a zero, else 1. */
  F2B(0x8C, Form.D_A),
  /** d := a; traps INDEX if a is negative as i32. */
  IDXS(0x8D, Form.D_A),
  /** d := f32 a without fraction; traps INDEX unless 0 &lt;= a &lt; 2^32. */
  IDXF(0x8E, Form.D_A),
  /** d := word a + b of table c; 0 beyond its end. */
  LDT(0x8F, Form.D_BUF_A_B),
  /** d := word a of buffer c; 0 beyond its end. Storage buffers. */
  LD(0x90, Form.D_BUF_A),
  /** d := word a of buffer c; 0 beyond its end. Workgroup memory. */
  LDW(0x98, Form.D_BUF_A),
  /** d := word a of buffer c made canonical; 0 beyond its end. Storage buffers. */
  LDF(0x91, Form.D_BUF_A),
  /** d := word a of buffer c made canonical; 0 beyond its end. Workgroup memory. */
  LDFW(0x99, Form.D_BUF_A),
  /** d := word a + b (wrapping) of buffer c; 0 beyond its end. Storage buffers. */
  LDX(0x92, Form.D_BUF_A_B),
  /** d := word a + b (wrapping) of buffer c; 0 beyond its end. Workgroup memory. */
  LDXW(0x9A, Form.D_BUF_A_B),
  /** d := word a + b (wrapping) of buffer c made canonical; 0 beyond its end. Storage buffers. */
  LDXF(0x93, Form.D_BUF_A_B),
  /** d := word a + b (wrapping) of buffer c made canonical; 0 beyond its end. Workgroup memory. */
  LDXFW(0x9B, Form.D_BUF_A_B),
  /** d := byte a of buffer c; 0 beyond its end. Storage buffers. */
  LDB(0x94, Form.D_BUF_A),
  /** d := byte a of buffer c; 0 beyond its end. Workgroup memory. */
  LDBW(0x9C, Form.D_BUF_A),
  /** Word a of buffer c := b; dropped beyond its end. Storage buffers. */
  ST(0x95, Form.BUF_A_B),
  /** Word a of buffer c := b; dropped beyond its end. Workgroup memory. */
  STW(0x9D, Form.BUF_A_B),
  /** Word a + b (wrapping) of buffer c := d; dropped beyond its end. Storage buffers. */
  STX(0x96, Form.S_BUF_A_B),
  /** Word a + b (wrapping) of buffer c := d; dropped beyond its end. Workgroup memory. */
  STXW(0x9E, Form.S_BUF_A_B),
  /** Byte a of buffer c := low byte of b; dropped beyond its end. Storage buffers. */
  STB(0x97, Form.BUF_A_B),
  /** Byte a of buffer c := low byte of b; dropped beyond its end. Workgroup memory. */
  STBW(0x9F, Form.BUF_A_B),
  /**
   * Atomically: d := old word a of buffer c, which becomes old + b; beyond its end d := 0. Storage
   * buffers.
   */
  AADD(0xA0, Form.D_BUF_A_B),
  /**
   * Atomically: d := old word a of buffer c, which becomes old or b; beyond its end d := 0. Storage
   * buffers.
   */
  AOR(0xA1, Form.D_BUF_A_B),
  /**
   * Atomically: d := old word a of buffer c, which becomes old and b; beyond its end d := 0.
   * Storage buffers.
   */
  AAND(0xA2, Form.D_BUF_A_B),
  /**
   * Atomically: d := old word a of buffer c, which becomes old exclusive or b; beyond its end d :=
   * 0. Storage buffers.
   */
  AXOR(0xA3, Form.D_BUF_A_B),
  /**
   * Atomically: d := old word a of buffer c, which becomes smaller u32 of old and b; beyond its end
   * d := 0. Storage buffers.
   */
  AMIN(0xA4, Form.D_BUF_A_B),
  /**
   * Atomically: d := old word a of buffer c, which becomes greater u32 of old and b; beyond its end
   * d := 0. Storage buffers.
   */
  AMAX(0xA5, Form.D_BUF_A_B),
  /**
   * Atomically: d := old word a of buffer c, which becomes b; beyond its end d := 0. Storage
   * buffers.
   */
  AXCHG(0xA6, Form.D_BUF_A_B),
  /**
   * Atomically: old word a of buffer c becomes b if it equals d; then d := old; beyond its end d :=
   * 0. Storage buffers.
   */
  ACAS(0xA7, Form.CAS),
  /**
   * Atomically: d := old word a of buffer c, which becomes old + b; beyond its end d := 0.
   * Workgroup memory.
   */
  AADDW(0xB0, Form.D_BUF_A_B),
  /**
   * Atomically: d := old word a of buffer c, which becomes old or b; beyond its end d := 0.
   * Workgroup memory.
   */
  AORW(0xB1, Form.D_BUF_A_B),
  /**
   * Atomically: d := old word a of buffer c, which becomes old and b; beyond its end d := 0.
   * Workgroup memory.
   */
  AANDW(0xB2, Form.D_BUF_A_B),
  /**
   * Atomically: d := old word a of buffer c, which becomes old exclusive or b; beyond its end d :=
   * 0. Workgroup memory.
   */
  AXORW(0xB3, Form.D_BUF_A_B),
  /**
   * Atomically: d := old word a of buffer c, which becomes smaller u32 of old and b; beyond its end
   * d := 0. Workgroup memory.
   */
  AMINW(0xB4, Form.D_BUF_A_B),
  /**
   * Atomically: d := old word a of buffer c, which becomes greater u32 of old and b; beyond its end
   * d := 0. Workgroup memory.
   */
  AMAXW(0xB5, Form.D_BUF_A_B),
  /**
   * Atomically: d := old word a of buffer c, which becomes b; beyond its end d := 0. Workgroup
   * memory.
   */
  AXCHGW(0xB6, Form.D_BUF_A_B),
  /**
   * Atomically: old word a of buffer c becomes b if it equals d; then d := old; beyond its end d :=
   * 0. Workgroup memory.
   */
  ACASW(0xB7, Form.CAS),
  /**
   * d := sum over the subgroup of a, wrapping. a is a register; it is read in all lanes of the
   * subgroup that have not ended.
   */
  SGADD(0xA8, Form.D_A),
  /**
   * d := sum over the subgroup of a as f32, from lane 0 up, canonical after each step, starting at
   * +0. a is a register; it is read in all lanes of the subgroup that have not ended.
   */
  SGADDF(0xA9, Form.D_A),
  /**
   * d := bit i is whether a is not 0 in lane i. a is a register; it is read in all lanes of the
   * subgroup that have not ended.
   */
  SGBALLOT(0xAA, Form.D_A),
  /**
   * d := a of lane b of the subgroup; 0 if there is none. a is a register; it is read in all lanes
   * of the subgroup that have not ended.
   */
  SGSHUF(0xAB, Form.D_A_B);

  /** Which fields an instruction uses, and how. Other fields are 0. */
  public enum Form {
    /** Nothing. */
    NONE(false, false, false, false, Target.NONE, Memory.NONE),
    /** Jump ahead. */
    T(false, false, false, false, Target.AHEAD, Memory.NONE),
    /** Jump behind. */
    BACK_T(false, false, false, false, Target.BEHIND, Memory.NONE),
    /** Counted loop: a is read and written. */
    NEXT(false, true, true, false, Target.BEHIND, Memory.NONE),
    /** a is a trap code, b a value. */
    TRAP(false, false, true, false, Target.NONE, Memory.NONE),
    /** Branch on a. */
    A_T(false, true, false, false, Target.AHEAD, Memory.NONE),
    /** Branch on a and b. */
    A_B_T(false, true, true, false, Target.AHEAD, Memory.NONE),
    /** d from a. */
    D_A(true, true, false, false, Target.NONE, Memory.NONE),
    /** d from a and b. */
    D_A_B(true, true, true, false, Target.NONE, Memory.NONE),
    /** d from a, b and c. */
    D_A_B_C(true, true, true, true, Target.NONE, Memory.NONE),
    /** d from the number a. */
    D_IMM(true, false, false, false, Target.NONE, Memory.NONE),
    /** d from buffer c. */
    D_BUF(true, false, false, false, Target.NONE, Memory.ANY),
    /** d from buffer c at a. */
    D_BUF_A(true, true, false, false, Target.NONE, Memory.READ),
    /** d from buffer c at a and b. */
    D_BUF_A_B(true, true, true, false, Target.NONE, Memory.READ),
    /** b to buffer c at a. */
    BUF_A_B(false, true, true, false, Target.NONE, Memory.WRITE),
    /** d, which is read, to buffer c at a and b. */
    S_BUF_A_B(false, true, true, false, Target.NONE, Memory.WRITE),
    /** Compare and swap: d is read and written. */
    CAS(true, true, true, false, Target.NONE, Memory.WRITE);

    final boolean writesD;
    final boolean readsA;
    final boolean readsB;
    final boolean readsC;
    final Target target;
    final Memory memory;

    Form(
        boolean writesD,
        boolean readsA,
        boolean readsB,
        boolean readsC,
        Target target,
        Memory memory) {
      this.writesD = writesD;
      this.readsA = readsA;
      this.readsB = readsB;
      this.readsC = readsC;
      this.target = target;
      this.memory = memory;
    }

    /** Says whether field d is a register that is read. */
    public boolean readsD() {
      return this == S_BUF_A_B || this == CAS;
    }

    /** Says whether field d is a register that is written. */
    public boolean writesD() {
      return writesD;
    }

    /** Says whether field a is an operand. */
    public boolean readsA() {
      return readsA;
    }

    /** Says whether field b is an operand. */
    public boolean readsB() {
      return readsB;
    }

    /** Says whether field c is an operand. */
    public boolean readsC() {
      return readsC;
    }

    /** Says whether field c is a buffer. */
    public boolean namesBuffer() {
      return memory != Memory.NONE;
    }
  }

  /** Where an instruction can jump to. */
  enum Target {
    NONE,
    AHEAD,
    BEHIND
  }

  /** What an instruction does with its buffer. */
  enum Memory {
    NONE,
    ANY,
    READ,
    WRITE
  }

  private static final BytecodeOp[] BY_CODE = byCode();
  private static final int[] FLAGS = allFlags();

  private final int code;
  private final Form form;

  BytecodeOp(int code, Form form) {
    this.code = code;
    this.form = form;
  }

  private static BytecodeOp[] byCode() {
    BytecodeOp[] table = new BytecodeOp[256];
    for (BytecodeOp op : values()) {
      table[op.code] = op;
    }
    return table;
  }

  private static int[] allFlags() {
    int[] table = new int[BY_CODE.length];
    for (BytecodeOp op : values()) {
      table[op.code] = flags(op);
    }
    return table;
  }

  private static int flags(BytecodeOp op) {
    int set = op == BARRIER ? Bytecode.FLAG_BARRIER : 0;
    set |= op.subgroup() ? Bytecode.FLAG_SUBGROUP : 0;
    set |= op.form.target == Target.BEHIND ? Bytecode.FLAG_LOOP : 0;
    return set | (op.atomic() ? Bytecode.FLAG_ATOMIC : 0);
  }

  /** Returns what a header says of code that has it, as a set of {@code FLAG_} bits. */
  int flags() {
    return FLAGS[code];
  }

  /** Returns the number in the low byte of an instruction. */
  public int code() {
    return code;
  }

  /** Returns which fields it uses. */
  public Form form() {
    return form;
  }

  /** Returns the operation of that number, or null. */
  public static BytecodeOp of(int code) {
    return BY_CODE[code & 0xFF];
  }

  /** Says whether an access goes to workgroup memory instead of a storage buffer. */
  boolean workgroup() {
    return (code >= LDW.code && code <= STBW.code) || code >= AADDW.code;
  }

  /** Returns the kind of buffer that it works on, as a buffer's flags say it. */
  int kind() {
    return this == LDT ? Bytecode.TABLE : workgroup() ? Bytecode.WORKGROUP : 0;
  }

  /** Says whether all that an instruction does is to write its register. */
  public boolean onlyWrites() {
    boolean plain = form.writesD && !atomic() && !subgroup();
    return plain && this != DIVS && this != MODS && this != IDXS && this != IDXF;
  }

  /** Says whether an operation on memory is atomic. */
  boolean atomic() {
    return (code >= AADD.code && code <= ACAS.code) || code >= AADDW.code;
  }

  /** Says whether a is read in other invocations too, and so must be a register. */
  boolean subgroup() {
    return code >= SGADD.code && code <= SGSHUF.code;
  }

  /** Says whether the invocation does not go on behind the instruction. */
  boolean ends() {
    return this == END || this == TRAP || this == JUMP || this == BACK;
  }
}
