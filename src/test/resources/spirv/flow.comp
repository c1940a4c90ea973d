#version 450
// Control flow that is nested in unusual ways.
layout(local_size_x = 8) in;
layout(std430, binding = 0) readonly buffer Input { int values[]; };
layout(std430, binding = 1) writeonly buffer Output { ivec4 results[]; };
int calls = 0;

bool counted(bool value) {
  calls++;
  return value;
}

int steps(int n) {
  int sum = 0;
  for (int i = 0; i < 12; i++) {
    switch (n + i & 7) {
      case 0:
        continue;
      default:
        sum += 100;
      case 3:
        sum += 3;
        break;
      case 5:
        for (int k = i; ; k++) {
          switch (k & 3) {
            case 1:
              continue;
            case 2:
              sum += k;
              break;
            case 3:
              if (sum > 900) return -sum;
              sum += 7;
          }
          if (k > i + 3) break;
        }
        break;
      case 6:
        if (i > 9) return sum;
    }
    sum ^= i;
  }
  return sum;
}

int blocks(int n) {
  int result = n;
  do {
    if (n < 20) break;
    result *= 2;
    do {
      result++;
      if (result % 5 == 0) continue;
      if (result % 7 == 0) break;
      result += 2;
    } while (result < 3 * n);
    if ((result & 1) == 0) break;
    result = -result;
  } while (false);
  return result;
}

int search(int n) {
  int left = n;
  while (left-- > 0) {
    int at = 0;
    while (true) {
      if (at * at == left) {
        switch (at) {
          case 4:
            return 1000 + left;
          case 5:
          case 6:
            break;
          default:
            if (left > 30) return left;
        }
        break;
      }
      if (at * at > left) {
        break;
      }
      at++;
    }
    if (left % 11 == 0 && left < 9) {
      return -at;
    }
  }
  return left;
}

void main() {
  uint me = gl_GlobalInvocationID.x;
  if (me < values.length()) {
    int v = values[me];
    bool logic = counted(v > 40) && (counted(v % 3 == 0) || counted(v % 5 == 0)) ^^ counted(v % 2 == 0);
    int chosen = v > 30 ? counted(true) ? v : 0 : counted(v < 5) ? 7 : (calls += 10, calls);
    results[me] = ivec4(steps(v), blocks(v), search(v), calls << 16 | chosen << 1 | int(logic));
  }
}
