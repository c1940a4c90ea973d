package dev.vireo.scan;

import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.ProgramBuilder;
import dev.vireo.vir0.ProgramBuilder.Buffer;
import dev.vireo.vir0.ProgramBuilder.Value;
import dev.vireo.vir0.ProgramBuilder.Variable;
import dev.vireo.vir0.ProgramCodec;

/**
 * The program that looks for patterns in a piece of text: each invocation goes through a share of
 * {@link #SHARE_BYTES} bytes from its end to its beginning, behind the lead that brings the
 * automaton into its state, and sets a bit for each byte at which a pattern may begin.
 *
 * <pre>
 *   text    word 0 the chunk's number, then the text, four bytes a word, and the lead of what follows
 *   table   {@link ScanTable}
 *   starts  word 0 the chunk's number plus the table's canary, then a bit for each byte of the text
 * </pre>
 *
 * <p>The bits need no room that depends on what is found: nothing overflows, and they come in the
 * order of the text. All loops have fixed bounds and no branches, which is what software drivers
 * run well. Word 0 tells that the results are those of this chunk and this table: a device that is
 * opened in place of a lost one has zeros in both.
 */
final class ScanProgram {
  static final String TEXT = "text";
  static final String TABLE = "table";
  static final String STARTS = "starts";

  /** Words before the text, and before the bits. */
  static final int HEAD = 1;

  static final int SHARE_BYTES = 256;
  static final int WORKGROUP = 64;

  /** Bytes that a workgroup goes through. */
  static final int GROUP_BYTES = SHARE_BYTES * WORKGROUP;

  private static final int WORD_BYTES = 4;
  private static final int SHARE_WORDS = SHARE_BYTES / WORD_BYTES;
  private static final int BITS = 32;
  private static final int WORDS_PER_BITS = BITS / WORD_BYTES;
  private static final int BIT_WORDS = SHARE_BYTES / BITS;

  private final ProgramBuilder program = ProgramBuilder.ofWorkgroup(WORKGROUP);
  private final Buffer text = buffer(TEXT, BufferAccess.READ_ONLY);
  private final Buffer table = buffer(TABLE, BufferAccess.READ_ONLY);
  private final Buffer starts = buffer(STARTS, BufferAccess.READ_WRITE);
  private final Variable entry = program.let("entry", program.u32(ScanTable.FIRST_ROW));

  private ScanProgram() {}

  /** Returns the words behind a share that bring the automaton into its state. */
  static int leadWords(int reach) {
    return (reach - 1 + WORD_BYTES - 1) / WORD_BYTES;
  }

  /** Returns the program for a table of that {@linkplain ScanTable#reach reach}. */
  static byte[] of(int reach) {
    ScanProgram scan = new ScanProgram();
    scan.build(leadWords(reach));
    return ProgramCodec.encode(scan.program.build());
  }

  private Buffer buffer(String name, BufferAccess access) {
    return program.buffer(name, access, Scalar.U32, 0);
  }

  private Value u32(int value) {
    return program.u32(value);
  }

  private void build(int leadWords) {
    Value share = program.let("share", program.invocation(0)).get();
    program.when(
        share.eq(u32(0)),
        () -> starts.store(u32(0), text.load(u32(0)).add(table.load(u32(ScanTable.CANARY_WORD)))));
    Variable at =
        program.let("at", share.mul(u32(SHARE_WORDS)).add(u32(HEAD + SHARE_WORDS + leadWords)));
    program.loop("lead", u32(0), u32(leadWords), turn -> word(at, null));
    Variable out = program.let("out", share.mul(u32(BIT_WORDS)).add(u32(HEAD + BIT_WORDS)));
    program.loop(
        "group",
        u32(0),
        u32(BIT_WORDS),
        group -> {
          Variable bits = program.let("bits", u32(0));
          program.loop("turn", u32(0), u32(WORDS_PER_BITS), turn -> word(at, bits));
          out.set(out.get().sub(u32(1)));
          starts.store(out.get(), bits.get());
        });
  }

  /** Goes through the word below, its last byte first. */
  private void word(Variable at, Variable bits) {
    at.set(at.get().sub(u32(1)));
    Value word = program.let("word", text.load(at.get())).get();
    for (int shift = BITS - 8; shift >= 0; shift -= 8) {
      Value b = and(shift(word, shift), 0xFF);
      Value row = and(entry.get(), ~ScanTable.ACCEPTS);
      entry.set(table.load(row.add(table.load(b.add(u32(ScanTable.FIRST_CLASS))))));
      if (bits != null) {
        bits.set(bits.get().add(bits.get()).add(shift(entry.get(), BITS - 1)));
      }
    }
  }

  private Value and(Value value, int mask) {
    return value.apply(BinaryOp.BIT_AND, u32(mask));
  }

  private Value shift(Value value, int bits) {
    return bits == 0 ? value : value.apply(BinaryOp.SHR, u32(bits));
  }
}
