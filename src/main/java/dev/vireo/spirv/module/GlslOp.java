package dev.vireo.spirv.module;

import java.util.HashMap;
import java.util.Map;

/** Instructions of the set GLSL.std.450. Source: its specification, section 2. */
public enum GlslOp {
  ROUND(1),
  ROUND_EVEN(2),
  TRUNC(3),
  F_ABS(4),
  S_ABS(5),
  F_SIGN(6),
  S_SIGN(7),
  FLOOR(8),
  CEIL(9),
  FRACT(10),
  RADIANS(11),
  DEGREES(12),
  SIN(13),
  COS(14),
  TAN(15),
  ASIN(16),
  ACOS(17),
  ATAN(18),
  SINH(19),
  COSH(20),
  TANH(21),
  ASINH(22),
  ACOSH(23),
  ATANH(24),
  ATAN2(25),
  POW(26),
  EXP(27),
  LOG(28),
  EXP2(29),
  LOG2(30),
  SQRT(31),
  INVERSE_SQRT(32),
  DETERMINANT(33),
  MATRIX_INVERSE(34),
  MODF(35),
  MODF_STRUCT(36),
  F_MIN(37),
  U_MIN(38),
  S_MIN(39),
  F_MAX(40),
  U_MAX(41),
  S_MAX(42),
  F_CLAMP(43),
  U_CLAMP(44),
  S_CLAMP(45),
  F_MIX(46),
  STEP(48),
  SMOOTH_STEP(49),
  FMA(50),
  FREXP(51),
  FREXP_STRUCT(52),
  LDEXP(53),
  PACK_SNORM4X8(54),
  PACK_UNORM4X8(55),
  PACK_SNORM2X16(56),
  PACK_UNORM2X16(57),
  PACK_HALF2X16(58),
  UNPACK_SNORM2X16(60),
  UNPACK_UNORM2X16(61),
  UNPACK_HALF2X16(62),
  UNPACK_SNORM4X8(63),
  UNPACK_UNORM4X8(64),
  LENGTH(66),
  DISTANCE(67),
  CROSS(68),
  NORMALIZE(69),
  FACE_FORWARD(70),
  REFLECT(71),
  REFRACT(72),
  FIND_I_LSB(73),
  FIND_S_MSB(74),
  FIND_U_MSB(75),
  N_MIN(79),
  N_MAX(80),
  N_CLAMP(81);

  private static final Map<Integer, GlslOp> BY_CODE = new HashMap<>();

  static {
    for (GlslOp op : values()) {
      BY_CODE.put(op.code, op);
    }
  }

  private final int code;

  GlslOp(int code) {
    this.code = code;
  }

  /** Returns the instruction of that number, or null. */
  public static GlslOp of(int code) {
    return BY_CODE.get(code);
  }
}
