package dev.vireo.vir0.values;

import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.UnsupportedProgramException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which types values can have while a valid program runs, as sets of bits {@code 1 << type}. They
 * can differ from the static types (see {@link Values}); the empty set is a value that is never
 * computed, because its operation always traps.
 */
public final class RuntimeTypes implements Expr.Visitor<Integer> {
  public static final int U32 = 1 << Values.U32_TYPE;
  public static final int I32 = 1 << Values.I32_TYPE;
  public static final int F32 = 1 << Values.F32_TYPE;
  public static final int BOOL = 1 << Values.BOOL_TYPE;

  /** Passes after which types that still grow are given up; each but the last adds a type. */
  private static final int MAX_PASSES = 100;

  private final Program program;
  private final Map<String, Integer> buffers;
  private final Map<Node, Variable> variables = new IdentityHashMap<>();
  private final Map<String, Variable> visible = new HashMap<>();
  private boolean grown;

  /** What is known of a variable. */
  public static final class Variable {
    private int types;
    private boolean assigned;

    public int types() {
      return types;
    }

    /** Says whether a statement assigns to it. */
    public boolean assigned() {
      return assigned;
    }
  }

  private RuntimeTypes(Program program) {
    this.program = program;
    this.buffers = program.bufferNumbers();
  }

  public static RuntimeTypes of(Program program) {
    RuntimeTypes types = new RuntimeTypes(program);
    int passes = 0;
    do {
      types.grown = false;
      types.pass(program.body());
      if (++passes > MAX_PASSES) {
        throw new UnsupportedProgramException(
            "variables that take their types from each other", NodePath.ROOT, "insert casts");
      }
    } while (types.grown);
    return types;
  }

  /** Returns what is known of the variable that a Let or Loop declares. */
  public Variable variable(Node declaration) {
    return variables.get(declaration);
  }

  private void pass(List<Node> nodes) {
    for (Node node : nodes) {
      if (node instanceof Node.Let let) {
        int types = let.value().accept(this);
        grow(declare(let, let.name()), types);
      } else if (node instanceof Node.Assign assign) {
        Variable variable = visible.get(assign.name());
        variable.assigned = true;
        grow(variable, assign.value().accept(this));
      } else if (node instanceof Node.If branch) {
        pass(branch.then());
        pass(branch.otherwise());
      } else if (node instanceof Node.Loop loop) {
        grow(declare(loop, loop.variable()), U32);
        pass(loop.body());
      } else if (node instanceof Node.Block block) {
        pass(block.body());
      } else if (node instanceof Node.Region region) {
        pass(region.body());
      }
    }
  }

  private Variable declare(Node declaration, String name) {
    Variable variable = variables.computeIfAbsent(declaration, own -> new Variable());
    visible.put(name, variable);
    return variable;
  }

  private void grow(Variable variable, int types) {
    grown |= (types & ~variable.types) != 0;
    variable.types |= types;
  }

  /** Says whether a set has exactly one type. */
  public static boolean single(int types) {
    return Integer.bitCount(types) == 1;
  }

  /** Returns the type of a set that has one, by its number in {@link Values}. */
  public static int type(int types) {
    return Integer.numberOfTrailingZeros(types);
  }

  /** Returns the types that the result of an operation can have. */
  public static int binary(BinaryOp op, int left, int right) {
    int result = 0;
    for (int type = 0; type < 4; type++) {
      if ((left & right & 1 << type) != 0) {
        long one = Values.of(type, 1);
        long sample = ValueOps.binary(op, one, one);
        result |= sample == ValueOps.NONE ? 0 : 1 << Values.type(sample);
      }
    }
    return result;
  }

  /** Returns the types that the result of an operation can have. */
  public static int unary(UnaryOp op, int operand) {
    int result = 0;
    for (int type = 0; type < 4; type++) {
      if ((operand & 1 << type) != 0) {
        long sample = ValueOps.unary(op, Values.of(type, 1));
        result |= sample == ValueOps.NONE ? 0 : 1 << Values.type(sample);
      }
    }
    return result;
  }

  @Override
  public Integer visit(Expr.LitU32 expr) {
    return U32;
  }

  @Override
  public Integer visit(Expr.LitI32 expr) {
    return I32;
  }

  @Override
  public Integer visit(Expr.LitBool expr) {
    return BOOL;
  }

  @Override
  public Integer visit(Expr.LitF32 expr) {
    return F32;
  }

  @Override
  public Integer visit(Expr.Var expr) {
    return visible.get(expr.name()).types;
  }

  @Override
  public Integer visit(Expr.Load expr) {
    DataType element = program.buffers().get(buffers.get(expr.buffer())).element();
    int type = Values.loadedType(element);
    return type < 0 ? 0 : 1 << type;
  }

  @Override
  public Integer visit(Expr.BufferLength expr) {
    return U32;
  }

  @Override
  public Integer visit(Expr.InvocationId expr) {
    return U32;
  }

  @Override
  public Integer visit(Expr.WorkgroupId expr) {
    return U32;
  }

  @Override
  public Integer visit(Expr.LocalId expr) {
    return U32;
  }

  @Override
  public Integer visit(Expr.Binary expr) {
    return binary(expr.op(), expr.left().accept(this), expr.right().accept(this));
  }

  @Override
  public Integer visit(Expr.Unary expr) {
    return unary(expr.op(), expr.operand().accept(this));
  }

  @Override
  public Integer visit(Expr.Select expr) {
    return expr.ifTrue().accept(this) | expr.ifFalse().accept(this);
  }

  @Override
  public Integer visit(Expr.Cast expr) {
    int type = Values.typeOf(expr.target());
    return type < 0 ? 0 : 1 << type;
  }

  @Override
  public Integer visit(Expr.Atomic expr) {
    return U32;
  }

  @Override
  public Integer visit(Expr.Fma expr) {
    return F32;
  }

  @Override
  public Integer visit(Expr.SubgroupAdd expr) {
    return expr.value().accept(this) & (U32 | F32);
  }

  @Override
  public Integer visit(Expr.SubgroupShuffle expr) {
    return expr.value().accept(this) & (U32 | F32);
  }

  @Override
  public Integer visit(Expr.SubgroupBallot expr) {
    return U32;
  }

  /** Returns the types of an expression that is not run at all. */
  private static Integer none() {
    return 0;
  }

  @Override
  public Integer visit(Expr.SubgroupLocalId expr) {
    return none();
  }

  @Override
  public Integer visit(Expr.SubgroupSize expr) {
    return none();
  }

  @Override
  public Integer visit(Expr.Call expr) {
    return none();
  }

  @Override
  public Integer visit(Expr.BufferRef expr) {
    return none();
  }

  @Override
  public Integer visit(Expr.ExtensionBinary expr) {
    return none();
  }

  @Override
  public Integer visit(Expr.ExtensionUnary expr) {
    return none();
  }

  @Override
  public Integer visit(Expr.ExtensionAtomic expr) {
    return none();
  }
}
