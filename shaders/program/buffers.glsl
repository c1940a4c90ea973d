// What the interpreter of one program binds, and how the machine reaches it. Nothing is coherent: a lane runs whole workgroups, and
// between those of different lanes only atomics meet.
layout(std430, set = 0, binding = VM_BINDING_IMAGE) readonly buffer ImageBuffer { uint image[]; };
layout(std430, set = 0, binding = VM_BINDING_IMAGE) readonly buffer CodeBuffer { uvec2 codePairs[]; };
layout(std430, set = 0, binding = VM_BINDING_JOB) readonly buffer JobBuffer { uint job[]; };
layout(std430, set = 0, binding = VM_BINDING_JOB) readonly buffer BoundBuffer { uvec2 boundPairs[]; };
layout(std430, set = 0, binding = VM_BINDING_ARENA) buffer ArenaBuffer { uint arena[]; };
layout(std430, set = 0, binding = VM_BINDING_STATE) buffer StateBuffer { uint state[]; };

uint area; // first word of the lane's area
uint stride; // from one of its words to the next

#define VM_IMAGE(i) image[i]
#define VM_CODE(i) codePairs[i]
#define VM_JOB(i) job[i]
#define VM_BOUND(i) boundPairs[VM_JOB_BINDING_PAIRS + (i)]
#define VM_ARENA(i) arena[i]
#define VM_WORD(i) state[i]
#define VM_HEAD(i) state[i]
#define VM_CONSTANT_PLACE(i) (VM_HEAD_WORDS + (i))
#define VM_AREA_PLACE(i) (area + (i) * stride)
#define VM_AREA_STRIDE stride
#define VM_AREA(i) state[VM_AREA_PLACE(i)]
