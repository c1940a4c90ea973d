#version 450
// Best local alignment of two texts of up to 64 letters, diagonal by diagonal in one workgroup.
layout(local_size_x = 64) in;
layout(std430, binding = 0) readonly buffer Texts { uint first[64]; uint second[64]; };
layout(std430, binding = 1) buffer Result { int best; };
shared int scores[3][65];
shared int maximum;

void main() {
  int row = int(gl_LocalInvocationID.x) + 1;
  for (int i = 0; i < 3; i++) {
    scores[i][row] = 0;
    scores[i][0] = 0;
  }
  maximum = 0;
  barrier();
  int own = 0;
  for (int diagonal = 2; diagonal <= 128; diagonal++) {
    int column = diagonal - row;
    int current = diagonal % 3;
    int score = 0;
    if (column >= 1 && column <= 64) {
      int match = first[row - 1] == second[column - 1] ? 3 : -3;
      int last = (diagonal + 2) % 3;
      score = max(0, scores[(diagonal + 1) % 3][row - 1] + match);
      score = max(score, scores[last][row - 1] - 2);
      score = max(score, column > 1 ? scores[last][row] - 2 : 0);
    }
    own = max(own, score);
    scores[current][row] = score;
    barrier();
  }
  atomicMax(maximum, own);
  barrier();
  if (row == 1) {
    best = maximum;
  }
}
