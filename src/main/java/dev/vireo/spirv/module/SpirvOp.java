package dev.vireo.spirv.module;

import java.util.Locale;

/**
 * Instructions of compute modules. Source: the SPIR-V specification 1.6, section 3.
 *
 * <p>Operands are written as letters: {@code t} id of the result's type, {@code r} id of the
 * result, {@code i} an id, {@code f} an id that may be defined nowhere, {@code l} a literal word,
 * {@code s} text; {@code *} repeats what stands before it any number of times, or none.
 */
public enum SpirvOp {
  NOP(0, ""),
  UNDEF(1, "tr"),
  SOURCE_CONTINUED(2, "s"),
  SOURCE(3, "l*"),
  SOURCE_EXTENSION(4, "s"),
  NAME(5, "fs"),
  MEMBER_NAME(6, "fls"),
  STRING(7, "rs"),
  LINE(8, "ill"),
  EXTENSION(10, "s"),
  EXT_INST_IMPORT(11, "rs"),
  EXT_INST(12, "tril*"),
  MEMORY_MODEL(14, "ll"),
  ENTRY_POINT(15, "lil*"),
  EXECUTION_MODE(16, "il*"),
  CAPABILITY(17, "l"),
  TYPE_VOID(19, "r"),
  TYPE_BOOL(20, "r"),
  TYPE_INT(21, "rll"),
  TYPE_FLOAT(22, "rll*"),
  TYPE_VECTOR(23, "ril"),
  TYPE_MATRIX(24, "ril"),
  TYPE_IMAGE(25, "rl*", "Shader"),
  TYPE_SAMPLER(26, "r", "Shader"),
  TYPE_SAMPLED_IMAGE(27, "ri", "Shader"),
  TYPE_ARRAY(28, "rii"),
  TYPE_RUNTIME_ARRAY(29, "ri"),
  TYPE_STRUCT(30, "ri*"),
  TYPE_OPAQUE(31, "rs", "Kernel"),
  TYPE_POINTER(32, "rli"),
  TYPE_FUNCTION(33, "rii*"),
  TYPE_FORWARD_POINTER(39, "fl", "PhysicalStorageBufferAddresses"),
  CONSTANT_TRUE(41, "tr"),
  CONSTANT_FALSE(42, "tr"),
  CONSTANT(43, "trll*"),
  CONSTANT_COMPOSITE(44, "tri*"),
  CONSTANT_NULL(46, "tr"),
  SPEC_CONSTANT_TRUE(48, "tr"),
  SPEC_CONSTANT_FALSE(49, "tr"),
  SPEC_CONSTANT(50, "trll*"),
  SPEC_CONSTANT_COMPOSITE(51, "tri*"),
  SPEC_CONSTANT_OP(52, "trl*"),
  FUNCTION(54, "trli"),
  FUNCTION_PARAMETER(55, "tr"),
  FUNCTION_END(56, ""),
  FUNCTION_CALL(57, "trii*"),
  VARIABLE(59, "trli*"),
  IMAGE_TEXEL_POINTER(60, "triii", "Shader"),
  LOAD(61, "tril*"),
  STORE(62, "iil*"),
  COPY_MEMORY(63, "iil*"),
  COPY_MEMORY_SIZED(64, "iiil*", "Addresses"),
  ACCESS_CHAIN(65, "trii*"),
  IN_BOUNDS_ACCESS_CHAIN(66, "trii*"),
  PTR_ACCESS_CHAIN(67, "triii*", "VariablePointers"),
  ARRAY_LENGTH(68, "tril"),
  IN_BOUNDS_PTR_ACCESS_CHAIN(70, "triii*", "Addresses"),
  DECORATE(71, "fll*"),
  MEMBER_DECORATE(72, "flll*"),
  DECORATION_GROUP(73, "r"),
  GROUP_DECORATE(74, "if*"),
  GROUP_MEMBER_DECORATE(75, "il*"),
  VECTOR_EXTRACT_DYNAMIC(77, "trii"),
  VECTOR_INSERT_DYNAMIC(78, "triii"),
  VECTOR_SHUFFLE(79, "triil*"),
  COMPOSITE_CONSTRUCT(80, "tri*"),
  COMPOSITE_EXTRACT(81, "tril*"),
  COMPOSITE_INSERT(82, "triil*"),
  COPY_OBJECT(83, "tri"),
  TRANSPOSE(84, "tri"),
  SAMPLED_IMAGE(86, "trii", "Shader"),
  IMAGE_SAMPLE_IMPLICIT_LOD(87, "triil*", "Shader"),
  IMAGE_SAMPLE_EXPLICIT_LOD(88, "triil*", "Shader"),
  IMAGE_SAMPLE_DREF_IMPLICIT_LOD(89, "triiil*", "Shader"),
  IMAGE_SAMPLE_DREF_EXPLICIT_LOD(90, "triiil*", "Shader"),
  IMAGE_FETCH(95, "triil*", "Shader"),
  IMAGE_GATHER(96, "triiil*", "Shader"),
  IMAGE_DREF_GATHER(97, "triiil*", "Shader"),
  IMAGE_READ(98, "triil*", "Shader"),
  IMAGE_WRITE(99, "iiil*", "Shader"),
  IMAGE(100, "tri", "Shader"),
  IMAGE_QUERY_SIZE_LOD(103, "trii", "ImageQuery"),
  IMAGE_QUERY_SIZE(104, "tri", "ImageQuery"),
  IMAGE_QUERY_LOD(105, "trii", "ImageQuery"),
  IMAGE_QUERY_LEVELS(106, "tri", "ImageQuery"),
  IMAGE_QUERY_SAMPLES(107, "tri", "ImageQuery"),
  CONVERT_F_TO_U(109, "tri"),
  CONVERT_F_TO_S(110, "tri"),
  CONVERT_S_TO_F(111, "tri"),
  CONVERT_U_TO_F(112, "tri"),
  U_CONVERT(113, "tri"),
  S_CONVERT(114, "tri"),
  F_CONVERT(115, "tri"),
  QUANTIZE_TO_F16(116, "tri"),
  CONVERT_PTR_TO_U(117, "tri", "PhysicalStorageBufferAddresses"),
  CONVERT_U_TO_PTR(120, "tri", "PhysicalStorageBufferAddresses"),
  BITCAST(124, "tri"),
  S_NEGATE(126, "tri"),
  F_NEGATE(127, "tri"),
  I_ADD(128, "trii"),
  F_ADD(129, "trii"),
  I_SUB(130, "trii"),
  F_SUB(131, "trii"),
  I_MUL(132, "trii"),
  F_MUL(133, "trii"),
  U_DIV(134, "trii"),
  S_DIV(135, "trii"),
  F_DIV(136, "trii"),
  U_MOD(137, "trii"),
  S_REM(138, "trii"),
  S_MOD(139, "trii"),
  F_REM(140, "trii"),
  F_MOD(141, "trii"),
  VECTOR_TIMES_SCALAR(142, "trii"),
  MATRIX_TIMES_SCALAR(143, "trii"),
  VECTOR_TIMES_MATRIX(144, "trii"),
  MATRIX_TIMES_VECTOR(145, "trii"),
  MATRIX_TIMES_MATRIX(146, "trii"),
  OUTER_PRODUCT(147, "trii"),
  DOT(148, "trii"),
  I_ADD_CARRY(149, "trii"),
  I_SUB_BORROW(150, "trii"),
  U_MUL_EXTENDED(151, "trii"),
  S_MUL_EXTENDED(152, "trii"),
  ANY(154, "tri"),
  ALL(155, "tri"),
  IS_NAN(156, "tri"),
  IS_INF(157, "tri"),
  LOGICAL_EQUAL(164, "trii"),
  LOGICAL_NOT_EQUAL(165, "trii"),
  LOGICAL_OR(166, "trii"),
  LOGICAL_AND(167, "trii"),
  LOGICAL_NOT(168, "tri"),
  SELECT(169, "triii"),
  I_EQUAL(170, "trii"),
  I_NOT_EQUAL(171, "trii"),
  U_GREATER_THAN(172, "trii"),
  S_GREATER_THAN(173, "trii"),
  U_GREATER_THAN_EQUAL(174, "trii"),
  S_GREATER_THAN_EQUAL(175, "trii"),
  U_LESS_THAN(176, "trii"),
  S_LESS_THAN(177, "trii"),
  U_LESS_THAN_EQUAL(178, "trii"),
  S_LESS_THAN_EQUAL(179, "trii"),
  F_ORD_EQUAL(180, "trii"),
  F_UNORD_EQUAL(181, "trii"),
  F_ORD_NOT_EQUAL(182, "trii"),
  F_UNORD_NOT_EQUAL(183, "trii"),
  F_ORD_LESS_THAN(184, "trii"),
  F_UNORD_LESS_THAN(185, "trii"),
  F_ORD_GREATER_THAN(186, "trii"),
  F_UNORD_GREATER_THAN(187, "trii"),
  F_ORD_LESS_THAN_EQUAL(188, "trii"),
  F_UNORD_LESS_THAN_EQUAL(189, "trii"),
  F_ORD_GREATER_THAN_EQUAL(190, "trii"),
  F_UNORD_GREATER_THAN_EQUAL(191, "trii"),
  SHIFT_RIGHT_LOGICAL(194, "trii"),
  SHIFT_RIGHT_ARITHMETIC(195, "trii"),
  SHIFT_LEFT_LOGICAL(196, "trii"),
  BITWISE_OR(197, "trii"),
  BITWISE_XOR(198, "trii"),
  BITWISE_AND(199, "trii"),
  NOT(200, "tri"),
  BIT_FIELD_INSERT(201, "triiii"),
  BIT_FIELD_S_EXTRACT(202, "triii"),
  BIT_FIELD_U_EXTRACT(203, "triii"),
  BIT_REVERSE(204, "tri"),
  BIT_COUNT(205, "tri"),
  D_PDX(207, "tri", "Shader"),
  D_PDY(208, "tri", "Shader"),
  FWIDTH(209, "tri", "Shader"),
  EMIT_VERTEX(218, "", "Geometry"),
  END_PRIMITIVE(219, "", "Geometry"),
  CONTROL_BARRIER(224, "iii"),
  MEMORY_BARRIER(225, "ii"),
  ATOMIC_LOAD(227, "triii"),
  ATOMIC_STORE(228, "iiii"),
  ATOMIC_EXCHANGE(229, "triiii"),
  ATOMIC_COMPARE_EXCHANGE(230, "triiiiii"),
  ATOMIC_I_INCREMENT(232, "triii"),
  ATOMIC_I_DECREMENT(233, "triii"),
  ATOMIC_I_ADD(234, "triiii"),
  ATOMIC_I_SUB(235, "triiii"),
  ATOMIC_S_MIN(236, "triiii"),
  ATOMIC_U_MIN(237, "triiii"),
  ATOMIC_S_MAX(238, "triiii"),
  ATOMIC_U_MAX(239, "triiii"),
  ATOMIC_AND(240, "triiii"),
  ATOMIC_OR(241, "triiii"),
  ATOMIC_XOR(242, "triiii"),
  PHI(245, "tri*"),
  LOOP_MERGE(246, "iil*"),
  SELECTION_MERGE(247, "il"),
  LABEL(248, "r"),
  BRANCH(249, "i"),
  BRANCH_CONDITIONAL(250, "iiil*"),
  SWITCH(251, "iil*"),
  KILL(252, "", "Shader"),
  RETURN(253, ""),
  RETURN_VALUE(254, "i"),
  UNREACHABLE(255, ""),
  NO_LINE(317, ""),
  MODULE_PROCESSED(330, "s"),
  EXECUTION_MODE_ID(331, "ili*"),
  DECORATE_ID(332, "fli*"),
  GROUP_NON_UNIFORM_ELECT(333, "tri"),
  GROUP_NON_UNIFORM_ALL(334, "trii"),
  GROUP_NON_UNIFORM_ANY(335, "trii"),
  GROUP_NON_UNIFORM_ALL_EQUAL(336, "trii"),
  GROUP_NON_UNIFORM_BROADCAST(337, "triii"),
  GROUP_NON_UNIFORM_BROADCAST_FIRST(338, "trii"),
  GROUP_NON_UNIFORM_BALLOT(339, "trii"),
  GROUP_NON_UNIFORM_INVERSE_BALLOT(340, "trii"),
  GROUP_NON_UNIFORM_BALLOT_BIT_EXTRACT(341, "triii"),
  GROUP_NON_UNIFORM_BALLOT_BIT_COUNT(342, "trili"),
  GROUP_NON_UNIFORM_BALLOT_FIND_LSB(343, "trii"),
  GROUP_NON_UNIFORM_BALLOT_FIND_MSB(344, "trii"),
  GROUP_NON_UNIFORM_SHUFFLE(345, "triii"),
  GROUP_NON_UNIFORM_SHUFFLE_XOR(346, "triii"),
  GROUP_NON_UNIFORM_SHUFFLE_UP(347, "triii"),
  GROUP_NON_UNIFORM_SHUFFLE_DOWN(348, "triii"),
  GROUP_NON_UNIFORM_I_ADD(349, "trilii*"),
  GROUP_NON_UNIFORM_F_ADD(350, "trilii*"),
  GROUP_NON_UNIFORM_I_MUL(351, "trilii*"),
  GROUP_NON_UNIFORM_F_MUL(352, "trilii*"),
  GROUP_NON_UNIFORM_S_MIN(353, "trilii*"),
  GROUP_NON_UNIFORM_U_MIN(354, "trilii*"),
  GROUP_NON_UNIFORM_F_MIN(355, "trilii*"),
  GROUP_NON_UNIFORM_S_MAX(356, "trilii*"),
  GROUP_NON_UNIFORM_U_MAX(357, "trilii*"),
  GROUP_NON_UNIFORM_F_MAX(358, "trilii*"),
  GROUP_NON_UNIFORM_BITWISE_AND(359, "trilii*"),
  GROUP_NON_UNIFORM_BITWISE_OR(360, "trilii*"),
  GROUP_NON_UNIFORM_BITWISE_XOR(361, "trilii*"),
  GROUP_NON_UNIFORM_LOGICAL_AND(362, "trilii*"),
  GROUP_NON_UNIFORM_LOGICAL_OR(363, "trilii*"),
  GROUP_NON_UNIFORM_LOGICAL_XOR(364, "trilii*"),
  GROUP_NON_UNIFORM_QUAD_BROADCAST(365, "triii"),
  GROUP_NON_UNIFORM_QUAD_SWAP(366, "triii"),
  COPY_LOGICAL(400, "tri"),
  PTR_EQUAL(401, "trii"),
  PTR_NOT_EQUAL(402, "trii"),
  PTR_DIFF(403, "trii", "VariablePointers"),
  TERMINATE_INVOCATION(4416, "", "Shader"),
  SUBGROUP_BALLOT_KHR(4421, "tri"),
  SUBGROUP_FIRST_INVOCATION_KHR(4422, "tri"),
  SUBGROUP_ALL_KHR(4428, "tri"),
  SUBGROUP_ANY_KHR(4429, "tri"),
  SUBGROUP_ALL_EQUAL_KHR(4430, "tri"),
  SUBGROUP_READ_INVOCATION_KHR(4432, "trii"),
  GROUP_NON_UNIFORM_ROTATE_KHR(4431, "triiii*"),
  TRACE_RAY_KHR(4445, "il*", "RayTracingKHR"),
  S_DOT(4450, "triil*"),
  U_DOT(4451, "triil*"),
  SU_DOT(4452, "triil*"),
  S_DOT_ACC_SAT(4453, "triiil*"),
  U_DOT_ACC_SAT(4454, "triiil*"),
  SU_DOT_ACC_SAT(4455, "triiil*"),
  TYPE_COOPERATIVE_MATRIX_KHR(4456, "ril*", "CooperativeMatrixKHR"),
  COOPERATIVE_MATRIX_LOAD_KHR(4457, "trl*", "CooperativeMatrixKHR"),
  COOPERATIVE_MATRIX_STORE_KHR(4458, "iil*", "CooperativeMatrixKHR"),
  COOPERATIVE_MATRIX_MUL_ADD_KHR(4459, "trl*", "CooperativeMatrixKHR"),
  COOPERATIVE_MATRIX_LENGTH_KHR(4460, "tri", "CooperativeMatrixKHR"),
  TYPE_RAY_QUERY_KHR(4472, "r", "RayQueryKHR"),
  RAY_QUERY_INITIALIZE_KHR(4473, "il*", "RayQueryKHR"),
  RAY_QUERY_TERMINATE_KHR(4474, "i", "RayQueryKHR"),
  RAY_QUERY_GENERATE_INTERSECTION_KHR(4475, "il*", "RayQueryKHR"),
  RAY_QUERY_CONFIRM_INTERSECTION_KHR(4476, "i", "RayQueryKHR"),
  RAY_QUERY_PROCEED_KHR(4477, "tri", "RayQueryKHR"),
  RAY_QUERY_GET_INTERSECTION_TYPE_KHR(4479, "trii", "RayQueryKHR"),
  READ_CLOCK_KHR(5056, "tri", "ShaderClockKHR"),
  TYPE_ACCELERATION_STRUCTURE_KHR(5341, "r", "RayQueryKHR"),
  DEMOTE_TO_HELPER_INVOCATION(5380, "", "DemoteToHelperInvocation"),
  ATOMIC_F_MIN_EXT(5614, "triiii"),
  ATOMIC_F_MAX_EXT(5615, "triiii"),
  ASSUME_TRUE_KHR(5630, "i"),
  EXPECT_KHR(5631, "trii"),
  DECORATE_STRING(5632, "fls"),
  MEMBER_DECORATE_STRING(5633, "flls"),
  ATOMIC_F_ADD_EXT(6035, "triiii");

  private static final SpirvOp[] BY_CODE = byCode();

  private static final char NO_MORE = 0;

  private final int code;
  private final String operands;
  private final String refusedFor;
  private final String spelling;
  private final boolean typed;
  private final boolean resulting;
  private final int leadingIds;
  private final String fixed;
  private final char more;
  private final boolean atomic;
  private final boolean grouped;

  SpirvOp(int code, String operands) {
    this(code, operands, null);
  }

  /** An instruction that Vireo does not run, and a capability that comes with it. */
  SpirvOp(int code, String operands, String refusedFor) {
    this.code = code;
    this.operands = operands;
    this.refusedFor = refusedFor;
    this.spelling = spelling(name());
    this.typed = operands.startsWith("t");
    this.resulting = operands.startsWith("tr") || operands.startsWith("r");
    this.leadingIds = operands.startsWith("tri") ? leadingIds(operands) : 0;
    int last = operands.length() - 1;
    boolean repeated = operands.endsWith("*");
    this.more = repeated ? operands.charAt(last - 1) : operands.endsWith("s") ? 's' : NO_MORE;
    this.fixed = operands.substring(0, repeated ? last - 1 : more == 's' ? last : last + 1);
    this.atomic = name().startsWith("ATOMIC_");
    this.grouped = name().contains("GROUP_");
  }

  private static SpirvOp[] byCode() {
    SpirvOp[] table = new SpirvOp[ATOMIC_F_ADD_EXT.code + 1];
    for (SpirvOp op : values()) {
      table[op.code] = op;
    }
    return table;
  }

  /** Returns the instruction of that number, or null. */
  public static SpirvOp of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }

  /** Returns its number. */
  public int code() {
    return code;
  }

  /** Returns the letters of its operands. */
  public String operands() {
    return operands;
  }

  /** Returns the letters of the operands that it always has, text aside. */
  String fixedOperands() {
    return fixed;
  }

  /** Returns the letter of any number of operands behind those: also text; 0 if there are none. */
  char moreOperands() {
    return more;
  }

  public boolean atomic() {
    return atomic;
  }

  /** Says whether invocations of a subgroup work together in it, or it is about decorations. */
  public boolean grouped() {
    return grouped;
  }

  /** Returns the capability because of which it is refused; null if Vireo runs it. */
  public String refusedFor() {
    return refusedFor;
  }

  public boolean hasType() {
    return typed;
  }

  /** Returns how many ids its operands begin with; 0 without a type and a result. */
  public int leadingIds() {
    return leadingIds;
  }

  private static int leadingIds(String letters) {
    int ids = 0;
    while (2 + ids < letters.length() && letters.charAt(2 + ids) == 'i') {
      ids++;
    }
    return ids;
  }

  boolean hasResult() {
    return resulting;
  }

  /** Says whether it ends a block. */
  public boolean terminates() {
    return switch (this) {
      case BRANCH,
          BRANCH_CONDITIONAL,
          SWITCH,
          RETURN,
          RETURN_VALUE,
          UNREACHABLE,
          KILL,
          TERMINATE_INVOCATION ->
          true;
      default -> false;
    };
  }

  /** Returns the name as the specification writes it. */
  public String spelling() {
    return spelling;
  }

  private static String spelling(String name) {
    StringBuilder text = new StringBuilder("Op");
    for (String part : name.split("_", -1)) {
      boolean suffix = text.length() > 2 && (part.equals("KHR") || part.equals("EXT"));
      text.append(part.charAt(0));
      text.append(suffix ? part.substring(1) : part.substring(1).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }
}
