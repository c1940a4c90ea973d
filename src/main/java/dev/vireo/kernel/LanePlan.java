package dev.vireo.kernel;

import dev.vireo.vir0.bytecode.Bytecode;

/**
 * How a grid is divided among the machine's lanes, and where things lie in a lane's area.
 *
 * <p>A lane takes a ticket at a time and runs its invocations in chunks. Where workgroups have
 * barriers or share memory, a ticket is a workgroup. Elsewhere it is a chunk: a part of a
 * workgroup, or, unless invocations have memory, as many whole ones as there is room for.
 *
 * @param width invocations of a chunk
 * @param tickets how many there are
 * @param parts tickets of a workgroup, or 1
 * @param together workgroups of a ticket, or 1
 * @param fileWords words of an invocation's registers
 * @param ended first word of the sets of invocations that ended
 * @param shared first word of workgroup memory
 * @param areaWords words of an area
 */
record LanePlan(
    int width,
    long tickets,
    long parts,
    long together,
    long fileWords,
    long ended,
    long shared,
    long areaWords) {
  private static final long MOST_TICKETS = 1L << 31;

  /**
   * Plans.
   *
   * @param groups workgroups of the grid, 1 up to 2^31
   * @param most invocations of a chunk at most, a power of two up to 32
   * @param spread as many of these as leave no lane idle, where that can be chosen
   */
  static LanePlan of(Bytecode code, long groups, int most, int spread) {
    long volume = code.workgroupSize().volume();
    boolean waits = (code.flags() & Bytecode.FLAG_BARRIER) != 0;
    // Memory that is never cleared belongs to single invocations: any lane has room for them.
    boolean whole = waits || code.clearedWords() > 0;
    boolean alone = whole || code.workgroupWords() > 0;
    int width = alone ? (int) Math.min(most, Long.highestOneBit(2 * volume - 1)) : spread;
    long parts = whole ? 1 : (volume + width - 1) / width;
    parts = groups * parts > MOST_TICKETS ? 1 : parts;
    long together = alone ? 1 : Math.max(1, width / volume);
    long tickets = together > 1 ? (groups + together - 1) / together : groups * parts;
    long files = waits ? volume : width;
    long fileWords = Math.max(ProgramLayout.LEAST_FILE_WORDS, code.registers());
    long ended = ProgramLayout.VM_AREA_FILES + files * fileWords;
    long shared = ended + (waits ? (volume + width - 1) / width : 0);
    long words = shared + code.workgroupWords();
    return new LanePlan(width, tickets, parts, together, fileWords, ended, shared, words);
  }
}
