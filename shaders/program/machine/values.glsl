// What instructions compute from their operands. Selections, because branches cost software drivers much more.

uint vmBool(bool value) {
  return value ? 1u : 0u;
}

uint vmSaturatedAdd(uint a, uint b) {
  uint sum = a + b;
  uint clamped = (a & F32_SIGN) != 0u ? F32_SIGN : F32_MAGNITUDE;
  return ((a ^ sum) & (b ^ sum) & F32_SIGN) != 0u ? clamped : sum;
}

uint vmSaturatedSubtract(uint a, uint b) {
  uint difference = a - b;
  uint clamped = (a & F32_SIGN) != 0u ? F32_SIGN : F32_MAGNITUDE;
  return ((a ^ b) & (a ^ difference) & F32_SIGN) != 0u ? clamped : difference;
}

uint vmSaturatedMultiply(uint a, uint b) {
  int high;
  int low;
  imulExtended(int(a), int(b), high, low);
  bool fits = high == low >> int(WORD_BITS - 1u);
  return fits ? uint(low) : high < int(0u) ? F32_SIGN : F32_MAGNITUDE;
}

uint vmInteger(uint a, uint b) {
  uint r = a;
  r = mix(r, a + b, vmOp == VM_ADD);
  r = mix(r, a - b, vmOp == VM_SUB);
  r = mix(r, a * b, vmOp == VM_MUL);
  r = mix(r, a & b, vmOp == VM_AND);
  r = mix(r, a | b, vmOp == VM_OR);
  r = mix(r, a ^ b, vmOp == VM_XOR);
  r = mix(r, a << (b & VM_SHIFT_MASK), vmOp == VM_SHL);
  r = mix(r, a >> (b & VM_SHIFT_MASK), vmOp == VM_SHRU);
  r = mix(r, uint(int(a) >> int(b & VM_SHIFT_MASK)), vmOp == VM_SHRS);
  r = mix(r, a << (b & VM_SHIFT_MASK) | a >> (0u - b & VM_SHIFT_MASK), vmOp == VM_ROTL);
  r = mix(r, a >> (b & VM_SHIFT_MASK) | a << (0u - b & VM_SHIFT_MASK), vmOp == VM_ROTR);
  r = mix(r, 0u - a, vmOp == VM_NEG);
  r = mix(r, ~a, vmOp == VM_NOT);
  r = mix(r, vmBool(a == b), vmOp == VM_JEQ || vmOp == VM_EQ);
  r = mix(r, vmBool(a != b), vmOp == VM_JNE || vmOp == VM_NE);
  r = mix(r, vmBool(a < b), vmOp == VM_JLTU || vmOp == VM_LTU);
  r = mix(r, vmBool(a >= b), vmOp == VM_JGEU);
  r = mix(r, vmBool(a <= b), vmOp == VM_LEU);
  r = mix(r, vmBool(int(a) < int(b)), vmOp == VM_JLTS || vmOp == VM_LTS);
  r = mix(r, vmBool(int(a) >= int(b)), vmOp == VM_JGES);
  r = mix(r, vmBool(int(a) <= int(b)), vmOp == VM_LES);
  r = mix(r, vmBool(a != 0u && b != 0u), vmOp == VM_LAND);
  r = mix(r, vmBool((a | b) != 0u), vmOp == VM_LOR);
  r = mix(r, vmBool(a == 0u), vmOp == VM_BRF || vmOp == VM_LNOT);
  r = mix(r, vmBool(a != 0u), vmOp == VM_BRT || vmOp == VM_BOOL);
  r = mix(r, a + 1u, vmOp == VM_NEXT);
  return r;
}

// What fewer programs use.
uint vmRareInteger(uint a, uint b) {
  uint high;
  uint low;
  umulExtended(a, b, high, low);
  uint r = min(a, b);
  r = mix(r, max(a, b), vmOp == VM_MAXU);
  r = mix(r, uint(min(int(a), int(b))), vmOp == VM_MINS);
  r = mix(r, uint(max(int(a), int(b))), vmOp == VM_MAXS);
  r = mix(r, max(a, b) - min(a, b), vmOp == VM_ABSDIFFU);
  r = mix(r, uint(max(int(a), int(b))) - uint(min(int(a), int(b))), vmOp == VM_ABSDIFFS);
  r = mix(r, a + b < a ? ~0u : a + b, vmOp == VM_SATADDU);
  r = mix(r, a - min(a, b), vmOp == VM_SATSUBU);
  r = mix(r, high != 0u ? ~0u : low, vmOp == VM_SATMULU);
  r = mix(r, vmSaturatedAdd(a, b), vmOp == VM_SATADDS);
  r = mix(r, vmSaturatedSubtract(a, b), vmOp == VM_SATSUBS);
  r = mix(r, vmSaturatedMultiply(a, b), vmOp == VM_SATMULS);
  r = mix(r, high, vmOp == VM_MULHI);
  r = mix(r, uint(bitCount(a)), vmOp == VM_POPC);
  r = mix(r, WORD_BITS - 1u - uint(findMSB(a)), vmOp == VM_CLZ);
  r = mix(r, a == 0u ? WORD_BITS : uint(findLSB(a)), vmOp == VM_CTZ);
  return mix(r, bitfieldReverse(a), vmOp == VM_REV);
}

// A product that may be less than the least normal number is rounded once more by some devices.
uint vmProduct(uint a, uint b, out bool exact) {
  precise float multiplied = uintBitsToFloat(a) * uintBitsToFloat(b);
  uint product = vmCanonical(floatBitsToUint(multiplied));
  exact = (product & F32_MAGNITUDE) > F32_HIDDEN || (a & F32_MAGNITUDE) == 0u || (b & F32_MAGNITUDE) == 0u;
  return product;
}

uint vmSum(uint a, uint b) {
  precise float added = uintBitsToFloat(a) + uintBitsToFloat(b);
  return vmCanonical(floatBitsToUint(added));
}

// What takes three operands: they are few, and every place where memory is reached costs the others.
uint vmThree(uint a, uint b, uint c, out bool exact) {
  bool multiplied;
  uint product = vmProduct(a, b, multiplied);
  bool floats = vmOp == VM_FMAD || vmOp == VM_FMSUB;
  exact = multiplied || !floats;
  uint sum = vmSum(product, c ^ (vmOp == VM_FMSUB ? F32_SIGN : 0u));
  return floats ? sum : vmOp == VM_MAD ? a * b + c : c != 0u ? a : b;
}

uint vmFloat(uint a, uint b, out bool exact) {
  bool multiplied;
  uint product = vmProduct(a, b, multiplied);
  exact = multiplied || vmOp != VM_FMUL;
  uint sum = vmSum(a, b ^ (vmOp == VM_FSUB ? F32_SIGN : 0u));
  bool equal = vmSame(a, b);
  bool less = vmLess(a, b);
  bool lessOrEqual = vmLessOrEqual(a, b);
  uint r = mix(sum, product, vmOp == VM_FMUL);
  r = mix(r, vmBool(equal), vmOp == VM_JFEQ || vmOp == VM_FEQ);
  r = mix(r, vmBool(!equal), vmOp == VM_JFNE || vmOp == VM_FNE);
  r = mix(r, vmBool(less), vmOp == VM_JFLT || vmOp == VM_FLT);
  r = mix(r, vmBool(!less), vmOp == VM_JFNLT);
  r = mix(r, vmBool(lessOrEqual), vmOp == VM_JFLE || vmOp == VM_FLE);
  r = mix(r, vmBool(!lessOrEqual), vmOp == VM_JFNLE);
  r = mix(r, vmIsNan(a) || vmLess(b, a) ? b : a, vmOp == VM_FMIN);
  r = mix(r, vmIsNan(a) || less ? b : a, vmOp == VM_FMAX);
  r = mix(r, vmCanonical(a ^ F32_SIGN), vmOp == VM_FNEG);
  r = mix(r, vmCanonical(a & F32_MAGNITUDE), vmOp == VM_FABS);
  return r;
}

uint vmRareFloat(uint a) {
  float magnitude = uintBitsToFloat(a & F32_MAGNITUDE);
  float whole = floor(magnitude);
  bool negative = (a & F32_SIGN) != 0u;
  bool up = vmOp == VM_FFLOOR ? negative && whole < magnitude : vmOp == VM_FCEIL ? !negative && whole < magnitude
      : vmOp == VM_FROUND && magnitude - whole >= FLOAT_HALF;
  uint r = vmCanonical(floatBitsToUint(up ? whole + FLOAT_1 : whole) | a & F32_SIGN);
  r = mix(r, vmIsNan(a) ? F32_NAN : (a & F32_MAGNITUDE) == 0u ? 0u : a & F32_SIGN | F32_ONE, vmOp == VM_FSIGN);
  r = mix(r, vmBool(vmIsNan(a)), vmOp == VM_FISNAN);
  r = mix(r, vmBool((a & F32_MAGNITUDE) == F32_INFINITY), vmOp == VM_FISINF);
  r = mix(r, vmBool((a & F32_MAGNITUDE) < F32_INFINITY), vmOp == VM_FISFIN);
  return mix(r, vmBool((a & F32_MAGNITUDE) != 0u), vmOp == VM_F2B);
}
