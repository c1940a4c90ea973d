// What the interpreter of one program binds, and how the machine reaches it.
layout(std430, set = 0, binding = VM_BINDING_IMAGE) readonly buffer ImageBuffer { uint image[]; };
layout(std430, set = 0, binding = VM_BINDING_JOB) readonly buffer JobBuffer { uint job[]; };
layout(std430, set = 0, binding = VM_BINDING_ARENA) coherent buffer ArenaBuffer { uint arena[]; };
layout(std430, set = 0, binding = VM_BINDING_STATE) coherent buffer StateBuffer { uint state[]; };

uint lane;
uint lanes;

#define VM_IMAGE(i) image[i]
#define VM_JOB(i) job[i]
#define VM_BOUND(i) job[VM_JOB_BINDINGS + (i)]
#define VM_ARENA(i) arena[i]
#define VM_HEAD(i) state[i]
#define VM_AREA(i) state[VM_HEAD_WORDS + (i) * lanes + lane]
