// A running kernel that is fed: every lane polls the stamp of its next slot, runs it, answers, and goes on by the number of lanes. Ends when its
// turns are used up or the host says so; each lane keeps its place for the next dispatch.
layout(binding = BINDING_PARAMS) volatile readonly buffer Params { uint params[]; };
layout(binding = BINDING_STAMPS) volatile readonly buffer Stamps { uint stamps[]; };
layout(binding = BINDING_RING) volatile readonly buffer Ring { uint ring[]; };
layout(binding = BINDING_COMPLETIONS) volatile writeonly buffer Completions { uint completions[]; };
layout(binding = BINDING_PLACES) buffer Places { uint places[]; };
layout(binding = BINDING_WORDS) buffer Words { uint words[]; };

void main() {
  uint lane = gl_GlobalInvocationID.x;
  uint lanes = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
  uint turns = params[PARAM_TURNS];
  uint slots = params[PARAM_SLOTS];
  uint sequence = places[lane];
  uint index = places[lane + lanes];
  for (uint turn = 0u; turn < turns; turn++) {
    if ((turn & STOP_MASK) == 0u && params[PARAM_STOP] != 0u) {
      break;
    }
    if (stamps[index] == sequence) {
      uint at = index * SLOT_WORDS;
      atomicAdd(words[ring[at + ARG1_WORD]], ring[at + ARG0_WORD]);
      completions[index] = sequence;
      sequence += lanes;
      index += lanes;
      index = index < slots ? index : index - slots;
    }
  }
  places[lane] = sequence;
  places[lane + lanes] = index;
}
