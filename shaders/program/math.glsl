// Transcendental functions of f32 within a few units in the last place, on every argument; the drivers' own are allowed to be far worse.

// y * 2^n for y from 1/2 up to 2.
uint vmScale(float y, int n) {
  uint bits = floatBitsToUint(y);
  int exponent = vmExponent(bits) + n;
  uint scaled = bits + uint(n) * F32_HIDDEN;
  scaled = vmSelect(exponent >= F32_EXPONENT_MAX, F32_INFINITY, scaled);
  return vmSelect(exponent <= int(0u), 0u, scaled);
}

// e^r for |r| up to ln(2) / 2 and a bit.
float vmExpNear(float r) {
  float p = EXP_0;
  p = p * r + EXP_1;
  p = p * r + EXP_2;
  p = p * r + EXP_3;
  p = p * r + EXP_4;
  p = p * r + EXP_5;
  return p * (r * r) + r + FLOAT_1;
}

// e^x * 2^shift; of x as a power of 2 instead if binary.
uint vmExp(float x, bool binary, int shift) {
  x = clamp(x, -EXP_LIMIT, EXP_LIMIT);
  float n = floor(vmSelect(binary, x, x * LOG2_E) + FLOAT_HALF);
  precise float r = x - n * vmSelect(binary, FLOAT_1, LN2_HIGH_SHORT);
  r = vmSelect(binary, r * LN2, r - n * LN2_REST);
  return vmScale(vmExpNear(r), int(n) + shift);
}

// Bit string of 2 / pi, with a word of zeros before it.
uint vmTwoOverPi(uint word) {
  uint low = vmSelect((word & 1u) == 0u, TWO_OVER_PI_0, TWO_OVER_PI_1);
  uint next = vmSelect((word & 1u) == 0u, TWO_OVER_PI_2, TWO_OVER_PI_3);
  uint third = vmSelect((word & 1u) == 0u, TWO_OVER_PI_4, TWO_OVER_PI_5);
  uint last = vmSelect((word & 1u) == 0u, TWO_OVER_PI_6, TWO_OVER_PI_7);
  uint pair = word >> 1u;
  return vmSelect(pair == 0u, low, vmSelect(pair == 1u, next, vmSelect(pair == 1u + 1u, third, last)));
}

// Angle of a finite x >= 0 in its quadrant, -pi/4 to pi/4; the quadrant modulo 4. Exact for huge x: the fraction of x * 2 / pi is
// taken from the 96 bits of the product that matter.
float vmReduce(uint a, out uint quadrant) {
  uint start = uint(max(vmExponent(a) - REDUCE_EXPONENT, int(0u)));
  uint word = start >> WORD_BITS_LOG;
  uint offset = start & (WORD_BITS - 1u);
  uint t0 = vmTwoOverPi(word);
  uint t1 = vmTwoOverPi(word + 1u);
  uint t2 = vmTwoOverPi(word + 1u + 1u);
  uint t3 = vmTwoOverPi(word + 1u + 1u + 1u);
  if (offset != 0u) {
    uint back = WORD_BITS - offset;
    t0 = t0 << offset | t1 >> back;
    t1 = t1 << offset | t2 >> back;
    t2 = t2 << offset | t3 >> back;
  }
  uint mantissa = vmMantissa(a);
  uint high1;
  uint low1;
  uint high2;
  uint low2;
  umulExtended(mantissa, t1, high1, low1);
  umulExtended(mantissa, t2, high2, low2);
  uint carry;
  uint middle = uaddCarry(low1, high2, carry);
  uint top = mantissa * t0 + high1 + carry;
  quadrant = top >> REDUCE_TOP_SHIFT;
  uvec2 rest = uvec2(top << REDUCE_QUADRANT_BITS | middle >> REDUCE_TOP_SHIFT,
      middle << REDUCE_QUADRANT_BITS | low2 >> REDUCE_TOP_SHIFT);
  uint sign = rest.x & F32_SIGN;
  if (sign != 0u) {
    quadrant++;
    rest = uvec2(~rest.x + vmSelect(rest.y == 0u, 1u, 0u), 0u - rest.y);
  }
  float reduced = uintBitsToFloat(vmPack(sign, -REDUCE_FRACTION_BITS, rest)) * HALF_PI;
  bool near = (a & F32_MAGNITUDE) < QUARTER_PI_BITS;
  quadrant = vmSelect(near, 0u, quadrant);
  return vmSelect(near, uintBitsToFloat(a), reduced);
}

uint vmTrigonometric(uint op, uint a) {
  uint quadrant;
  float r = vmReduce(a & F32_MAGNITUDE, quadrant);
  float z = r * r;
  float sine = r + r * z * (SIN_0 + z * (SIN_1 + z * SIN_2));
  float cosine = FLOAT_1 - z * FLOAT_HALF + z * z * (COS_0 + z * (COS_1 + z * COS_2));
  quadrant += vmSelect(op == VM_FCOS, 1u, 0u);
  bool odd = (quadrant & 1u) != 0u;
  float numerator = vmSelect(odd, cosine, sine);
  float denominator = vmSelect(odd, -sine, cosine);
  bool negative = (quadrant & (1u + 1u)) != 0u;
  float value = vmSelect(op == VM_FTAN, numerator / denominator, vmSelect(negative, -numerator, numerator));
  uint bits = floatBitsToUint(value);
  bits ^= vmSelect(op == VM_FCOS, 0u, a & F32_SIGN);
  return vmSelect((a & F32_MAGNITUDE) >= F32_INFINITY, F32_NAN, bits);
}

uint vmHyperbolic(uint op, uint a) {
  float x = uintBitsToFloat(a & F32_MAGNITUDE);
  float limited = vmSelect(op == VM_FTANH, min(x, TANH_LIMIT), x);
  float up = uintBitsToFloat(vmExp(limited, false, -int(1u)));
  float down = uintBitsToFloat(vmExp(-limited, false, -int(1u)));
  float z = x * x;
  float near = x + x * z * (SINH_0 + z * (SINH_1 + z * (SINH_2 + z * SINH_3)));
  float sine = vmSelect(x < FLOAT_1, near, up - down);
  float cosine = up + down;
  float value = vmSelect(op == VM_FSINH, sine, vmSelect(op == VM_FCOSH, cosine, sine / cosine));
  uint bits = floatBitsToUint(value) | vmSelect(op == VM_FCOSH, 0u, a & F32_SIGN);
  return vmSelect(vmIsNan(a), F32_NAN, bits);
}

uint vmLogarithm(uint op, uint a) {
  uint fraction = a & F32_FRACTION;
  bool upper = fraction >= SQRT2_FRACTION;
  float f = uintBitsToFloat(fraction | vmSelect(upper, F32_HALF_ONE, F32_ONE)) - FLOAT_1;
  float k = float(vmExponent(a) - F32_BIAS + vmSelect(upper, int(1u), int(0u)));
  float s = f / (FLOAT_2 + f);
  float z = s * s;
  float w = z * z;
  float rest = w * (LOG_1 + w * LOG_3) + z * (LOG_0 + w * LOG_2);
  float square = FLOAT_HALF * f * f;
  float natural = k * LN2_HIGH - ((square - (s * (square + rest) + k * LN2_LOW)) - f);
  float binary = (f - (square - s * (square + rest))) * LOG2_E + k;
  uint bits = floatBitsToUint(vmSelect(op == VM_FLOG, natural, binary));
  bool zero = (a & F32_MAGNITUDE) == 0u;
  bits = vmSelect(a == F32_INFINITY, a, bits);
  bits = vmSelect(vmOr(vmIsNan(a), (a & F32_SIGN) != 0u), F32_NAN, bits);
  return vmSelect(zero, F32_SIGN | F32_INFINITY, bits);
}

uint vmArcTangent(uint a) {
  float x = uintBitsToFloat(a & F32_MAGNITUDE);
  bool far = x > TAN_3_PI_8;
  bool middle = vmAnd(!far, x > TAN_PI_8);
  float base = vmSelect(far, HALF_PI, vmSelect(middle, QUARTER_PI, FLOAT_0));
  float t = vmSelect(far, -FLOAT_1 / x, vmSelect(middle, (x - FLOAT_1) / (x + FLOAT_1), x));
  t = vmSelect((a & F32_MAGNITUDE) == F32_INFINITY, FLOAT_0, t);
  float z = t * t;
  float value = base + ((((ATAN_0 * z + ATAN_1) * z + ATAN_2) * z + ATAN_3) * z * t + t);
  return vmSelect(vmIsNan(a), F32_NAN, floatBitsToUint(value) | a & F32_SIGN);
}

uint vmArcSine(uint op, uint a) {
  float x = uintBitsToFloat(a & F32_MAGNITUDE);
  bool far = x > FLOAT_HALF;
  float z = vmSelect(far, FLOAT_HALF * (FLOAT_1 - x), x * x);
  float t = vmSelect(far, sqrt(z), x);
  float p = ((((ASIN_0 * z + ASIN_1) * z + ASIN_2) * z + ASIN_3) * z + ASIN_4) * z * t + t;
  bool negative = (a & F32_SIGN) != 0u;
  float sine = vmSelect(far, HALF_PI - FLOAT_2 * p, p);
  float cosine = vmSelect(far, vmSelect(negative, PI - FLOAT_2 * p, FLOAT_2 * p), HALF_PI - vmSelect(negative, -p, p));
  uint bits = vmSelect(op == VM_FASIN, floatBitsToUint(sine) | a & F32_SIGN, floatBitsToUint(cosine));
  return vmSelect((a & F32_MAGNITUDE) > F32_ONE, F32_NAN, bits);
}

uint vmTranscendental(uint op, uint a) {
  uint bits = 0u;
  if (op == VM_FSIN || op == VM_FCOS || op == VM_FTAN) {
    bits = vmTrigonometric(op, a);
  } else if (op == VM_FSINH || op == VM_FCOSH || op == VM_FTANH) {
    bits = vmHyperbolic(op, a);
  } else if (op == VM_FEXP || op == VM_FEXP2) {
    bits = vmSelect(vmIsNan(a), F32_NAN, vmExp(uintBitsToFloat(a), op == VM_FEXP2, int(0u)));
  } else if (op == VM_FLOG || op == VM_FLOG2) {
    bits = vmLogarithm(op, a);
  } else if (op == VM_FATAN) {
    bits = vmArcTangent(a);
  } else {
    bits = vmArcSine(op, a);
  }
  return vmCanonical(bits);
}
