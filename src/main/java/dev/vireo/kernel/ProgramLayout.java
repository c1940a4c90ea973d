package dev.vireo.kernel;

import dev.vireo.vir0.bytecode.Bytecode;

/**
 * Numbers that the machine for programs shares with the host; it gets them as defines.
 *
 * <p>The state buffer begins with what all lanes share and the constants; behind them lie the
 * lanes' areas; those of a workgroup of the kernel word by word beside each other: a lane's saved
 * variables, where invocations of its chunk are parked, the registers of its invocations, the sets
 * of those that ended, workgroup memory.
 */
final class ProgramLayout {
  static final int VM_BINDING_IMAGE = 0;
  static final int VM_BINDING_JOB = 1;
  static final int VM_BINDING_ARENA = 2;
  static final int VM_BINDING_STATE = 3;

  /** First of those of the arena's other blocks, in the interpreter that binds several. */
  static final int VM_BINDING_BLOCK_1 = 4;

  static final int VM_BINDING_BLOCK_2 = 5;
  static final int VM_BINDING_BLOCK_3 = 6;

  /** Blocks that the interpreter of several binds. */
  static final int MOST_BLOCKS = 4;

  /** Buffers that the interpreter binds, beside blocks. */
  static final int OTHER_BINDINGS = 3;

  /** In a word's number, above its place in a block of the arena: which of the bound ones. */
  static final int VM_BLOCK_SHIFT = 30;

  /** Numbers of bound blocks. */
  static final int VM_BLOCK_0 = 0;

  static final int VM_BLOCK_1 = 1;
  static final int VM_BLOCK_2 = 2;
  static final int VM_BLOCK_MASK = (1 << VM_BLOCK_SHIFT) - 1;

  /** Not 0 in a run's first dispatch: nothing was saved yet. */
  static final int VM_JOB_FIRST = 0;

  static final int VM_JOB_LANES = 1;

  /** Workgroups of the grid: all, along x, along y. */
  static final int VM_JOB_GROUPS = 2;

  static final int VM_JOB_GRID_X = 3;
  static final int VM_JOB_GRID_Y = 4;

  /** Words of an invocation's registers. */
  static final int VM_JOB_FILE_WORDS = 5;

  /** First words, in an area, of the sets of ended invocations and of workgroup memory. */
  static final int VM_JOB_ENDED = 6;

  static final int VM_JOB_SHARED = 7;

  /** What a lane may do in this dispatch: back-edges, turns, short instructions in a turn. */
  static final int VM_JOB_FUEL = 8;

  static final int VM_JOB_TURNS = 9;
  static final int VM_JOB_BURST = 10;

  /** First word of the lanes' areas in the state. */
  static final int VM_JOB_AREAS = 11;

  /** What lanes take at a time, how many of them there are, and what they consist of. */
  static final int VM_JOB_TICKETS = 12;

  /** Parts of a workgroup, a chunk each, that are taken one by one; or 1. */
  static final int VM_JOB_PARTS = 13;

  /** Workgroups that are taken together, as one chunk; or 1. */
  static final int VM_JOB_TOGETHER = 14;

  /** Invocations of a chunk, a power of two up to 32. */
  static final int VM_JOB_WIDTH = 15;

  /** Words of a lane's area. */
  static final int VM_JOB_AREA_WORDS = 16;

  /** From one of its words to the next: as many lanes as a workgroup of the kernel has at most. */
  static final int VM_JOB_AREA_STRIDE = 17;

  /** First of two words for each buffer: where it begins in its memory, and its words. */
  static final int VM_JOB_BINDINGS = 18;

  static final int VM_JOB_BINDING_PAIRS = VM_JOB_BINDINGS / 2;

  /** First of the constants, which a run's first dispatch copies to the state, behind the head. */
  static final int JOB_CONSTANTS = VM_JOB_BINDINGS + 2 * Bytecode.MAX_BUFFERS;

  static final int JOB_WORDS = JOB_CONSTANTS + Bytecode.MAX_CONSTANTS;

  /** Lanes that have not come to the end of their work; cleared before each dispatch. */
  static final int VM_HEAD_LEFT = 0;

  /** Back-edges of all lanes; cleared before each dispatch. */
  static final int VM_HEAD_FUEL_USED = 1;

  /** Instruction at which one of the lanes is that have not ended; cleared before each dispatch. */
  static final int VM_HEAD_AT = 2;

  /** Words that are cleared before each dispatch; those below, before a run. */
  static final int HEAD_DISPATCH_WORDS = 4;

  static final int VM_HEAD_TICKET = 4;

  /** First trap: its code, above it the instruction. 0 if there was none. */
  static final int VM_HEAD_TRAP = 5;

  static final int VM_HEAD_TRAP_VALUE = 6;
  static final int VM_HEAD_TRAP_BITS = 4;
  static final int VM_HEAD_WORDS = 16;

  static final int VM_AREA_MODE = 0;
  static final int VM_AREA_PC = 1;
  static final int VM_AREA_ACTIVE = 2;
  static final int VM_AREA_PARKED = 3;
  static final int VM_AREA_NEXT = 4;
  static final int VM_AREA_SPLIT = 5;
  static final int VM_AREA_SPLIT_PC = 6;
  static final int VM_AREA_SLOW_SET = 7;
  static final int VM_AREA_ENDING = 8;
  static final int VM_AREA_CHUNK = 9;
  static final int VM_AREA_LIMIT = 10;
  static final int VM_AREA_GROUP = 11;
  static final int VM_AREA_RESUME = 12;
  static final int VM_AREA_BARRIER = 13;
  static final int VM_AREA_PROGRESS = 14;

  /** Words of workgroup memory to clear for the next workgroup. */
  static final int VM_AREA_CLEAR = 15;

  /** First of the places at which invocations of the chunk are parked. */
  static final int VM_AREA_PLACES = 16;

  /** First word of the registers. */
  static final int VM_AREA_FILES = VM_AREA_PLACES + Integer.SIZE;

  /** Fields that are numbers are read as registers too, and the result is not used. */
  static final int LEAST_FILE_WORDS = 16;

  /** Runs instructions. */
  static final int VM_MODE_RUN = 0;

  /** Is at a slow instruction. */
  static final int VM_MODE_SLOW = 1;

  /** Invocations have come to a barrier or their end. */
  static final int VM_MODE_PAUSE = 2;

  /** Looks for the next chunk that goes on. */
  static final int VM_MODE_SWITCH = 3;

  /** Clears workgroup memory. */
  static final int VM_MODE_CLEAR = 4;

  /** Needs other workgroups. */
  static final int VM_MODE_TAKE = 5;

  /** Is out of fuel; this mode and the next end a dispatch. */
  static final int VM_MODE_STOPPED = 6;

  static final int VM_MODE_DONE = 7;

  /** Words of an image's header. */
  static final int VM_IMAGE_FLAGS = 2;

  static final int VM_IMAGE_CLEARED = 3;
  static final int VM_IMAGE_SHARED = 8;
  static final int VM_IMAGE_SIZE_X = 9;
  static final int VM_IMAGE_SIZE_Y = 10;
  static final int VM_IMAGE_SIZE_Z = 11;
  static final int VM_IMAGE_CODE = 14;
  static final int VM_FLAG_BARRIER = Bytecode.FLAG_BARRIER;

  /** Fields of an instruction. */
  static final int VM_D_SHIFT = 8;

  static final int VM_C_SHIFT = 20;
  static final int VM_FIELD_MASK = 0xFFF;
  static final int VM_OPERAND_BITS = 16;
  static final int VM_OPERAND_MASK = 0xFFFF;
  static final int VM_CONSTANT = Bytecode.CONSTANT;
  static final int VM_CONSTANT_C = Bytecode.CONSTANT_C;

  /** Set in operations on workgroup memory, among those that load and store. */
  static final int VM_WORKGROUP_BIT = 8;

  /** Words of workgroup memory that are cleared in a turn at most. */
  static final int VM_CLEAR_WORDS = 32;

  static final int VM_AXES = 3;

  /** What an id instruction asks for, each along three axes; behind these the size of the grid. */
  static final int VM_ID_GLOBAL = 0;

  static final int VM_ID_GROUP = 1;
  static final int VM_ID_LOCAL = 2;
  static final int VM_SUBGROUP = 32;
  static final int VM_SHIFT_MASK = Integer.SIZE - 1;
  static final int VM_BYTE_INDEX_BITS = 2;
  static final int VM_BYTE_INDEX_MASK = 3;
  static final int WORD_BITS = Integer.SIZE;
  static final int WORD_BITS_LOG = 5;
  static final int BYTE_BITS = Byte.SIZE;
  static final int BYTE_MASK = 0xFF;

  private ProgramLayout() {}
}
