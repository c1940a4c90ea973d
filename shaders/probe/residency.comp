// Counts workgroups that run at the same time. A group that finds the board open signs in and stays for a number of turns; the first
// that has stayed long enough closes the board. All that signed in before were there together, and none ever waits for another.
layout(set = 0, binding = 0) readonly buffer Params { uint params[]; }; // turns
layout(set = 0, binding = 1) volatile buffer Board { uint board[]; }; // groups signed in, closed, sink

const uint SIGNED_IN = 0u;
const uint CLOSED = 1u;
const uint SINK = 2u;

void main() {
  if (gl_LocalInvocationIndex != 0u || board[CLOSED] != 0u) {
    return;
  }
  atomicAdd(board[SIGNED_IN], 1u);
  uint turns = params[0];
  uint closed = 0u;
  // Several looks in one turn, because some drivers allow few turns.
  for (uint turn = 0u; turn < turns && closed == 0u; turn++) {
    closed = board[CLOSED];
    closed |= board[CLOSED];
    closed |= board[CLOSED];
    closed |= board[CLOSED];
    closed |= board[CLOSED];
    closed |= board[CLOSED];
    closed |= board[CLOSED];
    closed |= board[CLOSED];
  }
  atomicMax(board[CLOSED], 1u);
  if (closed > 1u) {
    board[SINK] = closed;
  }
}
