// What compiled programs reach when workers run them.
layout(std430, set = 0, binding = BINDING_ARENA) coherent restrict buffer ArenaBuffer { uint arena[]; };
layout(std430, set = 0, binding = BINDING_INLINE) coherent buffer InlineBuffer { uint inlined[]; };

#define report inlined
uint fusedPush[FUSED_PUSH_WORDS];
uvec3 inlineId;

uvec3 fusedInvocation() {
  return inlineId;
}
