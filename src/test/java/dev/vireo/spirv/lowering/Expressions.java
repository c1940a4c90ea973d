package dev.vireo.spirv.lowering;

import static dev.vireo.spirv.lowering.Expression.number;
import static dev.vireo.spirv.lowering.Expression.word;

import java.util.ArrayList;
import java.util.List;

/** Expressions that become the instructions of scalars, and what they give. */
final class Expressions {
  /** Tolerances of Vulkan's table; those that it inherits are counted out for these operands. */
  private static final double DIVISION = 2.5;

  private static final double SINE = 0x1p-11;

  private Expressions() {}

  static List<Expression> all() {
    List<Expression> all = new ArrayList<>(integers());
    all.addAll(bits());
    all.addAll(comparisons());
    all.addAll(floats());
    all.addAll(functions());
    return all;
  }

  private static boolean divides(int a, int b) {
    return b != 0 && !(a == Integer.MIN_VALUE && b == -1);
  }

  private static List<Expression> integers() {
    return List.of(
        word("a + b", (a, b) -> a + b),
        word("a - b", (a, b) -> a - b),
        word("a * b", (a, b) -> a * b),
        word("uint(-x)", (a, b) -> -a),
        word("a / b", Integer::divideUnsigned, (a, b) -> b != 0),
        word("a % b", Integer::remainderUnsigned, (a, b) -> b != 0),
        word("uint(x / y)", (a, b) -> a / b, Expressions::divides),
        word("uint(x % y)", (a, b) -> a % b, (a, b) -> a >= 0 && b > 0),
        word("uint(abs(x))", (a, b) -> Math.abs(a)),
        word("uint(sign(x))", (a, b) -> Integer.signum(a)),
        word("min(a, b)", (a, b) -> Integer.compareUnsigned(a, b) < 0 ? a : b),
        word("max(a, b)", (a, b) -> Integer.compareUnsigned(a, b) > 0 ? a : b),
        word("uint(min(x, y))", Math::min),
        word("uint(max(x, y))", Math::max),
        word("uint(clamp(x, -100, 100))", (a, b) -> Math.max(-100, Math.min(100, a))),
        word(
            "high(a, b)",
            (a, b) -> (int) (Integer.toUnsignedLong(a) * Integer.toUnsignedLong(b) >>> 32)),
        word("uint(high(x, y))", (a, b) -> (int) ((long) a * b >> 32)),
        word("carry(a, b)", (a, b) -> Integer.compareUnsigned(a + b, a) < 0 ? 1 : 0),
        word("borrow(a, b)", (a, b) -> Integer.compareUnsigned(a, b) < 0 ? 1 : 0));
  }

  private static List<Expression> bits() {
    return List.of(
        word("a & b", (a, b) -> a & b),
        word("a | b", (a, b) -> a | b),
        word("a ^ b", (a, b) -> a ^ b),
        word("~a", (a, b) -> ~a),
        word("a << (b & 31u)", (a, b) -> a << b),
        word("a >> (b & 31u)", (a, b) -> a >>> b),
        word("uint(x >> (b & 31u))", (a, b) -> a >> b),
        word("uint(bitCount(a))", (a, b) -> Integer.bitCount(a)),
        word("bitfieldReverse(a)", (a, b) -> Integer.reverse(a)),
        word("uint(findLSB(a))", (a, b) -> a == 0 ? -1 : Integer.numberOfTrailingZeros(a)),
        word("uint(findMSB(a))", (a, b) -> 31 - Integer.numberOfLeadingZeros(a)),
        word("uint(findMSB(x))", (a, b) -> 31 - Integer.numberOfLeadingZeros(a < 0 ? ~a : a)),
        word("bitfieldExtract(a, int(b & 15u), 9)", (a, b) -> a >>> (b & 15) & 511),
        word("uint(bitfieldExtract(x, int(b & 15u), 9))", (a, b) -> a >> (b & 15) << 23 >> 23),
        word("bitfieldExtract(a, 0, 32)", (a, b) -> a),
        word("bitfieldExtract(a, int(b & 31u), 0)", (a, b) -> 0),
        word(
            "bitfieldInsert(a, b, int(b & 15u), 7)",
            (a, b) -> a & ~(127 << (b & 15)) | (b & 127) << (b & 15)),
        word("bitfieldInsert(a, b, 0, 32)", (a, b) -> b),
        word("packUnorm2x16(unpackUnorm2x16(a))", (a, b) -> a),
        word("packUnorm4x8(unpackUnorm4x8(a))", (a, b) -> a));
  }

  private static int bool(boolean value) {
    return value ? 1 : 0;
  }

  private static float f(int bits) {
    float value = Float.intBitsToFloat(bits);
    return Math.abs(value) < Float.MIN_NORMAL ? Math.copySign(0, value) : value;
  }

  private static List<Expression> comparisons() {
    return List.of(
        word("uint(a == b)", (a, b) -> bool(a == b)),
        word("uint(a != b)", (a, b) -> bool(a != b)),
        word("uint(a < b)", (a, b) -> bool(Integer.compareUnsigned(a, b) < 0)),
        word("uint(a >= b)", (a, b) -> bool(Integer.compareUnsigned(a, b) >= 0)),
        word("uint(x < y)", (a, b) -> bool(a < b)),
        word("uint(x <= y)", (a, b) -> bool(a <= b)),
        word("uint(x > y)", (a, b) -> bool(a > b)),
        word("uint(f == g)", (a, b) -> bool(f(a) == f(b)), Expression::normal),
        word("uint(f != g)", (a, b) -> bool(f(a) != f(b)), Expression::normal),
        word("uint(f < g)", (a, b) -> bool(f(a) < f(b)), Expression::normal),
        word("uint(f <= g)", (a, b) -> bool(f(a) <= f(b)), Expression::normal),
        word("uint(f > g)", (a, b) -> bool(f(a) > f(b)), Expression::normal),
        word("uint(f >= g)", (a, b) -> bool(f(a) >= f(b)), Expression::normal),
        word("uint(!(f < g))", (a, b) -> bool(!(f(a) < f(b))), Expression::normal),
        word("uint(isnan(f))", (a, b) -> bool(Float.isNaN(f(a)))),
        word("uint(isinf(f))", (a, b) -> bool(Float.isInfinite(f(a)))),
        word("x > 0 && y > 0 ? a : b", (a, b) -> a > 0 && b > 0 ? a : b),
        word("x > 0 || y > 0 ? a : b", (a, b) -> a > 0 || b > 0 ? a : b),
        word("uint((x > 0) != (y > 0))", (a, b) -> bool(a > 0 != b > 0)));
  }

  private static boolean numbers(int a, int b) {
    return !Float.isNaN(f(a)) && !Float.isNaN(f(b));
  }

  private static List<Expression> floats() {
    return List.of(
        number("f + g", 0, (f, g) -> f + g),
        number("f - g", 0, (f, g) -> f - g),
        number("f * g", 0, (f, g) -> f * g),
        number("-f", 0, (f, g) -> -f),
        number("f / g", DIVISION, (f, g) -> f / g).where(Expressions::moderate),
        number("abs(f)", 0, (f, g) -> Math.abs(f)),
        number("sign(f)", 0, (f, g) -> Math.signum(f)).where(Expressions::numbers),
        number("floor(f)", 0, (f, g) -> Math.floor(f)),
        number("ceil(f)", 0, (f, g) -> Math.ceil(f)),
        number("trunc(f)", 0, (f, g) -> f < 0 ? Math.ceil(f) : Math.floor(f)),
        number("roundEven(f)", 0, (f, g) -> Math.rint(f)),
        number("fract(f)", 0, (f, g) -> f - (float) Math.floor(f)).where(Expressions::moderate),
        number("min(f, g)", 0, Math::min).where(Expressions::numbers),
        number("max(f, g)", 0, Math::max).where(Expressions::numbers),
        number("clamp(f, -2.0, 3.0)", 0, (f, g) -> Math.max(-2, Math.min(3, f)))
            .where(Expressions::numbers),
        number("step(f, g)", 0, (f, g) -> g < f ? 0 : 1).where(Expressions::numbers),
        number("mix(f, g, 0.25)", 2, 1e-6, (f, g) -> f * 0.75 + g * 0.25)
            .where(Expressions::moderate),
        number("sqrt(abs(f))", 3, (f, g) -> Math.sqrt(Math.abs(f))),
        number("inversesqrt(abs(f))", 3, (f, g) -> 1 / Math.sqrt(Math.abs(f)))
            .where((a, b) -> f(a) != 0 && numbers(a, b)),
        number("ldexp(f, clamp(y, -20, 20))", 0, (f, g) -> f).where((a, b) -> b == 0),
        number("ldexp(f, 5)", 0, (f, g) -> f * 32f),
        number("radians(f)", 2, (f, g) -> Math.toRadians(f)),
        number("float(a)", 0, (f, g) -> 0).where((a, b) -> a == 0),
        word("floatBitsToUint(float(x))", (a, b) -> Float.floatToRawIntBits(a)),
        word(
            "floatBitsToUint(float(a))",
            (a, b) -> Float.floatToRawIntBits((float) (a & 0xFFFF_FFFFL))),
        word("uint(int(f))", (a, b) -> (int) f(a), (a, b) -> Math.abs(f(a)) < 0x1p31),
        word("uint(f)", (a, b) -> (int) (long) f(a), (a, b) -> f(a) > -1 && f(a) < 0x1p32),
        word(
            "packHalf2x16(vec2(f, g))",
            (a, b) -> half(f(a)) | half(f(b)) << 16,
            Expressions::halves),
        word("packSnorm2x16(vec2(f, 0.0))", (a, b) -> snorm(f(a)) & 0xFFFF, Expressions::numbers));
  }

  private static boolean halves(int a, int b) {
    return Math.abs(f(a)) < 65504 && Math.abs(f(b)) < 65504;
  }

  private static int snorm(float value) {
    return (int) Math.rint(Math.max(-1, Math.min(1, value)) * 32767);
  }

  /** The half nearest to a float, ties to even. */
  static int half(float value) {
    int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
    double size = Math.abs((double) value);
    if (size >= 65520) {
      return sign | 0x7C00;
    }
    int exponent = Math.max(-14, Math.getExponent(size));
    long steps = (long) Math.rint(size * Math.pow(2, 10 - exponent));
    return sign | (int) (steps + ((long) (exponent + 14) << 10));
  }

  private static boolean moderate(int a, int b) {
    return within(f(a), 1e-3, 1e6) && within(f(b), 1e-3, 1e6);
  }

  private static boolean within(float value, double least, double most) {
    return Math.abs(value) >= least && Math.abs(value) <= most;
  }

  private static boolean angle(int a, int b) {
    return Math.abs(f(a)) <= Math.PI;
  }

  private static boolean small(int a, int b) {
    return Math.abs(f(a)) <= 10;
  }

  private static boolean unit(int a, int b) {
    return Math.abs(f(a)) <= 1;
  }

  private static boolean positive(int a, int b) {
    return within(f(a), 1e-30, 1e30) && f(a) > 0;
  }

  private static List<Expression> functions() {
    return List.of(
        number("sin(f)", 0, SINE, (f, g) -> Math.sin(f)).where(Expressions::angle),
        number("cos(f)", 0, SINE, (f, g) -> Math.cos(f)).where(Expressions::angle),
        number("tan(f)", 0, 4 * SINE, (f, g) -> Math.tan(f)).where(Expressions::unit),
        number("asin(f)", 4096, SINE, (f, g) -> Math.asin(f)).where(Expressions::unit),
        number("acos(f)", 4096, SINE, (f, g) -> Math.acos(f)).where(Expressions::unit),
        number("atan(f)", 4096, (f, g) -> Math.atan(f)).where(Expressions::numbers),
        number("atan(f, g)", 4096, Math::atan2).where(Expressions::moderate),
        number("sinh(f)", 64, 1e-5, (f, g) -> Math.sinh(f)).where(Expressions::small),
        number("cosh(f)", 64, (f, g) -> Math.cosh(f)).where(Expressions::small),
        number("tanh(f)", 64, 1e-5, (f, g) -> Math.tanh(f)).where(Expressions::small),
        number("asinh(f)", 64, 1e-4, (f, g) -> Math.log(f + Math.sqrt(f * (double) f + 1)))
            .where(Expressions::small),
        number("acosh(f + 1.5)", 64, 1e-4, (f, g) -> acosh(f + 1.5))
            .where((a, b) -> f(a) >= 0 && f(a) < 1000),
        number("atanh(f * 0.5)", 64, 1e-4, (f, g) -> Math.log((1 + f / 2.0) / (1 - f / 2.0)) / 2)
            .where(Expressions::unit),
        number("exp(f)", 24, (f, g) -> Math.exp(f)).where(Expressions::small),
        number("exp2(f)", 24, (f, g) -> Math.pow(2, f)).where(Expressions::small),
        number("log(f)", 4, 0x1p-21, (f, g) -> Math.log(f)).where(Expressions::positive),
        number("log2(f)", 4, 0x1p-21, (f, g) -> Math.log(f) / Math.log(2))
            .where(Expressions::positive),
        number("pow(abs(f), g)", 256, (f, g) -> Math.pow(Math.abs(f), g))
            .where((a, b) -> within(f(a), 0.1, 10) && Math.abs(f(b)) <= 10),
        number("smoothstep(-1.0, 2.0, f)", 64, 1e-6, (f, g) -> smooth((f + 1) / 3.0))
            .where(Expressions::numbers),
        number("mod(f, g)", 0, 1e-3, (f, g) -> f - g * Math.floor(f / g))
            .where((a, b) -> within(f(a), 0.01, 100) && within(f(b), 1.1, 90) && apart(f(a), f(b))),
        number("fma(f, g, 1.0)", 2, 1e-6, (f, g) -> (double) f * g + 1)
            .where(Expressions::moderate),
        number(
                "length(vec3(f, g, 1.0))",
                8,
                (f, g) -> Math.sqrt((double) f * f + (double) g * g + 1))
            .where(Expressions::moderate),
        number("determinant(mat2(f, g, 2.0, 3.0))", 8, 1e-4, (f, g) -> 3.0 * f - 2.0 * g)
            .where((a, b) -> within(f(a), 0.01, 100) && within(f(b), 0.01, 100)));
  }

  private static boolean apart(float f, float g) {
    double quotient = f / g;
    return Math.abs(quotient - Math.rint(quotient)) > 1e-4;
  }

  private static double acosh(double x) {
    return Math.log(x + Math.sqrt(x * x - 1));
  }

  private static double smooth(double way) {
    double t = Math.max(0, Math.min(1, way));
    return t * t * (3 - 2 * t);
  }
}
