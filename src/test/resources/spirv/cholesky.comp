#version 450
// Cholesky's factors of a matrix in shared memory, and the solution by them.
layout(local_size_x = 8) in;
const int N = 8;
layout(std430, binding = 0) readonly buffer Input { float matrix[N][N]; float right[N]; };
layout(std430, binding = 1) writeonly buffer Output { float factor[N][N]; float solution[N]; };
shared float l[N][N + 1];
shared float x[N];

void main() {
  int row = int(gl_LocalInvocationIndex);
  for (int i = 0; i < N; i++) {
    l[row][i] = i <= row ? matrix[row][i] : 0.0;
  }
  x[row] = right[row];
  for (int k = 0; k < N; k++) {
    barrier();
    if (row == k) {
      l[k][k] = sqrt(l[k][k]);
    }
    barrier();
    if (row > k) {
      l[row][k] /= l[k][k];
    }
    barrier();
    for (int i = k + 1; i <= row; i++) {
      l[row][i] -= l[row][k] * l[i][k];
    }
  }
  for (int k = 0; k < N; k++) {
    barrier();
    if (row == k) x[k] /= l[k][k];
    barrier();
    if (row > k) x[row] -= l[row][k] * x[k];
  }
  for (int k = N; --k >= 0;) {
    barrier();
    if (row == k) x[k] /= l[k][k];
    barrier();
    if (row < k) x[row] -= l[k][row] * x[k];
  }
  barrier();
  for (int i = 0; i < N; i++) {
    factor[row][i] = l[row][i];
  }
  solution[row] = x[row];
}
