package dev.vireo.vir0;

import java.math.BigInteger;
import java.util.Objects;

/** What a buffer's element count must fulfil (version 6); u32 figures are 0 to 2^32-1. */
public sealed interface ShapePredicate {
  /** Deepest nesting that the wire format allows; the root has depth 0. */
  int MAX_DEPTH = 31;

  /** Says whether a buffer of {@code count} elements fulfils the predicate. */
  boolean holds(long count);

  /** At least {@code bound} elements. */
  record AtLeast(long bound) implements ShapePredicate {
    /**
     * Checks the figure.
     *
     * @throws IllegalArgumentException when {@code bound} is not between 0 and 2^32 - 1
     */
    public AtLeast {
      U32.require("bound", bound);
    }

    @Override
    public boolean holds(long count) {
      return count >= bound;
    }
  }

  /** At most {@code bound} elements. */
  record AtMost(long bound) implements ShapePredicate {
    /**
     * Checks the figure.
     *
     * @throws IllegalArgumentException when {@code bound} is not between 0 and 2^32 - 1
     */
    public AtMost {
      U32.require("bound", bound);
    }

    @Override
    public boolean holds(long count) {
      return count <= bound;
    }
  }

  /** Exactly {@code bound} elements. */
  record Exactly(long bound) implements ShapePredicate {
    /**
     * Checks the figure.
     *
     * @throws IllegalArgumentException when {@code bound} is not between 0 and 2^32 - 1
     */
    public Exactly {
      U32.require("bound", bound);
    }

    @Override
    public boolean holds(long count) {
      return count == bound;
    }
  }

  /** A multiple of {@code factor}; no count is a multiple of 0. */
  record MultipleOf(long factor) implements ShapePredicate {
    /**
     * Checks the figure.
     *
     * @throws IllegalArgumentException when {@code factor} is not between 0 and 2^32 - 1
     */
    public MultipleOf {
      U32.require("factor", factor);
    }

    @Override
    public boolean holds(long count) {
      return factor != 0 && count % factor == 0;
    }
  }

  /** Leaves {@code remainder} when divided by {@code modulus}; never holds for modulus 0. */
  record Modulus(long modulus, long remainder) implements ShapePredicate {
    /**
     * Checks the figures.
     *
     * @throws IllegalArgumentException when {@code modulus} or {@code remainder} is not between 0
     *     and 2^32 - 1
     */
    public Modulus {
      U32.require("modulus", modulus);
      U32.require("remainder", remainder);
    }

    @Override
    public boolean holds(long count) {
      return modulus != 0 && count % modulus == remainder;
    }
  }

  /** {@code scale * count + offset} lies in {@code min} to {@code max}, without wrapping. */
  record AffineRange(long scale, long offset, long min, long max) implements ShapePredicate {
    @Override
    public boolean holds(long count) {
      BigInteger value =
          BigInteger.valueOf(scale)
              .multiply(BigInteger.valueOf(count))
              .add(BigInteger.valueOf(offset));
      return value.compareTo(BigInteger.valueOf(min)) >= 0
          && value.compareTo(BigInteger.valueOf(max)) <= 0;
    }
  }

  /** Both hold. */
  record And(ShapePredicate left, ShapePredicate right) implements ShapePredicate {
    /** Refuses null. */
    public And {
      Objects.requireNonNull(left, "left");
      Objects.requireNonNull(right, "right");
    }

    @Override
    public boolean holds(long count) {
      return left.holds(count) && right.holds(count);
    }
  }

  /** One of them holds, or both. */
  record Or(ShapePredicate left, ShapePredicate right) implements ShapePredicate {
    /** Refuses null. */
    public Or {
      Objects.requireNonNull(left, "left");
      Objects.requireNonNull(right, "right");
    }

    @Override
    public boolean holds(long count) {
      return left.holds(count) || right.holds(count);
    }
  }

  /** The other does not hold. */
  record Not(ShapePredicate operand) implements ShapePredicate {
    /** Refuses null. */
    public Not {
      Objects.requireNonNull(operand, "operand");
    }

    @Override
    public boolean holds(long count) {
      return !operand.holds(count);
    }
  }
}
