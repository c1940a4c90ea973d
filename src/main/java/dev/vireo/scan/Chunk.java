package dev.vireo.scan;

import dev.vireo.BindingSet;
import dev.vireo.LoadedProgram;
import dev.vireo.Megakernel;
import dev.vireo.Resource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * A piece of the text, and its place on the device. What lies behind its own bytes belongs to the
 * next one; it is there so that matches which begin in this one can be told.
 */
final class Chunk {
  private static final int BITS = Integer.SIZE;

  private final byte[] data;
  private final int leadWords;
  private final Resource text;
  private final Resource starts;
  private final BindingSet set;
  private int[] words = new int[0];
  private long offset;
  private int own;
  private int length;
  private int number;

  /**
   * Makes room for one.
   *
   * @param most own bytes at most, a multiple of {@link ScanProgram#GROUP_BYTES}
   * @param behind bytes behind them at most
   */
  Chunk(
      Megakernel kernel,
      LoadedProgram program,
      Resource table,
      int leadWords,
      int most,
      int behind) {
    this.leadWords = leadWords;
    int textWords = ScanProgram.HEAD + most / Integer.BYTES + leadWords;
    this.data = new byte[(most + behind + Integer.BYTES - 1) / Integer.BYTES * Integer.BYTES];
    this.text = kernel.resource(ScanProgram.TEXT, textWords);
    this.starts = kernel.resource(ScanProgram.STARTS, ScanProgram.HEAD + most / BITS);
    this.set =
        program.bind(
            Map.of(ScanProgram.TEXT, text, ScanProgram.TABLE, table, ScanProgram.STARTS, starts));
  }

  /** Takes the next piece of a text; returns false when it is over. */
  boolean fill(ChunkReader reader, int most) throws IOException, InterruptedException {
    offset = reader.offset();
    length = reader.read(data, most);
    own = reader.own();
    return own > 0;
  }

  /** Brings the bytes to the device, as its chunk of that number, and submits their slot. */
  long submit(Megakernel kernel, int asNumber) {
    number = asNumber;
    int ownWords = (own + Integer.BYTES - 1) / Integer.BYTES;
    int used = Math.min(ownWords + leadWords, data.length / Integer.BYTES);
    if (words.length != ScanProgram.HEAD + used) {
      words = new int[ScanProgram.HEAD + used];
    }
    words[0] = number;
    ByteBuffer.wrap(data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .get(words, ScanProgram.HEAD, used);
    text.write(0, words);
    int groups = (own + ScanProgram.GROUP_BYTES - 1) / ScanProgram.GROUP_BYTES;
    return kernel.submit(set.slot(groups, 1, 1));
  }

  /** Returns a bit for each own byte, behind word 0; null when they are not this chunk's. */
  int[] starts() {
    int[] bits = new int[ScanProgram.HEAD + (own + BITS - 1) / BITS];
    starts.read(0, bits);
    return bits[0] == number + ScanTable.CANARY ? bits : null;
  }

  /** Returns the bytes, own ones and those behind. */
  byte[] data() {
    return data;
  }

  /** Returns how many bytes there are. */
  int length() {
    return length;
  }

  /** Returns how many of them are its own. */
  int own() {
    return own;
  }

  /** Returns how many bytes of the text are before it. */
  long offset() {
    return offset;
  }
}
