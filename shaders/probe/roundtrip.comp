// Answers each request with its number, until it is told to stop or its turns are used up. With BARRIERS one lane looks and the others
// learn it from it; without, every lane looks for itself.
layout(set = 0, binding = 0) readonly buffer Params { uint params[]; }; // turns
layout(set = 0, binding = 1) volatile buffer Requests { uint requests[]; };
layout(set = 0, binding = 2) volatile buffer Answers { uint answers[]; };

const uint STOP = 0xFFFFFFFFu;

#ifdef BARRIERS
shared uint bell;

uint look() {
  barrier();
  if (gl_LocalInvocationIndex == 0u) {
    bell = requests[0];
  }
  barrier();
  return bell;
}
#else
uint look() {
  return requests[0];
}
#endif

void main() {
  uint turns = params[0];
  uint last = answers[0];
  for (uint turn = 0u; turn < turns; turn++) {
    uint now = look();
    if (now == STOP) {
      break;
    }
    if (now != last) {
      last = now;
      if (gl_LocalInvocationIndex == 0u) {
        answers[0] = now;
      }
    }
  }
}
