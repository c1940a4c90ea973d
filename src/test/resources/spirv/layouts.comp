#version 450
#extension GL_EXT_scalar_block_layout : require
// Matrices by rows and columns, structs in structs, arrays in std140, std430 and scalar layout.
layout(local_size_x = 1) in;
struct Inner { vec3 v; float s; };
struct Outer { Inner parts[2]; mat3 m; };
layout(std140, binding = 0) uniform Block { float list[3]; mat3x2 m; layout(row_major) mat3x2 rows; Inner inner; };
layout(std430, binding = 1) readonly buffer Storage { uint lead; Outer outers[]; };
layout(scalar, binding = 2) readonly buffer Packed { vec3 packed_[4]; layout(row_major) mat2x3 turned; };
layout(std430, binding = 3) writeonly buffer Result { float result[]; };

void main() {
  uint k = lead;
  uint at = 0u;
  for (int i = 0; i < 3; i++) {
    result[at++] = list[i];
  }
  for (int column = 0; column < 3; column++) {
    result[at++] = m[column].x;
    result[at++] = m[column].y;
    result[at++] = rows[column][k];
  }
  result[at++] = inner.v.z + inner.s;
  for (uint o = 0u; o < outers.length(); o++) {
    Outer own = outers[o];
    result[at++] = own.parts[k].v[k] + own.parts[0].s;
    result[at++] = determinant(own.m);
    vec3 turned_ = own.m * own.parts[1].v;
    result[at++] = turned_.x;
    result[at++] = turned_.y;
    result[at++] = turned_.z;
  }
  result[at++] = packed_[k].y + packed_[3].z;
  for (int i = 0; i < 6; i++) {
    result[at++] = turned[i / 3][i % 3];
  }
  result[at++] = float(outers.length());
}
