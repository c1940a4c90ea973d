package dev.vireo.kernel;

/**
 * Numbers of the machine's arithmetic on f32 as defines: the format's (IEEE 754), and coefficients
 * of approximations, which are those of the Cephes and FreeBSD mathematical libraries.
 */
final class FloatDefines {
  private static final double TAN_PI_8 = Math.sqrt(2) - 1;

  private final StringBuilder text = new StringBuilder();

  private FloatDefines() {}

  /** Returns one {@code #define} a line. */
  static String text() {
    FloatDefines defines = new FloatDefines();
    defines.format();
    defines.basic();
    defines.exponential();
    defines.trigonometric();
    return defines.text.toString();
  }

  private void word(String name, int value) {
    text.append("#define ").append(name).append(' ').append(Integer.toUnsignedString(value));
    text.append("u\n");
  }

  private void integer(String name, int value) {
    text.append("#define ").append(name).append(' ').append(value).append('\n');
  }

  private void real(String name, double value) {
    int bits = Float.floatToRawIntBits((float) value);
    text.append("#define ").append(name).append(" uintBitsToFloat(");
    text.append(Integer.toUnsignedString(bits)).append("u)\n");
  }

  private void reals(String name, double... values) {
    for (int i = 0; i < values.length; i++) {
      real(name + "_" + i, values[i]);
    }
  }

  private void format() {
    word("F32_SIGN", 0x8000_0000);
    word("F32_MAGNITUDE", 0x7FFF_FFFF);
    word("F32_INFINITY", 0x7F80_0000);
    word("F32_NAN", 0x7FC0_0000);
    word("F32_HIDDEN", 0x0080_0000);
    word("F32_FRACTION", 0x007F_FFFF);
    word("F32_FRACTION_BITS", 23);
    word("F32_ONE", 0x3F80_0000);
    word("F32_HALF_ONE", 0x3F00_0000);
    word("F32_HALF", 0x80);
    word("F32_INDEX_END", Float.floatToRawIntBits(0x1p32f));
    integer("F32_EXPONENT_MAX", 255);
    integer("F32_BIAS", 127);
    // Exponent of a number whose mantissa is an integer.
    integer("F32_INTEGER_EXPONENT", 127 + 23);
    integer("F32_PACK_BIAS", 127 + 63);
    // A product of mantissas has up to 48 bits, an addend 24; both begin at bit 61 or 60 of 64.
    word("FMA_PRODUCT_SHIFT", 14);
    integer("FMA_PRODUCT_BIAS", 2 * (127 + 23) + 14);
    word("FMA_ADDEND_SHIFT", 38 - 32);
    integer("FMA_ADDEND_BIAS", 127 + 23 + 38);
    // Quotients of mantissas are computed to 25 bits behind the point, roots to 24.
    word("F32_QUOTIENT_BITS", 25);
    word("F32_QUOTIENT_SCALE", Float.floatToRawIntBits(0x1p25f));
    integer("F32_QUOTIENT_EXPONENT", 25 + 1);
    word("F32_ROOT_SCALE", Float.floatToRawIntBits(0x1p24f));
    integer("F32_ROOT_EXPONENT", 24 + 1);
    integer("FLOAT_RADIX", 2);
  }

  private void basic() {
    real("FLOAT_0", 0);
    real("FLOAT_1", 1);
    real("FLOAT_2", 2);
    real("FLOAT_HALF", 0.5);
    real("PI", Math.PI);
    real("HALF_PI", Math.PI / 2);
    real("QUARTER_PI", Math.PI / 4);
    word("QUARTER_PI_BITS", Float.floatToRawIntBits((float) (Math.PI / 4)));
  }

  private void exponential() {
    real("LN2", Math.log(2));
    real("LOG2_E", 1 / Math.log(2));
    real("LN2_HIGH_SHORT", 0.693359375);
    real("LN2_REST", -2.12194440e-4);
    real("LN2_HIGH", 6.9313812256e-01);
    real("LN2_LOW", 9.0580006145e-06);
    real("EXP_LIMIT", 200);
    real("TANH_LIMIT", 20);
    word("SQRT2_FRACTION", Float.floatToRawIntBits((float) Math.sqrt(2)) & 0x007F_FFFF);
    reals(
        "EXP",
        1.9875691500e-4,
        1.3981999507e-3,
        8.3334519073e-3,
        4.1665795894e-2,
        1.6666665459e-1,
        5.0000001201e-1);
    reals("SINH", 1 / 6.0, 1 / 120.0, 1 / 5040.0, 1 / 362880.0);
    reals("LOG", 0.66666662693, 0.40000972152, 0.28498786688, 0.24279078841);
  }

  private void trigonometric() {
    reals("SIN", -1.6666654611e-1, 8.3321608736e-3, -1.9515295891e-4);
    reals("COS", 4.166664568298827e-2, -1.388731625493765e-3, 2.443315711809948e-5);
    reals("ATAN", 8.05374449538e-2, -1.38776856032e-1, 1.99777106478e-1, -3.33329491539e-1);
    reals(
        "ASIN",
        4.2163199048e-2,
        2.4181311049e-2,
        4.5470025998e-2,
        7.4953002686e-2,
        1.6666752422e-1);
    real("TAN_PI_8", TAN_PI_8);
    real("TAN_3_PI_8", 1 / TAN_PI_8);
    // 2 / pi in binary, behind a word of zeros.
    int[] digits = {
      0, 0xA2F9_836E, 0x4E44_1529, 0xFC27_57D1, 0xF534_DDC0, 0xDB62_9599, 0x3C43_9041, 0xFE51_63AB
    };
    for (int i = 0; i < digits.length; i++) {
      word("TWO_OVER_PI_" + i, digits[i]);
    }
    // The window of 96 bits ends 94 bits behind the point of the quotient.
    integer("REDUCE_EXPONENT", 127 + 23 - 30);
    word("REDUCE_TOP_SHIFT", 30);
    word("REDUCE_QUADRANT_BITS", 2);
    integer("REDUCE_FRACTION_BITS", 64);
  }
}
