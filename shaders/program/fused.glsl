// What programs compiled to GLSL call: memory, traps and arithmetic. No f32 here is subnormal; a NaN may have any bits until it is stored.

bool fusedAlive; // the invocation has neither returned nor trapped
uint fusedFuel; // loop turns that the invocation may still take
uint fusedTurns; // turns that the workgroup may still take together, in loops with barriers
uvec3 fusedGroup;
uint fusedZero; // 0, which only the host knows

// Stops the invocation; the first trap of the dispatch is kept. One that has ended does not trap.
void fusedTrap(uint code, uint node) {
  if (fusedAlive) {
    atomicCompSwap(report[FUSED_REPORT_TRAP], 0u, code | node << FUSED_TRAP_BITS);
  }
  fusedAlive = false;
}

// Loops pay for their turns, unless the host has seen to it that the fuel lasts for all that there can be: leaving the shader costs software
// drivers more than many a loop.
#ifdef FUSED_METERED
#define FUSED_WITHIN(fuel, cost) && fuel >= cost
#define FUSED_CHARGE(fuel, cost) fuel -= cost;
#define FUSED_SPENT(early, node, leave) if (early) { fusedTrap(VM_TRAP_FUEL, node); leave }
#define FUSED_PAY(cost, node, leave) FUSED_SPENT(fusedFuel < cost, node, leave) fusedFuel -= cost;
#else
#define FUSED_WITHIN(fuel, cost)
#define FUSED_CHARGE(fuel, cost)
#define FUSED_SPENT(early, node, leave)
#define FUSED_PAY(cost, node, leave)
#endif

#ifndef FUSED_INLINE
void fusedStart() {
  fusedGroup = gl_WorkGroupID + uvec3(fusedPush[FUSED_FIRST], fusedPush[FUSED_FIRST + 1u], fusedPush[FUSED_FIRST + 1u + 1u]);
  fusedAlive = true;
  fusedFuel = fusedPush[FUSED_FUEL];
  fusedTurns = fusedFuel;
  fusedZero = fusedPush[FUSED_ZERO];
}

uvec3 fusedInvocation() {
  return fusedGroup * gl_WorkGroupSize + gl_LocalInvocationID;
}
#endif

// First word and words of a buffer, whose number is a literal.
uvec2 fusedBuffer(uint number) {
  if (number < FUSED_PUSHED) {
    uint at = FUSED_TABLE + (number << 1u);
    return uvec2(fusedPush[at], fusedPush[at + 1u]);
  }
  uint at = (number - FUSED_PUSHED) << 1u;
  return uvec2(request[at], request[at + 1u]);
}

// The byte of a word that has an index.
uint fusedByte(uint word, uint i) {
  return word >> ((i & VM_BYTE_INDEX_MASK) * BYTE_BITS) & BYTE_MASK;
}

// Takes the loop turns of a copy from the fuel; returns how many there are.
uint fusedCopied(uint count, uint node) {
  if (!fusedAlive) {
    return 0u;
  }
  if (fusedFuel < count) {
    fusedTrap(VM_TRAP_FUEL, node);
    return 0u;
  }
  fusedFuel -= count;
  return count;
}

uint fusedIndexS(uint a, uint node) {
  if ((a & F32_SIGN) != 0u) {
    fusedTrap(VM_TRAP_INDEX, node);
  }
  return a;
}

uint fusedIndexF(float x, uint node) {
  uint a = floatBitsToUint(x);
  bool negative = (a & F32_SIGN) != 0u && (a & F32_MAGNITUDE) != 0u;
  if (vmIsNan(a) || negative || (a & F32_MAGNITUDE) >= F32_INDEX_END) {
    fusedTrap(VM_TRAP_INDEX, node);
  }
  return vmWhole(a);
}

uint fusedOfBool(bool value) {
  return value ? 1u : 0u;
}

// Both operands are there already: no branch around the second one.
bool fusedBoth(bool a, bool b) {
  return a && b;
}

bool fusedEither(bool a, bool b) {
  return a || b;
}

uint fusedDivU(uint a, uint b) {
  return mix(a / max(b, 1u), ~0u, b == 0u);
}

uint fusedModU(uint a, uint b) {
  return mix(a % max(b, 1u), 0u, b == 0u);
}

uint fusedDivS(uint a, uint b, uint node) {
  if (b == 0u || (a == F32_SIGN && b == ~0u)) {
    fusedTrap(VM_TRAP_DIVISION, node);
    b = 1u;
  }
  return uint(int(a) / int(b));
}

uint fusedModS(uint a, uint b, uint node) {
  return a - fusedDivS(a, b, node) * b;
}

uint fusedShl(uint a, uint b) {
  return a << (b & VM_SHIFT_MASK);
}

uint fusedShrU(uint a, uint b) {
  return a >> (b & VM_SHIFT_MASK);
}

uint fusedShrS(uint a, uint b) {
  return uint(int(a) >> int(b & VM_SHIFT_MASK));
}

uint fusedRotL(uint a, uint b) {
  return a << (b & VM_SHIFT_MASK) | a >> (0u - b & VM_SHIFT_MASK);
}

uint fusedRotR(uint a, uint b) {
  return a >> (b & VM_SHIFT_MASK) | a << (0u - b & VM_SHIFT_MASK);
}

uint fusedMinS(uint a, uint b) {
  return uint(min(int(a), int(b)));
}

uint fusedMaxS(uint a, uint b) {
  return uint(max(int(a), int(b)));
}

uint fusedAbsDiffU(uint a, uint b) {
  return max(a, b) - min(a, b);
}

uint fusedAbsDiffS(uint a, uint b) {
  return fusedMaxS(a, b) - fusedMinS(a, b);
}

uint fusedSatAddU(uint a, uint b) {
  return mix(a + b, ~0u, a + b < a);
}

uint fusedSatSubU(uint a, uint b) {
  return a - min(a, b);
}

uint fusedMulHigh(uint a, uint b) {
  uint high;
  uint low;
  umulExtended(a, b, high, low);
  return high;
}

uint fusedSatMulU(uint a, uint b) {
  return mix(a * b, ~0u, fusedMulHigh(a, b) != 0u);
}

uint fusedSatAddS(uint a, uint b) {
  uint sum = a + b;
  return mix(sum, (a & F32_SIGN) != 0u ? F32_SIGN : F32_MAGNITUDE, ((a ^ sum) & (b ^ sum) & F32_SIGN) != 0u);
}

uint fusedSatSubS(uint a, uint b) {
  uint difference = a - b;
  return mix(difference, (a & F32_SIGN) != 0u ? F32_SIGN : F32_MAGNITUDE, ((a ^ b) & (a ^ difference) & F32_SIGN) != 0u);
}

uint fusedSatMulS(uint a, uint b) {
  int high;
  int low;
  imulExtended(int(a), int(b), high, low);
  return high == low >> int(WORD_BITS - 1u) ? uint(low) : high < int(0u) ? F32_SIGN : F32_MAGNITUDE;
}

uint fusedClz(uint a) {
  return WORD_BITS - 1u - uint(findMSB(a));
}

uint fusedCtz(uint a) {
  return a == 0u ? WORD_BITS : uint(findLSB(a));
}

// The same value, but nothing that the driver's compiler knows: llvmpipe takes 0 * x and x - x for 0 and 0 + x for x, whatever x is, and
// NVIDIA's takes 0 * x + 0 for 0.
float fusedHide(float x) {
  return uintBitsToFloat(floatBitsToUint(x) ^ fusedZero);
}

// The same, where only a GPU's compiler is known to see more than it should: NVIDIA's takes b < a ? b : a for its own minimum, for which -0 is
// less than 0, and may drop what only a NaN needs.
float fusedApart(float x) {
#ifdef FUSED_SOFTWARE
  return x;
#else
  return fusedHide(x);
#endif
}

// The same for what is added or multiplied: a device that was asked to keep signed zeros, infinities and NaN takes no such thing for known.
#ifdef FUSED_KEEPS
#define fusedTerm(x) (x)
#define fusedTermApart(x) (x)
#else
#define fusedTerm fusedHide
#define fusedTermApart fusedApart
#endif

// What is less than the least normal number is a zero of its sign. For results of arithmetic, where some drivers see to it themselves.
float fusedFlush(float x) {
#ifdef FUSED_FLUSHES
  return x;
#else
  uint bits = floatBitsToUint(x);
  return uintBitsToFloat((bits & F32_INFINITY) == 0u ? bits & F32_SIGN : bits);
#endif
}

// Without ?:, which becomes a branch: SwiftShader would take for ever to compile a loop that holds some hundred. Where arithmetic flushes, a
// product with a 1 that no compiler knows is one operation instead of six.
float fusedOfWord(uint bits) {
#ifdef FUSED_FLUSHES
  precise float r = uintBitsToFloat(bits) * uintBitsToFloat(F32_ONE ^ fusedZero);
  return r;
#else
  return uintBitsToFloat(vmSelect((bits & F32_INFINITY) == 0u, bits & F32_SIGN, bits));
#endif
}

// A word that only arithmetic and comparisons use: drivers that flush their results take subnormal operands for zeros, too. What is made of
// integers, on GPUs, does not.
float fusedOperand(uint bits) {
#if defined(FUSED_FLUSHES) && defined(FUSED_SOFTWARE)
  return uintBitsToFloat(bits);
#else
  return fusedOfWord(bits);
#endif
}

uint fusedWord(float x) {
  uint bits = floatBitsToUint(x);
  return vmSelect(vmIsNan(bits), F32_NAN, bits);
}

// The results of these are surely not subnormal.
float fusedPlainAdd(float a, float b) {
  precise float r = a + b;
  return r;
}

float fusedPlainSub(float a, float b) {
  precise float r = a - b;
  return r;
}

float fusedPlainMul(float a, float b) {
  precise float r = a * b;
  return r;
}

// The results of these may be subnormal, because what uses them cannot tell: software drivers compute as they should with such operands.
#ifdef FUSED_SOFTWARE
#define fusedLooseAdd fusedPlainAdd
#define fusedLooseSub fusedPlainSub
#define fusedLooseMul fusedPlainMul
#else
#define fusedLooseAdd fusedAdd
#define fusedLooseSub fusedSub
#define fusedLooseMul fusedMul
#endif

float fusedAdd(float a, float b) {
  return fusedFlush(fusedPlainAdd(a, b));
}

float fusedSub(float a, float b) {
  return fusedFlush(fusedPlainSub(a, b));
}

float fusedMul(float a, float b) {
  return fusedFlush(fusedPlainMul(a, b));
}

// Software drivers divide exactly, and compile integer emulations for seconds.
float fusedDiv(float a, float b) {
#ifdef FUSED_SOFTWARE
  precise float r = a / b;
  return fusedFlush(r);
#else
  return uintBitsToFloat(vmDivide(floatBitsToUint(a), floatBitsToUint(b)));
#endif
}

// Sum without its rounding error; the error.
float fusedTwoSum(float a, float b, out float error) {
  precise float sum = a + b;
  precise float other = sum - a;
  precise float first = sum - other;
  precise float lostA = a - first;
  precise float lostB = b - other;
  precise float lost = lostA + lostB;
  error = lost;
  return sum;
}

// The upper half of a number's bits.
float fusedUpper(float x) {
  return uintBitsToFloat(floatBitsToUint(x) & ~FUSED_LOWER_MASK);
}

// The fused operation by steps without error (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums"): on mantissas, so that
// nothing overflows, and with the last but one sum rounded to odd.
float fusedExactFma(uint a, uint b, uint c) {
  int exponent = vmExponent(a) + vmExponent(b) - F32_BIAS - F32_BIAS;
  float x = vmUnit(a);
  float y = vmUnit(b);
  float xu = fusedUpper(x);
  float yu = fusedUpper(y);
  precise float xl = x - xu;
  precise float yl = y - yu;
  precise float high = x * y;
  precise float low = xu * yu - high;
  low = low + xu * yl;
  low = low + xl * yu;
  low = low + xl * yl;
  int scale = vmExponent(c) - F32_BIAS - exponent;
  bool zero = (c & F32_MAGNITUDE) == 0u;
  uint near = uint(clamp(scale, -FUSED_FAR, FUSED_FAR) + F32_BIAS) << F32_FRACTION_BITS;
  uint sign = (a ^ b) & F32_SIGN;
  float z = uintBitsToFloat(zero ? 0u : near | c & F32_FRACTION | (c ^ sign) & F32_SIGN);
  float error1;
  float error2;
  float error3;
  float sum1 = fusedTwoSum(z, low, error1);
  float sum2 = fusedTwoSum(high, sum1, error2);
  float rest = fusedTwoSum(error1, error2, error3);
  uint bits = floatBitsToUint(rest);
  bool away = ((bits ^ floatBitsToUint(error3)) & F32_SIGN) == 0u;
  bits += error3 != FLOAT_0 && (bits & 1u) == 0u ? (away ? 1u : ~0u) : 0u;
  precise float result = sum2 + uintBitsToFloat(bits);
  uint r = floatBitsToUint(result);
  int biased = vmExponent(r) + exponent;
  uint scaled = r + uint(exponent) * F32_HIDDEN;
  scaled = biased >= F32_EXPONENT_MAX ? F32_INFINITY | r & F32_SIGN : biased <= int(0u) ? r & F32_SIGN : scaled;
  scaled = (r & F32_MAGNITUDE) == 0u ? 0u : scaled ^ sign;
  return uintBitsToFloat(scale > FUSED_FAR && !zero ? c : scaled);
}

float fusedMulAdd(float a, float b, float c) {
#ifndef FUSED_SOFTWARE
  precise float r = fma(a, b, c);
  return fusedOfWord(floatBitsToUint(r));
#else
  uint p = floatBitsToUint(a);
  uint q = floatBitsToUint(b);
  uint r = floatBitsToUint(c);
  bool regular = (p & F32_MAGNITUDE) != 0u && (q & F32_MAGNITUDE) != 0u && vmExponent(p) != F32_EXPONENT_MAX
      && vmExponent(q) != F32_EXPONENT_MAX && vmExponent(r) != F32_EXPONENT_MAX;
  precise float special = a * b;
  special = vmExponent(r) == F32_EXPONENT_MAX && vmExponent(p) != F32_EXPONENT_MAX && vmExponent(q) != F32_EXPONENT_MAX ? c : special + c;
  return regular ? fusedExactFma(p, q, r) : special;
#endif
}

bool fusedIsNan(float x) {
  return vmIsNan(floatBitsToUint(fusedApart(x)));
}

float fusedMin(float a, float b) {
  return mix(a, b, fusedEither(fusedIsNan(a), fusedApart(b) < a));
}

float fusedMax(float a, float b) {
  return mix(a, b, fusedEither(fusedIsNan(a), fusedApart(b) > a));
}

float fusedWithSign(float magnitude, float x) {
  return uintBitsToFloat(floatBitsToUint(magnitude) | floatBitsToUint(x) & F32_SIGN);
}

bool fusedNegative(float x) {
  return (floatBitsToUint(x) & F32_SIGN) != 0u;
}

float fusedTrunc(float x) {
  return fusedWithSign(floor(abs(x)), x);
}

float fusedFloor(float x) {
  float whole = floor(abs(x));
  return fusedWithSign(fusedNegative(x) && whole < abs(x) ? whole + FLOAT_1 : whole, x);
}

float fusedCeil(float x) {
  float whole = floor(abs(x));
  return fusedWithSign(!fusedNegative(x) && whole < abs(x) ? whole + FLOAT_1 : whole, x);
}

float fusedRound(float x) {
  float whole = floor(abs(x));
  return fusedWithSign(abs(x) - whole >= FLOAT_HALF ? whole + FLOAT_1 : whole, x);
}

float fusedSign(float x) {
  bool zero = (floatBitsToUint(x) & F32_MAGNITUDE) == 0u;
  return fusedIsNan(x) ? x : zero ? FLOAT_0 : fusedWithSign(FLOAT_1, x);
}

float fusedSqrt(float x) {
#ifdef FUSED_SOFTWARE
  return sqrt(x);
#else
  return uintBitsToFloat(vmSquareRoot(floatBitsToUint(x)));
#endif
}

float fusedReciprocal(float x) {
  return fusedDiv(FLOAT_1, fusedHide(x));
}

bool fusedIsInf(float x) {
  return (floatBitsToUint(fusedApart(x)) & F32_MAGNITUDE) == F32_INFINITY;
}

bool fusedIsFinite(float x) {
  return (floatBitsToUint(fusedApart(x)) & F32_MAGNITUDE) < F32_INFINITY;
}

bool fusedTruth(float x) {
  return (floatBitsToUint(fusedApart(x)) & F32_MAGNITUDE) != 0u;
}

// The float nearest to an integer, ties to even: of two exact halves only the sum is rounded.
float fusedOfU32(uint a) {
  precise float high = float(int(a >> FUSED_HALF_BITS)) * float(int(1u << FUSED_HALF_BITS));
  precise float sum = high + float(int(a & ((1u << FUSED_HALF_BITS) - 1u)));
  return sum;
}

// The same of an integer that is positive as a signed one, too.
float fusedOfU31(uint a) {
#ifdef FUSED_SOFTWARE
  return float(int(a));
#else
  return fusedOfU32(a);
#endif
}

float fusedOfI32(uint a) {
  bool negative = (a & F32_SIGN) != 0u;
  return fusedWithSign(fusedOfU32(negative ? 0u - a : a), uintBitsToFloat(a & F32_SIGN));
}

uint fusedToU32(float x) {
  return vmToU32(floatBitsToUint(x));
}

uint fusedToI32(float x) {
  return vmToI32(floatBitsToUint(x));
}

float fusedFunction(uint op, float x) {
  return uintBitsToFloat(vmTranscendental(op, floatBitsToUint(x)));
}
