package dev.vireo.vir0;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A VIR0 program: buffers, a workgroup size, and statements that every invocation runs. Immutable;
 * nothing but null is refused here, {@link ProgramValidator} holds a program to the rules.
 *
 * @param entryOp id of the operation that the program stands for, if it has one
 * @param workgroupSize invocations of a workgroup along each axis
 * @param selfExclusive whether the program must not be fused with itself
 * @param buffers the buffers, in declaration order; an index into this list is a buffer's number
 * @param body the top-level statements, each a {@link Node.Region} in a valid program
 */
public record Program(
    Optional<String> entryOp,
    WorkgroupSize workgroupSize,
    boolean selfExclusive,
    List<BufferDecl> buffers,
    List<Node> body) {
  /** Generator name of the region that ordinary producers wrap a program's statements in. */
  public static final String ROOT_GENERATOR = "vyre.program.root";

  /** Name of the variable of a loop without end. */
  public static final String FOREVER = "__forever__";

  /** Keeps copies of the lists, and refuses null. */
  public Program {
    Objects.requireNonNull(entryOp, "entryOp");
    Objects.requireNonNull(workgroupSize, "workgroupSize");
    buffers = List.copyOf(buffers);
    body = List.copyOf(body);
  }

  /** Returns a program without an operation id whose statements are wrapped in one root region. */
  public static Program of(
      WorkgroupSize workgroupSize, List<BufferDecl> buffers, List<Node> statements) {
    Node root = new Node.Region(ROOT_GENERATOR, Optional.empty(), statements);
    return new Program(Optional.empty(), workgroupSize, false, buffers, List.of(root));
  }

  /** Returns the numbers of the buffers by their names; of equal names the first counts. */
  public Map<String, Integer> bufferNumbers() {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < buffers.size(); i++) {
      numbers.putIfAbsent(buffers.get(i).name(), i);
    }
    return numbers;
  }
}
