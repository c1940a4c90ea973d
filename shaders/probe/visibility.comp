// One lane looks at memory that the host writes meanwhile, and writes memory that the host looks at. It counts what it saw; the host
// reads the counts after the fence, so that nothing here depends on what is measured.
layout(set = 0, binding = 0) readonly buffer Params { uint params[]; }; // turns, slots - 1, way of writing records, first stamp
layout(set = 0, binding = 1) volatile buffer Tested { uvec4 tested[]; };
layout(set = 0, binding = 2) buffer Results { uint results[]; }; // changes seen, slots mixed, slots older than the doorbell, turns

const uint DOORBELL = 0u; // word x
const uint RECORD = 4u;
const uint SLOTS = 8u;
const uint SLOT_QUADS = 4u;
const uint STOP = 0xFFFFFFFFu;
const uint WHOLE_RECORD = 1u;
const uint STAMP_LAST = 2u;

bool older(uvec4 words, uint bell) {
  return any(lessThan(ivec4(words - uvec4(bell)), ivec4(0)));
}

void main() {
  uint turns = params[0];
  uint mask = params[1];
  uint way = params[2];
  uint stamp = params[3];
  uint last = tested[DOORBELL].x;
  uint seen = 0u;
  uint mixed = 0u;
  uint stale = 0u;
  uint turn = 0u;
  for (; turn < turns; turn++) {
    uint bell = tested[DOORBELL].x;
    if (bell == STOP) {
      break;
    }
    if (bell != last) {
      last = bell;
      seen++;
      uint at = SLOTS + (bell & mask) * SLOT_QUADS;
      uvec4 a = tested[at];
      uvec4 b = tested[at + 1u];
      uvec4 c = tested[at + 2u];
      uvec4 d = tested[at + 3u];
      uvec4 first = a.xxxx;
      mixed += a == first && b == first && c == first && d == first ? 0u : 1u;
      stale += older(a, bell) || older(b, bell) || older(c, bell) || older(d, bell) ? 1u : 0u;
    }
    stamp++;
    if (way == WHOLE_RECORD) {
      tested[RECORD] = uvec4(stamp);
    } else if (way == STAMP_LAST) {
      tested[RECORD].y = stamp;
      tested[RECORD].z = stamp;
      tested[RECORD].w = stamp;
      memoryBarrierBuffer();
      tested[RECORD].x = stamp;
    }
  }
  results[0] = seen;
  results[1] = mixed;
  results[2] = stale;
  results[3] = turn;
}
