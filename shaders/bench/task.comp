// One ATOMIC_ADD as a dispatch of its own.
layout(binding = BINDING_COUNTERS) buffer Counters { uint counters[]; };
layout(push_constant) uniform Task { uint word; };

void main() {
  atomicAdd(counters[word], 1u);
}
