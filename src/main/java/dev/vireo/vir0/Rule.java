package dev.vireo.vir0;

/**
 * The rules of validation. Source: VIR0 section 9; the labels that start with V are vyre's codes,
 * rules that have none there have a word of their own.
 */
public enum Rule {
  /** Every top-level statement is a region. */
  TOP_LEVEL("top-level"),
  /** Workgroup sizes are at least 1. */
  WORKGROUP_SIZE("workgroup-size"),
  /** Buffer names are unique. */
  BUFFER_NAME("buffer-name"),
  /** Bindings of buffers other than workgroup memory are unique. */
  BINDING("binding"),
  /** Workgroup memory has elements. */
  WORKGROUP_COUNT("workgroup-count"),
  /** The output's elements have a fixed size. */
  OUTPUT_TYPE("output-type"),
  /** At most one buffer is the output. */
  ONE_OUTPUT("V022"),
  /** A name is not declared again while it is visible. */
  SHADOWING("V008"),
  /** A name is not declared twice in a list. */
  DUPLICATE("V032"),
  /** A variable is declared before it is used. */
  UNDECLARED("undeclared"),
  /** A buffer is declared. */
  UNKNOWN_BUFFER("unknown-buffer"),
  /** Loop variables do not change. */
  LOOP_VARIABLE("V011"),
  /** Assignment keeps the declared type. */
  ASSIGN_TYPE("V045"),
  /** Return is the last statement of its list. */
  UNREACHABLE("unreachable"),
  /** Statements nest to at most depth 64. */
  NESTING("V018"),
  /** A program has at most 100,000 statements. */
  NODE_COUNT("V019"),
  /** Expressions nest to at most depth 128. */
  EXPRESSION_DEPTH("V033"),
  /** Operands have types that the operation takes. */
  OPERAND_TYPE("operand-type"),
  /** A divisor is not the literal zero. */
  ZERO_DIVISOR("V044"),
  /** Wave operations, unpacking and other operations that no program may use. */
  OPERATION("operation"),
  /** Both values of a select have one type. */
  SELECT_TYPE("V029"),
  /** Operands of fma are f32. */
  FMA_TYPE("V028"),
  /** Conditions are u32 or bool. */
  CONDITION_TYPE("condition-type"),
  /** Loop bounds are u32. */
  BOUND_TYPE("bound-type"),
  /** Store indices are u32. */
  INDEX_TYPE("index-type"),
  /** A stored value has the type of the element. */
  STORE_TYPE("store-type"),
  /** A literal store index is inside the buffer. */
  STORE_INDEX("V036"),
  /** Stores go to buffers that can be written. */
  STORE_ACCESS("store-access"),
  /** Elements of type bytes are not loaded or stored. */
  BYTES("V013"),
  /** There is such a cast. */
  CAST("V012"),
  /** Nothing is cast to bytes. */
  CAST_BYTES("V023"),
  /** Axes are 0, 1 or 2. */
  AXIS("axis"),
  /** Atomics work on read-write storage. */
  ATOMIC_ACCESS("V009"),
  /** Atomics work on u32. */
  ATOMIC_ELEMENT("V014"),
  /** Atomics do not work on workgroup memory. */
  ATOMIC_WORKGROUP("V025"),
  /** Atomic indices are u32. */
  ATOMIC_INDEX("V027"),
  /** Atomic values are u32. */
  ATOMIC_VALUE("atomic-value"),
  /** An expected value stands exactly where compare-exchange is. */
  ATOMIC_EXPECTED("atomic-expected"),
  /** Atomics are not ordered across the grid. */
  ATOMIC_ORDERING("V042"),
  /** Plain and atomic accesses to a buffer have a barrier between them. */
  HAZARD("hazard"),
  /** Barriers stand in uniform control flow. */
  BARRIER_UNIFORM("V010"),
  /** Barriers are not relaxed. */
  BARRIER_ORDERING("V043"),
  /** Subgroup operations need an engine that has them. */
  SUBGROUP("V041"),
  /** Collectives need several devices. */
  COLLECTIVE("V046"),
  /** Offsets of indirect dispatches are multiples of 4. */
  DISPATCH_OFFSET("dispatch-offset"),
  /** Async tags have a name. */
  ASYNC_TAG("async-tag"),
  /** A buffer is named as often as its linear type says. */
  LINEAR_TYPE("linear-type"),
  /** A buffer's count fulfils its shape. */
  SHAPE("shape"),
  /** A buffer is no value. */
  BUFFER_VALUE("buffer-value");

  private final String label;

  Rule(String label) {
    this.label = label;
  }

  /** Returns vyre's code of the rule, or a word where it has none. */
  public String label() {
    return label;
  }
}
