#version 450
// A chain of joints: quaternions become matrices, matrices lie on a stack.
layout(local_size_x = 4) in;
struct Quaternion { float w; vec3 v; };
struct Joint { Quaternion turn; vec3 offset; int parent; };
layout(std430, binding = 0) readonly buffer Joints { Joint joints[]; };
layout(std430, binding = 1) writeonly buffer Ends { vec4 ends[]; };
layout(std430, binding = 2) writeonly buffer Turned { mat4x3 turned[]; };

Quaternion times(Quaternion a, Quaternion b) {
  return Quaternion(a.w * b.w - dot(a.v, b.v), a.w * b.v + b.w * a.v + cross(a.v, b.v));
}

mat3 matrix(Quaternion q) {
  vec3 d = 2.0 * q.v;
  vec3 s = d * q.v;
  return mat3(
      1.0 - s.y - s.z, d.x * q.v.y + d.z * q.w, d.x * q.v.z - d.y * q.w,
      d.x * q.v.y - d.z * q.w, 1.0 - s.x - s.z, d.y * q.v.z + d.x * q.w,
      d.x * q.v.z + d.y * q.w, d.y * q.v.z - d.x * q.w, 1.0 - s.x - s.y);
}

mat4 pose(Joint joint) {
  mat4 m = mat4(matrix(joint.turn));
  m[3].xyz = joint.offset;
  return m;
}

void main() {
  int me = int(gl_GlobalInvocationID.x);
  mat4 stack[5];
  int depth = 0;
  Quaternion whole = Quaternion(1.0, vec3(0.0));
  for (int at = me; at >= 0; at = joints[at].parent) {
    stack[depth++] = pose(joints[at]);
    whole = times(joints[at].turn, whole);
  }
  mat4 all_ = stack[--depth];
  while (depth > 0) {
    all_ = all_ * stack[--depth];
  }
  ends[me] = all_ * vec4(1.0, 2.0, 3.0, 1.0) + vec4(0.0, 0.0, 0.0, whole.w);
  turned[me] = mat4x3(all_) * 2.0 - mat4x3(matrix(whole));
}
