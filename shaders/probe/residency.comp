// Counts workgroups that run at the same time. A group that finds the board open signs in and stays for a number of turns; the first
// that has stayed long enough closes the board. All that signed in before were there together, and none ever waits for another.
layout(binding = BINDING_PARAMS) readonly buffer Params { uint params[]; }; // turns
layout(binding = BINDING_FIRST) volatile buffer Board { uint board[]; }; // groups signed in, closed, sink

void main() {
  if (gl_LocalInvocationIndex != 0u || board[BOARD_CLOSED] != 0u) {
    return;
  }
  atomicAdd(board[BOARD_SIGNED_IN], 1u);
  uint turns = params[PARAM_TURNS];
  uint closed = 0u;
  // Several looks in one turn, because some drivers allow few turns.
  for (uint turn = 0u; turn < turns && closed == 0u; turn++) {
    closed = board[BOARD_CLOSED];
    closed |= board[BOARD_CLOSED];
    closed |= board[BOARD_CLOSED];
    closed |= board[BOARD_CLOSED];
    closed |= board[BOARD_CLOSED];
    closed |= board[BOARD_CLOSED];
    closed |= board[BOARD_CLOSED];
    closed |= board[BOARD_CLOSED];
  }
  atomicMax(board[BOARD_CLOSED], 1u);
  if (closed > 1u) {
    board[BOARD_SINK] = closed;
  }
}
