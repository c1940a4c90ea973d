package dev.vireo.vir0.values;

import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.ByteRange;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.tree.BufferUses;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The buffers of one launch of a program on the host, and the launch shape that follows from them.
 * Source: VIR0 section 10. Not thread-safe.
 */
public final class ProgramMemory {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Most bytes that one buffer may have; Java arrays end there. */
  private static final long MAX_BYTES = 1L << 30;

  private final Program program;
  private final byte[][] buffers;

  private ProgramMemory(Program program, byte[][] buffers) {
    this.program = program;
    this.buffers = buffers;
  }

  /**
   * Makes memory from the inputs that the reference takes: one for each buffer that is neither
   * workgroup memory nor {@linkplain BufferDecl#hostAllocated() allocated by the host}, in the
   * order of declaration. If exactly one input for each buffer but workgroup memory is passed
   * instead, those for allocated buffers are ignored.
   *
   * @throws LaunchException if inputs are missing, left over or too small
   */
  public static ProgramMemory ofInputs(Program program, List<byte[]> inputs) {
    int all = 0;
    int needed = 0;
    for (BufferDecl buffer : program.buffers()) {
      all += buffer.access() == BufferAccess.WORKGROUP ? 0 : 1;
      needed += takesInput(buffer) ? 1 : 0;
    }
    boolean ignoring = inputs.size() == all && all != needed;
    if (!ignoring && inputs.size() != needed) {
      throw new LaunchException(
          inputs.size()
              + " inputs for "
              + needed
              + " buffers; pass one for each buffer that is"
              + " neither an output nor workgroup memory, in the order of declaration");
    }
    List<byte[]> contents = new ArrayList<>();
    int next = 0;
    for (BufferDecl buffer : program.buffers()) {
      boolean given = takesInput(buffer);
      contents.add(given ? inputs.get(next) : null);
      next += given || (ignoring && buffer.access() != BufferAccess.WORKGROUP) ? 1 : 0;
    }
    return ofBuffers(program, contents);
  }

  private static boolean takesInput(BufferDecl buffer) {
    return buffer.access() != BufferAccess.WORKGROUP && !buffer.hostAllocated();
  }

  /**
   * Makes memory from one content for each buffer in the order of declaration. Null stands for
   * zeros of the declared size. Contents are copied.
   *
   * @throws LaunchException if a content is smaller than declared
   */
  public static ProgramMemory ofBuffers(Program program, List<byte[]> contents) {
    if (contents.size() != program.buffers().size()) {
      throw new IllegalArgumentException(
          contents.size() + " contents for " + program.buffers().size() + " buffers");
    }
    byte[][] buffers = new byte[contents.size()][];
    for (int i = 0; i < buffers.length; i++) {
      BufferDecl buffer = program.buffers().get(i);
      long declared = declaredBytes(buffer);
      byte[] content = contents.get(i);
      if (content != null && content.length < declared) {
        throw new LaunchException(
            String.format(
                "the input of '%s' has %d bytes, %d elements of %s are declared; pass at least %d"
                    + " bytes",
                buffer.name(), content.length, buffer.count(), buffer.element(), declared));
      }
      buffers[i] = content == null ? new byte[(int) declared] : content.clone();
    }
    return new ProgramMemory(program, buffers);
  }

  private static long declaredBytes(BufferDecl buffer) {
    if (buffer.count() == 0) {
      return 0;
    }
    if (buffer.element().bytes().isEmpty()) {
      throw new LaunchException(
          "elements of '"
              + buffer.name()
              + "' have type "
              + buffer.element()
              + " of no fixed size; declare another type");
    }
    long bits = buffer.element().bits().orElse(8 * buffer.element().bytes().getAsLong());
    if (bits != 0 && buffer.count() > 8 * MAX_BYTES / bits) {
      throw new LaunchException(
          "'"
              + buffer.name()
              + "' is declared with "
              + buffer.count()
              + " elements; the host"
              + " runs programs with buffers of up to 1 GiB");
    }
    return (buffer.count() * bits + 7) / 8;
  }

  /** Returns the program that the memory is for. */
  public Program program() {
    return program;
  }

  /** Returns the number of elements that a buffer really has, modulo 2^32. */
  public int elements(int buffer) {
    DataType element = program.buffers().get(buffer).element();
    long bits = element.bits().orElse(0);
    return (int) (bits == 0 ? buffers[buffer].length : 8L * buffers[buffer].length / bits);
  }

  /** Returns the number of bytes of a buffer. */
  public int bytes(int buffer) {
    return buffers[buffer].length;
  }

  /** Returns the contents of a buffer; they are the memory itself. */
  public byte[] contents(int buffer) {
    return buffers[buffer];
  }

  /** Says whether word {@code index} (unsigned) lies in a buffer as a whole. */
  public boolean hasWord(int buffer, int index) {
    return (index & IntOps.MAX_U32) < buffers[buffer].length / 4;
  }

  /** Returns a word that lies in the buffer. */
  public int word(int buffer, int index) {
    return (int) WORD.get(buffers[buffer], 4 * index);
  }

  /** Stores a word that lies in the buffer. */
  public void setWord(int buffer, int index, int value) {
    WORD.set(buffers[buffer], 4 * index, value);
  }

  /** Zeroes workgroup memory, as it is at the start of every workgroup. */
  public void clearWorkgroup() {
    for (int i = 0; i < buffers.length; i++) {
      if (program.buffers().get(i).access() == BufferAccess.WORKGROUP) {
        Arrays.fill(buffers[i], (byte) 0);
      }
    }
  }

  /**
   * Returns the workgroups that the reference launches, along each axis: enough for the largest
   * result, spread over the axes whose workgroup size is more than 1.
   */
  public WorkgroupSize grid() {
    long invocations = Math.max(1, dispatchElements());
    WorkgroupSize size = program.workgroupSize();
    long volume = Math.min(IntOps.MAX_U32, Math.max(1, size.volume()));
    long groups = (invocations + volume - 1) / volume;
    int axes = (size.x() > 1 ? 1 : 0) + (size.y() > 1 ? 1 : 0) + (size.z() > 1 ? 1 : 0);
    if (axes == 0) {
      return new WorkgroupSize(groups, 1, 1);
    }
    long each = Math.max(1, (long) Math.ceil(Math.pow((double) groups, 1.0 / axes)));
    return new WorkgroupSize(
        size.x() > 1 ? each : 1, size.y() > 1 ? each : 1, size.z() > 1 ? each : 1);
  }

  private long dispatchElements() {
    long results = 0;
    long inputs = 1;
    boolean anyResult = false;
    boolean workgroup = false;
    for (int i = 0; i < buffers.length; i++) {
      BufferDecl buffer = program.buffers().get(i);
      if (buffer.access() == BufferAccess.WORKGROUP) {
        workgroup = true;
      } else if (buffer.result()) {
        anyResult = true;
        results = Math.max(results, elements(i) & IntOps.MAX_U32);
      } else {
        inputs = Math.max(inputs, elements(i) & IntOps.MAX_U32);
      }
    }
    BufferUses uses = new BufferUses();
    uses.walk(program.body());
    boolean all = !anyResult || workgroup || !uses.atomic().isEmpty();
    return Math.max(results, all ? inputs : 1);
  }

  /** Returns the results in the order of declaration, each cut to its output range. */
  public List<byte[]> results() {
    List<byte[]> results = new ArrayList<>();
    for (int i = 0; i < buffers.length; i++) {
      BufferDecl buffer = program.buffers().get(i);
      if (buffer.access() != BufferAccess.WORKGROUP && buffer.result()) {
        results.add(cut(buffers[i], buffer));
      }
    }
    return results;
  }

  private static byte[] cut(byte[] bytes, BufferDecl buffer) {
    if (buffer.outputRange().isEmpty()) {
      return bytes.clone();
    }
    ByteRange range = buffer.outputRange().get();
    int start = (int) Math.min(range.start(), bytes.length);
    int end = (int) Math.min(range.end(), bytes.length);
    return Arrays.copyOfRange(bytes, start, end);
  }
}
