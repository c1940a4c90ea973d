package dev.vireo.vir0;

import dev.vireo.vir0.rules.ErrorList;
import dev.vireo.vir0.rules.StatementRules;
import dev.vireo.vir0.tree.BufferUses;
import dev.vireo.vir0.tree.NodeTags;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds programs to the rules of the format. Source: VIR0 section 9. A valid program may still have
 * a construct that an engine does not run, and may stop while it runs.
 *
 * <p>Thread-safe: it has no state.
 */
public final class ProgramValidator {
  /** Errors after which looking for more ends. */
  public static final int MOST_ERRORS = ErrorList.MOST;

  private ProgramValidator() {}

  /**
   * Returns the rules that a program breaks, in the order of the program; empty if it is valid.
   * Subgroup operations break {@link Rule#SUBGROUP}.
   */
  public static List<ProgramError> check(Program program) {
    return check(program, false);
  }

  /**
   * Returns the rules that a program breaks, at most {@link #MOST_ERRORS}.
   *
   * @param subgroups whether the engine that is to run it has subgroup operations
   */
  public static List<ProgramError> check(Program program, boolean subgroups) {
    ErrorList errors = new ErrorList();
    checkShape(program, errors);
    checkBuffers(program.buffers(), errors);
    new StatementRules(program, subgroups, errors).check();
    checkLinearTypes(program, errors);
    return errors.toList();
  }

  /**
   * Returns the program if it is valid.
   *
   * @param subgroups whether the engine that is to run it has subgroup operations
   * @throws InvalidProgramException if it breaks a rule
   */
  public static Program require(Program program, boolean subgroups) {
    List<ProgramError> errors = check(program, subgroups);
    if (!errors.isEmpty()) {
      throw new InvalidProgramException(errors);
    }
    return program;
  }

  private static void checkShape(Program program, ErrorList errors) {
    for (int i = 0; i < program.body().size(); i++) {
      if (!(program.body().get(i) instanceof Node.Region)) {
        errors.add(
            Rule.TOP_LEVEL,
            NodePath.ROOT.element("body", i),
            "the top-level statement is " + NodeTags.opId(program.body().get(i)),
            "wrap it in a region");
      }
    }
    for (int axis = 0; axis < 3; axis++) {
      if (program.workgroupSize().axis(axis) == 0) {
        errors.add(
            Rule.WORKGROUP_SIZE,
            NodePath.ROOT.element("workgroupSize", axis),
            "the size is 0",
            "give at least 1");
      }
    }
  }

  private static void checkBuffers(List<BufferDecl> buffers, ErrorList errors) {
    Set<String> names = new HashSet<>();
    Set<Long> bindings = new HashSet<>();
    @Nullable NodePath output = null;
    for (int i = 0; i < buffers.size(); i++) {
      BufferDecl buffer = buffers.get(i);
      NodePath path = NodePath.ROOT.element("buffers", i);
      if (!names.add(buffer.name())) {
        errors.add(
            Rule.BUFFER_NAME, path, "another buffer is named '" + buffer.name() + "'", "rename it");
      }
      checkBinding(buffer, bindings, path, errors);
      if (buffer.output()) {
        checkOutput(buffer, output, path, errors);
        output = path;
      }
      if (buffer.shape().isPresent() && !buffer.shape().get().holds(buffer.count())) {
        errors.add(
            Rule.SHAPE,
            path,
            "the count " + buffer.count() + " does not fulfil " + buffer.shape().get(),
            "change the count or the shape");
      }
    }
  }

  private static void checkBinding(
      BufferDecl buffer, Set<Long> bindings, NodePath path, ErrorList errors) {
    if (buffer.access() == BufferAccess.WORKGROUP) {
      if (buffer.count() == 0) {
        errors.add(
            Rule.WORKGROUP_COUNT, path, "workgroup memory has no elements", "declare a count");
      }
    } else if (!bindings.add(buffer.binding())) {
      errors.add(
          Rule.BINDING,
          path,
          "another buffer has binding " + buffer.binding(),
          "give each its own number");
    }
  }

  private static void checkOutput(
      BufferDecl buffer, @Nullable NodePath other, NodePath path, ErrorList errors) {
    if (other != null) {
      errors.add(
          Rule.ONE_OUTPUT,
          path,
          "a second output beside " + other,
          "mark one buffer only, and the others live-out");
    }
    DataType type = buffer.element();
    if (type instanceof DataType.Array || type == DataType.Scalar.TENSOR) {
      errors.add(
          Rule.OUTPUT_TYPE,
          path,
          "the output has elements of type " + type,
          "use elements of a fixed size");
    }
  }

  private static void checkLinearTypes(Program program, ErrorList errors) {
    if (program.buffers().stream().allMatch(b -> b.linear() == LinearType.UNRESTRICTED)) {
      return;
    }
    BufferUses uses = new BufferUses();
    uses.walk(program.body());
    for (int i = 0; i < program.buffers().size(); i++) {
      BufferDecl buffer = program.buffers().get(i);
      int count = uses.count(buffer.name());
      boolean holds =
          switch (buffer.linear()) {
            case LINEAR -> count == 1;
            case AFFINE -> count <= 1;
            case RELEVANT -> count >= 1;
            case UNRESTRICTED -> true;
          };
      if (!holds) {
        errors.add(
            Rule.LINEAR_TYPE,
            NodePath.ROOT.element("buffers", i),
            String.format(
                "the %s buffer '%s' is named %d times",
                buffer.linear().word(), buffer.name(), count),
            "use it as often as its linear type says");
      }
    }
  }
}
