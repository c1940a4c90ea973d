#version 450
// Products and sums of numbers of 256 bits, in structs that functions return.
layout(local_size_x = 4) in;
struct Big { uint words[8]; };
layout(std430, binding = 0) readonly buffer Input { Big given[]; };
layout(std430, binding = 1) writeonly buffer Output { Big results[][3]; };

Big sum(Big a, Big b) {
  uint carry = 0u;
  for (int i = 0; i < 8; i++) {
    uint first, second;
    a.words[i] = uaddCarry(uaddCarry(a.words[i], b.words[i], first), carry, second);
    carry = first + second;
  }
  return a;
}

Big difference(Big a, Big b) {
  Big result;
  uint borrow = 0u;
  for (int i = 0; i < 8; i++) {
    uint first, second;
    uint part = usubBorrow(a.words[i], b.words[i], first);
    result.words[i] = usubBorrow(part, borrow, second);
    borrow = first | second;
  }
  return result;
}

Big product(const Big a, const Big b) {
  Big result = Big(uint[8](0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u));
  for (int i = 0; i < 8; i++) {
    uint carry = 0u;
    for (int k = 0; i + k < 8; k++) {
      uint high, low, first, second;
      umulExtended(a.words[i], b.words[k], high, low);
      low = uaddCarry(low, carry, first);
      result.words[i + k] = uaddCarry(result.words[i + k], low, second);
      carry = high + first + second;
    }
  }
  return result;
}

void main() {
  uint me = gl_GlobalInvocationID.x;
  Big a = given[2u * me];
  Big b = given[2u * me + 1u];
  results[me][0] = sum(a, b);
  results[me][1] = difference(a, b);
  results[me][2] = product(product(a, b), sum(b, b));
}
