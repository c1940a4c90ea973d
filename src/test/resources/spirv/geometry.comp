#version 450
// Vectors and matrices: what GLSL has functions for.
layout(local_size_x = 8) in;
struct Given { vec4 a; vec4 b; vec4 c; vec4 d; };
layout(std430, binding = 0) readonly buffer Input { Given given[]; };
layout(std430, binding = 1) writeonly buffer Output { vec4 results[][16]; };

void main() {
  uint me = gl_GlobalInvocationID.x;
  if (me >= given.length()) {
    return;
  }
  Given g = given[me];
  mat4 m = mat4(g.a, g.b, g.c, g.d);
  mat3 small = mat3(m);
  mat2 least = mat2(m);
  results[me][0] = vec4(cross(g.a.xyz, g.b.xyz), distance(g.a, g.b));
  results[me][1] = normalize(g.a);
  results[me][2] = vec4(reflect(g.a.xyz, normalize(g.b.xyz)), dot(g.a, g.b));
  results[me][3] = vec4(refract(normalize(g.a.xyz), normalize(g.b.xyz), 0.8), 0.0);
  results[me][4] = faceforward(g.a, g.b, g.c);
  results[me][5] = m * g.a;
  results[me][6] = g.a * m;
  results[me][7] = (m * transpose(m))[2];
  results[me][8] = outerProduct(g.a, g.b)[1];
  results[me][9] = vec4(determinant(m), determinant(small), determinant(least), length(g.c.xy));
  mat4 one = inverse(m + 3.0 * mat4(1.0)) * (m + 3.0 * mat4(1.0));
  results[me][10] = one[0];
  results[me][11] = one[3];
  results[me][12] = vec4(inverse(small + 3.0 * mat3(1.0)) * ((small + 3.0 * mat3(1.0)) * g.d.xyz), 1.0);
  results[me][13] = matrixCompMult(m, m)[2] / (1.0 + abs(g.c));
  results[me][14] = mix(g.a, g.b, lessThan(g.c, g.d));
  bvec4 signs = greaterThan(g.a, vec4(0.0));
  results[me][15] = vec4(float(any(signs)), float(all(signs)), float(all(not(signs))), m[me & 3u][me >> 1 & 3u]);
}
