package dev.vireo.spirv.lowering;

import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.Module;
import dev.vireo.spirv.module.SpirvOp;
import dev.vireo.spirv.module.StorageClass;
import dev.vireo.vir0.values.FloatOps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which floats carry bits that are none of a float, as where a shader keeps an index beside three
 * coordinates. Arithmetic needs floats that are canonical; these keep their bits on their way, and
 * are made canonical where arithmetic reads them.
 *
 * <p>Bits flow from values to values, and through variables, which are nodes of the same graph; a
 * pointer that is a parameter is one with what it may point into.
 */
final class CarriedBits {
  private final Module module;

  private int[] roots = {}; // by pointer: what it points into, or 0
  private final Map<Integer, List<Integer>> parameters = new HashMap<>();
  private final Map<Integer, List<Integer>> results = new HashMap<>();
  private final IdGraph to = new IdGraph();
  private final IdGraph from = new IdGraph();

  /** Floats of which the bits are asked for. */
  private final BitSet asked = new BitSet();

  /** Floats that are stored in a buffer. */
  private final BitSet stored = new BitSet();

  private final BitSet casts = new BitSet();
  private final BitSet constants = new BitSet();
  private final BitSet loads = new BitSet();

  /** What instructions compute with. */
  private final BitSet computed = new BitSet();

  /** Those whose bits matter to somebody. */
  private BitSet needed = new BitSet();

  /** Those that may not be canonical. */
  private BitSet raw = new BitSet();

  private CarriedBits(Module module) {
    this.module = module;
  }

  static CarriedBits of(Module module) {
    CarriedBits bits = new CarriedBits(module);
    if (module.globals().stream().noneMatch(own -> own.op() == SpirvOp.TYPE_FLOAT)) {
      return bits; // of no float
    }
    module.functions().forEach(bits::signature);
    module.functions().forEach(function -> function.forEach(bits::point));
    module.globals().stream().filter(CarriedBits::holds).forEach(bits::look);
    module.functions().forEach(function -> function.forEach(bits::look));
    bits.close();
    return bits;
  }

  private static boolean holds(Instruction global) {
    return switch (global.op()) {
      case CONSTANT, CONSTANT_COMPOSITE, VARIABLE -> true;
      default -> false;
    };
  }

  private boolean rawConstant(Instruction own) {
    return own.op() == SpirvOp.CONSTANT
        && floats(own.result())
        && FloatOps.canonical(own.word(3)) != own.word(3);
  }

  /** Says whether a load or a cast leaves the bits as they are. */
  boolean keeps(int id) {
    return needed.get(id) && raw.get(id);
  }

  /** Says whether a value, or what a variable holds, may not be canonical. */
  boolean raw(int id) {
    return raw.get(root(id));
  }

  private void close() {
    BitSet whole = from.reached(asked);
    needed = from.reached(stored);
    needed.or(whole);
    // Sums that end in a buffer often begin with a load; they stay canonical. What nobody computes
    // with is only copied.
    BitSet summed = from.reached(computed);
    summed.andNot(whole);
    loads.andNot(summed);
    casts.and(needed);
    BitSet sources = constants;
    sources.or(loads);
    sources.or(casts);
    raw = to.reached(sources);
  }

  private void flow(int source, int target) {
    if (defined(source) && defined(target)) {
      to.add(source, target);
      from.add(target, source);
    }
  }

  /** Says whether a word is an id that something defines; operands may be literals. */
  private boolean defined(int word) {
    return module.definition(word) != null;
  }

  private void signature(List<Instruction> function) {
    int id = function.get(0).result();
    List<Integer> names = new ArrayList<>();
    List<Integer> returned = new ArrayList<>();
    for (Instruction own : function) {
      if (own.op() == SpirvOp.FUNCTION_PARAMETER) {
        names.add(own.result());
      } else if (own.op() == SpirvOp.RETURN_VALUE) {
        returned.add(own.word(1));
      }
    }
    parameters.put(id, names);
    results.put(id, returned);
  }

  private int root(int id) {
    int root = id;
    while (next(root) != 0) {
      root = next(root);
    }
    for (int at = id; at != root; ) { // shorter for the next
      int next = roots[at];
      roots[at] = root;
      at = next;
    }
    return root;
  }

  private int next(int id) {
    return id >= 0 && id < roots.length ? roots[id] : 0;
  }

  private void join(int pointer, int other) {
    int first = root(pointer);
    int second = root(other);
    if (first != second && defined(first)) {
      if (first >= roots.length) {
        roots = Arrays.copyOf(roots, Math.max(first + 1, 2 * roots.length));
      }
      roots[first] = second;
    }
  }

  /** Pointers first: a function may be called before it stands in the module. */
  private void point(Instruction own) {
    switch (own.op()) {
      case ACCESS_CHAIN, IN_BOUNDS_ACCESS_CHAIN, COPY_OBJECT -> join(own.result(), own.operand(0));
      case FUNCTION_CALL -> {
        List<Integer> names = parameters.getOrDefault(own.operand(0), List.of());
        int[] arguments = own.rest(own.firstOperand() + 1);
        for (int i = 0; i < Math.min(names.size(), arguments.length); i++) {
          if (isPointer(names.get(i))) {
            join(names.get(i), arguments[i]);
          }
        }
      }
      default -> {}
    }
  }

  private Instruction type(int id) {
    Instruction definition = module.definition(id);
    boolean typed = definition != null && definition.op().hasType();
    return typed ? module.definition(definition.type()) : null;
  }

  private boolean isPointer(int id) {
    Instruction type = type(id);
    return type != null && type.op() == SpirvOp.TYPE_POINTER;
  }

  private boolean floats(int id) {
    Instruction type = type(id);
    if (type != null && type.op() == SpirvOp.TYPE_VECTOR) {
      type = module.definition(type.word(2));
    }
    return type != null && type.op() == SpirvOp.TYPE_FLOAT && type.word(2) == 32;
  }

  private boolean laid(int root) {
    Instruction variable = module.definition(root);
    return variable != null
        && variable.op() == SpirvOp.VARIABLE
        && StorageClass.of(variable.word(3)).laidOut();
  }

  private void look(Instruction own) {
    switch (own.op()) {
      case CONSTANT -> {
        if (rawConstant(own)) {
          constants.set(own.result());
        }
      }
      case BITCAST -> {
        if (floats(own.result())) {
          casts.set(own.result());
        }
        if (floats(own.operand(0))) {
          asked.set(own.operand(0));
        }
      }
      case LOAD -> load(own);
      case STORE -> store(own.word(1), own.word(2));
      case COPY_MEMORY -> flow(root(own.word(2)), root(own.word(1)));
      case VARIABLE -> {
        if (own.length() > 4) {
          flow(own.word(4), root(own.result()));
        }
      }
      case FUNCTION_CALL -> call(own);
      case ACCESS_CHAIN, IN_BOUNDS_ACCESS_CHAIN, RETURN_VALUE, LABEL, LINE -> {}
      default -> {
        if (!transport(own)) {
          compute(own);
        }
      }
    }
  }

  private void compute(Instruction own) {
    int first = own.op() == SpirvOp.EXT_INST ? 2 : 0; // behind the set and the number
    for (int i = first; i < own.operands(); i++) {
      int operand = own.operand(i);
      if (defined(operand)) {
        computed.set(operand);
      }
    }
  }

  private void load(Instruction own) {
    int root = root(own.operand(0));
    if (laid(root)) {
      loads.set(own.result());
    } else {
      flow(root, own.result());
    }
  }

  private void store(int pointer, int value) {
    if (laid(root(pointer))) {
      if (defined(value)) {
        stored.set(value);
      }
    } else {
      flow(value, root(pointer));
    }
  }

  private void call(Instruction own) {
    List<Integer> names = parameters.getOrDefault(own.operand(0), List.of());
    int[] arguments = own.rest(own.firstOperand() + 1);
    for (int i = 0; i < Math.min(names.size(), arguments.length); i++) {
      flow(arguments[i], names.get(i));
    }
    for (int value : results.getOrDefault(own.operand(0), List.of())) {
      flow(value, own.result());
    }
  }

  /**
   * Takes what hands on values as they are, and says whether it does; phis name blocks too, which
   * are nobody's source.
   */
  private boolean transport(Instruction own) {
    int ids =
        switch (own.op()) {
          case COMPOSITE_CONSTRUCT, CONSTANT_COMPOSITE, PHI, SELECT -> own.operands();
          case COMPOSITE_INSERT, VECTOR_SHUFFLE, VECTOR_INSERT_DYNAMIC -> 2;
          case COMPOSITE_EXTRACT, VECTOR_EXTRACT_DYNAMIC, TRANSPOSE -> 1;
          case COPY_OBJECT, COPY_LOGICAL, EXPECT_KHR -> 1;
          default -> own.op().grouped() ? own.operands() : 0;
        };
    for (int i = 0; i < ids; i++) {
      flow(own.operand(i), own.result());
    }
    return ids > 0;
  }
}
