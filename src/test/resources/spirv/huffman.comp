#version 450
// Decodes canonical Huffman codes with a reader of bits that goes from function to function.
layout(local_size_x = 4) in;
struct Reader { uint at; uint word; int left; };
layout(std430, binding = 0) readonly buffer Codes { uint counts[8]; uint symbols[16]; };
layout(std430, binding = 1) readonly buffer Streams { uint streams[][8]; };
layout(std430, binding = 2) writeonly buffer Texts { uint texts[][24]; };

uint bit(inout Reader reader, uint stream) {
  if (reader.left == 0) {
    reader.word = streams[stream][reader.at++];
    reader.left = 32;
  }
  reader.left--;
  uint own = reader.word >> 31;
  reader.word <<= 1;
  return own;
}

bool symbol(inout Reader reader, uint stream, out uint found) {
  uint code = 0u, first = 0u, index = 0u;
  for (int size = 0; size < 8; size++) {
    code |= bit(reader, stream);
    uint count = counts[size];
    if (code - first < count) {
      found = symbols[index + (code - first)];
      return true;
    }
    index += count;
    first = first + count << 1;
    code <<= 1;
  }
  found = 0xffffffffu;
  return false;
}

void main() {
  uint me = gl_GlobalInvocationID.x;
  Reader reader = Reader(0u, 0u, 0);
  uint count = 0u, own;
  while (count < 24u && symbol(reader, me, own) && own != 0u) {
    texts[me][count++] = own;
  }
  while (count < 24u) {
    texts[me][count++] = 0u;
  }
}
