// 32-bit floats on their bits, alike on every device: what drivers' built-ins may miss is computed with integers. Values are canonical,
// with one NaN and no subnormals, before and after.
//
// Both sides of selections are computed, without branches: SwiftShader takes for ever to compile a loop that holds many of those, and
// the operators ?:, && and || make them.

uint vmSelect(bool condition, uint yes, uint no) {
  return mix(no, yes, condition);
}

int vmSelect(bool condition, int yes, int no) {
  return mix(no, yes, condition);
}

float vmSelect(bool condition, float yes, float no) {
  return mix(no, yes, condition);
}

uvec2 vmSelect(bool condition, uvec2 yes, uvec2 no) {
  return mix(no, yes, bvec2(condition));
}

bool vmAnd(bool a, bool b) {
  return a && b;
}

bool vmOr(bool a, bool b) {
  return a || b;
}

bool vmIsNan(uint a) {
  return int(a & F32_MAGNITUDE) > int(F32_INFINITY);
}

uint vmCanonical(uint a) {
  uint magnitude = a & F32_MAGNITUDE;
  uint flushed = vmSelect(magnitude < F32_HIDDEN, a & F32_SIGN, a);
  return vmSelect(magnitude > F32_INFINITY, F32_NAN, flushed);
}

// An integer that is ordered as the float is, for all but NaN.
int vmOrder(uint a) {
  int magnitude = int(a & F32_MAGNITUDE);
  return vmSelect((a & F32_SIGN) != 0u, -magnitude, magnitude);
}

bool vmLess(uint a, uint b) {
  return vmAnd(vmAnd(!vmIsNan(a), !vmIsNan(b)), vmOrder(a) < vmOrder(b));
}

bool vmLessOrEqual(uint a, uint b) {
  return vmAnd(vmAnd(!vmIsNan(a), !vmIsNan(b)), vmOrder(a) <= vmOrder(b));
}

bool vmSame(uint a, uint b) {
  return vmAnd(vmAnd(!vmIsNan(a), !vmIsNan(b)), vmOrder(a) == vmOrder(b));
}

int vmExponent(uint a) {
  return int((a & F32_INFINITY) >> F32_FRACTION_BITS);
}

// Fraction with its hidden bit.
uint vmMantissa(uint a) {
  return a & F32_FRACTION | F32_HIDDEN;
}

// Same fraction, from 1 up to 2.
float vmUnit(uint a) {
  return uintBitsToFloat(a & F32_FRACTION | F32_ONE);
}

// 64 bits, high word first, shifted right; bits that fall off stay as one in the lowest.
uvec2 vmShiftRight(uvec2 m, uint n) {
  bool far = n >= WORD_BITS;
  uint lost = vmSelect(far, m.y, 0u);
  m = vmSelect(far, uvec2(0u, m.x), m);
  n -= vmSelect(far, WORD_BITS, 0u);
  bool beyond = n >= WORD_BITS;
  lost |= vmSelect(beyond, m.y, 0u);
  m = vmSelect(beyond, uvec2(0u), m);
  n = vmSelect(beyond, 0u, n);
  uint back = WORD_BITS - 1u - n;
  lost |= m.y << 1u << back;
  m = uvec2(m.x >> n, m.y >> n | m.x << 1u << back);
  m.y |= vmSelect(lost != 0u, 1u, 0u);
  return m;
}

// The float nearest to m * 2^exponent, ties to even; the lowest bit of m may stand for all bits below.
uint vmPack(uint sign, int exponent, uvec2 m) {
  bool zero = (m.x | m.y) == 0u;
  bool low = m.x == 0u;
  m = vmSelect(low, uvec2(m.y, 0u), m);
  exponent -= vmSelect(low, int(WORD_BITS), int(0u));
  uint shift = uint(WORD_BITS - 1u) - uint(findMSB(m.x | vmSelect(zero, 1u, 0u)));
  m = uvec2(m.x << shift | m.y >> 1u >> (WORD_BITS - 1u - shift), m.y << shift);
  int biased = exponent - int(shift) + F32_PACK_BIAS;
  uvec2 halved = uvec2(m.x >> 1u, m.y >> 1u | m.x << (WORD_BITS - 1u) | m.y & 1u);
  m = vmSelect(biased == int(0u), halved, m); // it may round up to the least normal number
  uint mantissa = m.x >> BYTE_BITS;
  uint rest = m.x & BYTE_MASK;
  bool up = vmOr(rest > F32_HALF, vmAnd(rest == F32_HALF, vmOr(m.y != 0u, (mantissa & 1u) != 0u)));
  mantissa += vmSelect(up, 1u, 0u);
  uint bits = vmSelect(biased > int(0u), uint(biased) - 1u, 0u) * F32_HIDDEN + mantissa;
  bits = vmSelect(vmOr(vmOr(biased < int(0u), zero), bits < F32_HIDDEN), 0u, bits);
  bits = vmSelect(vmAnd(!zero, biased >= F32_EXPONENT_MAX), F32_INFINITY, bits);
  return sign | bits;
}

// a * b + c, rounded once.
uint vmFma(uint a, uint b, uint c) {
  uint sign = (a ^ b) & F32_SIGN;
  bool product = vmAnd(vmAnd(vmAnd((a & F32_MAGNITUDE) != 0u, (b & F32_MAGNITUDE) != 0u), vmExponent(a) != F32_EXPONENT_MAX), vmExponent(b) != F32_EXPONENT_MAX);
  uint high;
  uint low;
  umulExtended(vmMantissa(a), vmMantissa(b), high, low);
  uvec2 p = uvec2(high << FMA_PRODUCT_SHIFT | low >> (WORD_BITS - FMA_PRODUCT_SHIFT), low << FMA_PRODUCT_SHIFT);
  int exponent = vmExponent(a) + vmExponent(b) - FMA_PRODUCT_BIAS;
  bool addend = (c & F32_MAGNITUDE) != 0u;
  uvec2 q = vmSelect(addend, uvec2(vmMantissa(c) << FMA_ADDEND_SHIFT, 0u), uvec2(0u));
  int difference = vmSelect(addend, exponent - (vmExponent(c) - FMA_ADDEND_BIAS), int(0u));
  exponent = vmSelect(difference < int(0u), exponent - difference, exponent);
  uvec2 smaller = vmShiftRight(vmSelect(difference < int(0u), p, q), uint(abs(difference)));
  p = vmSelect(difference < int(0u), smaller, p);
  q = vmSelect(difference < int(0u), q, smaller);
  bool adds = ((sign ^ c) & F32_SIGN) == 0u;
  bool swapped = vmOr(p.x < q.x, vmAnd(p.x == q.x, p.y < q.y));
  uvec2 larger = vmSelect(swapped, q, p);
  smaller = vmSelect(swapped, p, q);
  uint lowSum = p.y + q.y;
  high = vmSelect(adds, p.x + q.x + vmSelect(lowSum < p.y, 1u, 0u), larger.x - smaller.x - vmSelect(larger.y < smaller.y, 1u, 0u));
  low = vmSelect(adds, lowSum, larger.y - smaller.y);
  sign = vmSelect(vmAnd(!adds, swapped), sign ^ F32_SIGN, sign);
  sign = vmSelect(vmAnd(!adds, (high | low) == 0u), 0u, sign);
  uint fused = vmPack(sign, exponent, uvec2(high, low));
  precise float plain = uintBitsToFloat(a) * uintBitsToFloat(b);
  plain = plain + uintBitsToFloat(c);
  uint special = vmSelect(vmOr(vmOr(vmIsNan(a), vmIsNan(b)), vmIsNan(c)), F32_NAN, vmCanonical(floatBitsToUint(plain)));
  bool finite = vmExponent(c) != F32_EXPONENT_MAX;
  return vmSelect(vmAnd(product, finite), fused, vmSelect(vmAnd(product, !vmIsNan(c)), c, special));
}

// a / b, correctly rounded: a float's estimate, put right by its exact remainder.
uint vmDivide(uint a, uint b) {
  uint sign = (a ^ b) & F32_SIGN;
  uint divisor = vmMantissa(b);
  float unit = vmUnit(a) / vmUnit(b);
  uint quotient = uint(unit * uintBitsToFloat(F32_QUOTIENT_SCALE));
  uint dividend = vmMantissa(a) << F32_QUOTIENT_BITS; // modulo 2^32, as remainders are small
  int rest = int(dividend - quotient * divisor);
  quotient += uint(int(floor(float(rest) / float(divisor))));
  rest = int(dividend - quotient * divisor);
  int late = vmSelect(rest < int(0u), -int(1u), vmSelect(rest >= int(divisor), int(1u), int(0u)));
  quotient += uint(late);
  rest -= late * int(divisor);
  uint odd = vmSelect(rest != int(0u), 1u, 0u);
  uint bits = vmPack(sign, vmExponent(a) - vmExponent(b) - F32_QUOTIENT_EXPONENT, uvec2(0u, quotient << 1u | odd));
  bool zeroA = (a & F32_MAGNITUDE) == 0u;
  bool zeroB = (b & F32_MAGNITUDE) == 0u;
  bool infiniteA = (a & F32_MAGNITUDE) == F32_INFINITY;
  bool infiniteB = (b & F32_MAGNITUDE) == F32_INFINITY;
  bits = vmSelect(vmOr(zeroA, infiniteB), sign, bits);
  bits = vmSelect(vmOr(zeroB, infiniteA), sign | F32_INFINITY, bits);
  bool none = vmOr(vmOr(vmOr(vmIsNan(a), vmIsNan(b)), vmAnd(zeroA, zeroB)), vmAnd(infiniteA, infiniteB));
  return vmSelect(none, F32_NAN, bits);
}

// Square root, correctly rounded in the same way.
uint vmSquareRoot(uint a) {
  int exponent = vmExponent(a) - F32_BIAS;
  uint odd = uint(exponent) & 1u;
  float unit = vmUnit(a) * vmSelect(odd != 0u, FLOAT_2, FLOAT_1);
  uint root = uint(sqrt(unit) * uintBitsToFloat(F32_ROOT_SCALE));
  uint square = vmMantissa(a) << (F32_QUOTIENT_BITS + odd);
  int rest = int(square - root * root);
  root += uint(int(floor(float(rest) / float(root << 1u))));
  rest = int(square - root * root);
  root += vmSelect(rest < int(0u), ~0u, vmSelect(rest > int(root << 1u), 1u, 0u));
  uint inexact = vmSelect(square - root * root != 0u, 1u, 0u);
  int halved = (exponent - int(odd)) / FLOAT_RADIX;
  uint bits = vmPack(0u, halved - F32_ROOT_EXPONENT, uvec2(0u, root << 1u | inexact));
  bool zero = (a & F32_MAGNITUDE) == 0u;
  bits = vmSelect(a == F32_INFINITY, a, bits);
  bits = vmSelect(vmOr(vmIsNan(a), vmAnd(!zero, (a & F32_SIGN) != 0u)), F32_NAN, bits);
  return vmSelect(zero, a, bits);
}

// The magnitude without its fraction, at most 2^32 - 1.
uint vmWhole(uint a) {
  int shift = vmExponent(a) - F32_INTEGER_EXPONENT;
  uint mantissa = vmMantissa(a);
  uint right = uint(clamp(-shift, int(0u), int(WORD_BITS) - int(1u)));
  uint left = uint(clamp(shift, int(0u), int(BYTE_BITS)));
  uint whole = mantissa << left >> right;
  whole = vmSelect(shift > int(BYTE_BITS), ~0u, whole);
  return vmSelect((a & F32_MAGNITUDE) < F32_ONE, 0u, whole);
}

uint vmToU32(uint a) {
  return vmSelect(vmOr(vmIsNan(a), (a & F32_SIGN) != 0u), 0u, vmWhole(a));
}

uint vmToI32(uint a) {
  uint whole = vmWhole(a);
  uint clamped = vmSelect((a & F32_SIGN) != 0u, vmSelect(whole > F32_SIGN, F32_SIGN, 0u - whole), min(whole, F32_MAGNITUDE));
  return vmSelect(vmIsNan(a), 0u, clamped);
}
