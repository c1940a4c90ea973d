#version 450
// Matrices that are not square, components chosen by variables, structs that are compared.
layout(local_size_x = 4) in;
struct Leaf { ivec2 at; bool set; };
struct Branch { Leaf leaves[2]; float weight; };
layout(std430, binding = 0) readonly buffer Input { mat3x2 given[]; };
layout(std430, row_major, binding = 1) buffer Output { mat2x3 results[4]; vec4 more[4]; };

mat2x3 table[2];

float sum(const mat2x3 m) {
  float total = 0.0;
  for (int column = 0; column < m.length(); column++) {
    for (int row = 0; row < m[column].length(); row++) {
      total += m[column][row] * float(1 << row + 3 * column);
    }
  }
  return total;
}

void main() {
  int me = int(gl_GlobalInvocationID.x);
  mat3x2 own = given[me];
  int k = me % 3, j = me & 1;
  table[0] = transpose(own);
  table[1] = mat2x3(1.0);
  table[j][1 - j].zx += own[k];
  table[1 - j][j][k] = -own[k][j];
  mat2 square_ = own * table[0];
  mat2x3 product = table[1] * square_;
  vec4 v = vec4(square_[0], square_[1]);
  v[me & 3] = 8.0;
  v.wzyx = v.xyzw + vec4(1.0, 2.0, 3.0, 4.0);
  v.yz *= 2.0;
  Branch a = Branch(Leaf[2](Leaf(ivec2(me), true), Leaf(ivec2(1, 2), false)), 1.5);
  Branch b = a;
  b.leaves[j].at[k & 1] += me - 1;
  bool same = a == b;
  b.leaves[1 - j] = a.leaves[j];
  bvec3 signs = lessThan(own[k].xyx, product[j]);
  v.x += same ? 16.0 : 0.0;
  v.y += a.leaves != b.leaves ? 32.0 : 0.0;
  v.z += any(signs) && !all(signs) ? 64.0 : 0.0;
  v.w += sum(table[j]);
  results[me] = product;
  more[me] = v;
}
