package dev.vireo;

/** Ranges of observable words; index 0 is control word 160. */
public interface Words {
  /** Returns how many observable words there are. */
  int size();

  /** Returns word {@code index}. */
  int read(int index);

  /** Fills {@code into} from word {@code first} on. */
  void read(int first, int[] into);

  /** Stores {@code value} to word {@code index}, before anything that is submitted afterwards. */
  void write(int index, int value);

  /**
   * Stores {@code values} from word {@code first} on, before anything that is submitted afterwards.
   */
  void write(int first, int... values);
}
