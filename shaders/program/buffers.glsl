// What the interpreter of one program binds, and how the machine reaches it. Nothing is coherent: a lane runs whole workgroups, and
// between those of different lanes only atomics meet.
layout(std430, set = 0, binding = VM_BINDING_IMAGE) readonly buffer ImageBuffer { uint image[]; };
layout(std430, set = 0, binding = VM_BINDING_IMAGE) readonly buffer CodeBuffer { uvec2 codePairs[]; };
layout(std430, set = 0, binding = VM_BINDING_JOB) readonly buffer JobBuffer { uint job[]; };
layout(std430, set = 0, binding = VM_BINDING_JOB) readonly buffer BoundBuffer { uvec2 boundPairs[]; };
layout(std430, set = 0, binding = VM_BINDING_ARENA) buffer ArenaBuffer { uint arena[]; };
layout(std430, set = 0, binding = VM_BINDING_STATE) buffer StateBuffer { uint state[]; };

#ifdef VM_BLOCKS
layout(std430, set = 0, binding = VM_BINDING_BLOCK_1) buffer Block1Buffer { uint arena1[]; };
layout(std430, set = 0, binding = VM_BINDING_BLOCK_2) buffer Block2Buffer { uint arena2[]; };
layout(std430, set = 0, binding = VM_BINDING_BLOCK_3) buffer Block3Buffer { uint arena3[]; };
#endif

uint area; // first word of the lane's area
uint stride; // from one of its words to the next

#define VM_IMAGE(i) image[i]
#define VM_CODE(i) codePairs[i]
#define VM_JOB(i) job[i]
#define VM_BOUND(i) boundPairs[VM_JOB_BINDING_PAIRS + (i)]
#ifdef VM_BLOCKS
// A binding's first word says above which block it lies in; no resource is in two.
#define VM_ARENA(i, visit) { \
    uint vmPlaceInBlock = (i) & VM_BLOCK_MASK; \
    uint vmBlock = (i) >> VM_BLOCK_SHIFT; \
    if (vmBlock == VM_BLOCK_0) { visit(arena[vmPlaceInBlock]) } \
    else if (vmBlock == VM_BLOCK_1) { visit(arena1[vmPlaceInBlock]) } \
    else if (vmBlock == VM_BLOCK_2) { visit(arena2[vmPlaceInBlock]) } \
    else { visit(arena3[vmPlaceInBlock]) } \
  }
#else
#define VM_ARENA(i, visit) visit(arena[i])
#endif
#define VM_WORD(i) state[i]
#define VM_HEAD(i) state[i]
#define VM_CONSTANT_PLACE(i) (VM_HEAD_WORDS + (i))
#define VM_AREA_PLACE(i) (area + (i) * stride)
#define VM_AREA_STRIDE stride
#define VM_AREA(i) state[VM_AREA_PLACE(i)]
