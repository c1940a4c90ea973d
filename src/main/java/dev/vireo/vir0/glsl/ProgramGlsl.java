package dev.vireo.vir0.glsl;

import dev.vireo.vir0.InvalidProgramException;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramValidator;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.tree.BufferUses;
import java.util.List;
import java.util.OptionalLong;

/**
 * A program as a GLSL function without parameters, for a compute shader whose workgroups have the
 * program's size. It calls the functions of {@code shaders/program/fused.glsl}, and names nothing
 * else but GLSL's own. What it does is what {@link dev.vireo.vir0.eval.ProgramEvaluator} does, but
 * invocations of a workgroup advance in any order between barriers. Immutable.
 *
 * <p>The function begins a workgroup: it zeroes workgroup memory itself. An invocation that traps
 * calls {@code fusedTrap} with a number that {@link #place} turns into the statement or expression.
 */
public final class ProgramGlsl {
  private final Program program;
  private final GlslStatements statements;
  private final GlslBuffers buffers;
  private final GlslText text;

  private ProgramGlsl(Program program) {
    this.program = program;
    GlslCost.require(program);
    this.text = new GlslText();
    this.buffers = new GlslBuffers(program);
    this.statements = new GlslStatements(program, text, buffers);
    statements.program(program.body());
  }

  /**
   * Compiles a program.
   *
   * @throws InvalidProgramException if the program breaks a rule; subgroup operations are allowed
   * @throws UnsupportedProgramException if it has a construct that has no form here: a barrier or
   *     subgroup operation behind a condition that may differ among the invocations of a workgroup,
   *     values whose types depend on the control flow, what the interpreter refuses too; or if
   *     drivers may take too long to compile it
   */
  public static ProgramGlsl of(Program program) {
    return new ProgramGlsl(ProgramValidator.require(program, true));
  }

  /** Returns the program. */
  public Program program() {
    return program;
  }

  /** Returns the words of workgroup memory that it uses. */
  public int sharedWords() {
    return buffers.sharedWords();
  }

  /** Says whether invocations of a workgroup wait for each other. */
  public boolean barriers() {
    return statements.waits();
  }

  /** Says whether it has subgroup operations, which need a word of workgroup memory for each. */
  public boolean subgroups() {
    return statements.subgroups();
  }

  /**
   * Says whether each invocation is on its own: no loop, nothing that can trap, no memory that is
   * not a buffer's, and no number of its own but the global one.
   */
  public boolean lone() {
    boolean alone = sharedWords() == 0 && !barriers() && !subgroups();
    OptionalLong turns = mostTurns();
    return alone
        && turns.isPresent()
        && turns.getAsLong() == 0
        && text.places().isEmpty()
        && !text.body().contains("gl_")
        && !text.body().contains("fusedGroup");
  }

  /**
   * Says whether all numbers of a grid's invocations and workgroups are less than 2^29 along each
   * axis: only then may {@code fusedLoadNear} and {@code fusedStoreNear} take indices as they are.
   */
  public boolean near(WorkgroupSize grid) {
    boolean near = true;
    for (int axis = 0; axis < 3; axis++) {
      near &= grid.axis(axis) <= IndexRange.NEAR / program.workgroupSize().axis(axis);
    }
    return near;
  }

  /** Says whether it has atomic operations, whose old values tell in which order workgroups ran. */
  public boolean atomics() {
    BufferUses uses = new BufferUses();
    uses.walk(program.body());
    return !uses.atomic().isEmpty();
  }

  /** Returns the statement or expression of a number that a trap reported. */
  public NodePath place(int number) {
    List<NodePath> places = text.places();
    return number >= 0 && number < places.size() ? places.get(number) : NodePath.ROOT;
  }

  /**
   * Returns the most fuel that one turn takes: one for each loop in the loop that turns, and
   * itself.
   */
  public int turnCost() {
    return statements.loops().mostCost();
  }

  /** Returns the most fuel that the loops of an invocation can take, where that is known. */
  public OptionalLong mostTurns() {
    return subgroups() ? OptionalLong.empty() : LoopTurns.of(program.body(), statements::twice);
  }

  /**
   * Returns the most fuel an invocation may have for the loops of a SIMD vector to stay within the
   * turns that a driver allows it.
   *
   * @param turns loop turns of a vector, nested loops and the sides of branches added up
   * @param width invocations of a vector
   */
  public long fuelWithin(long turns, int width) {
    long most = statements.loops().turns(Math.max(1, width));
    long volume = program.workgroupSize().volume();
    long clearing = (buffers.sharedWords() + volume - 1) / volume;
    long left = Math.max(0, turns - clearing - statements.loops(program.body()));
    return most == 0 ? left : left / most;
  }

  /** Returns the function. */
  public String function(String name) {
    StringBuilder out = new StringBuilder("void ").append(name).append("() {\n");
    out.append("  uvec3 gid = fusedInvocation();\n");
    out.append(buffers.declarations()).append(text.declarations());
    if (buffers.sharedWords() > 0) {
      out.append("  fusedSharedClear(").append(buffers.sharedWords()).append("u);\n");
    }
    return out.append(text.body()).append("}\n").toString();
  }
}
