// Answers each request with its number, until it is told to stop or its turns are used up. With BARRIERS one lane looks and the others
// learn it from it; without, every lane looks for itself.
layout(binding = BINDING_PARAMS) readonly buffer Params { uint params[]; }; // turns
layout(binding = BINDING_FIRST) volatile buffer Requests { uint requests[]; };
layout(binding = BINDING_SECOND) volatile buffer Answers { uint answers[]; };

#ifdef BARRIERS
shared uint bell;

uint look() {
  barrier();
  if (gl_LocalInvocationIndex == 0u) {
    bell = requests[REQUEST_WORD];
  }
  barrier();
  return bell;
}
#else
uint look() {
  return requests[REQUEST_WORD];
}
#endif

void main() {
  uint turns = params[PARAM_TURNS];
  uint last = answers[REQUEST_WORD];
  for (uint turn = 0u; turn < turns; turn++) {
    uint now = look();
    if (now == STOP) {
      break;
    }
    if (now != last) {
      last = now;
      if (gl_LocalInvocationIndex == 0u) {
        answers[REQUEST_WORD] = now;
      }
    }
  }
}
