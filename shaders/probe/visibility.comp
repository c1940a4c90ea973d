// One lane looks at memory that the host writes meanwhile, and writes memory that the host looks at. It counts what it saw; the host
// reads the counts after the fence, so that nothing here depends on what is measured.
layout(binding = BINDING_PARAMS) readonly buffer Params { uint params[]; }; // turns, slots - 1, way of writing records, first stamp
layout(binding = BINDING_FIRST) volatile buffer Tested { uvec4 tested[]; };
layout(binding = BINDING_SECOND) buffer Results { uint results[]; }; // changes seen, slots mixed, slots older than the doorbell, turns

bool older(uvec4 words, uint bell) {
  return any(lessThan(ivec4(words - uvec4(bell)), ivec4(0u)));
}

void main() {
  uint turns = params[PARAM_TURNS];
  uint mask = params[PARAM_MASK];
  uint way = params[PARAM_WAY];
  uint stamp = params[PARAM_STAMP];
  uint last = tested[DOORBELL_QUAD].x;
  uint seen = 0u;
  uint mixed = 0u;
  uint stale = 0u;
  uint turn = 0u;
  for (; turn < turns; turn++) {
    uint bell = tested[DOORBELL_QUAD].x;
    if (bell == STOP) {
      break;
    }
    if (bell != last) {
      last = bell;
      seen++;
      uint at = SLOTS_QUAD + (bell & mask) * SLOT_QUADS;
      uvec4 a = tested[at];
      uvec4 b = tested[at + 1u];
      uvec4 c = tested[at + QUAD_2];
      uvec4 d = tested[at + QUAD_3];
      uvec4 first = a.xxxx;
      mixed += a == first && b == first && c == first && d == first ? 0u : 1u;
      stale += older(a, bell) || older(b, bell) || older(c, bell) || older(d, bell) ? 1u : 0u;
    }
    stamp++;
    if (way == WAY_WHOLE) {
      tested[RECORD_QUAD] = uvec4(stamp);
    } else if (way == WAY_STAMP_LAST) {
      tested[RECORD_QUAD].y = stamp;
      tested[RECORD_QUAD].z = stamp;
      tested[RECORD_QUAD].w = stamp;
      memoryBarrierBuffer();
      tested[RECORD_QUAD].x = stamp;
    }
  }
  results[RESULT_SEEN] = seen;
  results[RESULT_MIXED] = mixed;
  results[RESULT_STALE] = stale;
  results[RESULT_TURNS] = turn;
}
