package dev.vireo.vir0.glsl;

import dev.vireo.vir0.values.RuntimeTypes;

/**
 * A value as GLSL: a bool if it is always one, a float if it is always an f32, else a uint.
 *
 * @param text an expression without effects
 * @param types the types that it can have while the program runs, as in {@link RuntimeTypes}
 * @param hidden whether it is an f32 of which no compiler can know anything, because data or {@code
 *     fusedHide} are in it
 */
record GlslValue(String text, int types, boolean hidden) {
  GlslValue(String text, int types) {
    this(text, types, false);
  }

  static GlslValue u32(String text) {
    return new GlslValue(text, RuntimeTypes.U32);
  }

  static GlslValue bool(String text) {
    return new GlslValue(text, RuntimeTypes.BOOL);
  }

  static GlslValue f32(String text) {
    return new GlslValue(text, RuntimeTypes.F32);
  }

  /** Returns an f32 of which no compiler can know anything. */
  static GlslValue data(String text) {
    return new GlslValue(text, RuntimeTypes.F32, true);
  }

  /** Returns the value for a variable: an f32 is hidden, so that its uses need not be. */
  GlslValue kept() {
    return isFloat() && !hidden ? data("fusedHide(" + text + ")") : this;
  }

  /** Returns the value of something that traps before. */
  static GlslValue never() {
    return new GlslValue("0u", 0);
  }

  static String type(int types) {
    return types == RuntimeTypes.BOOL ? "bool" : types == RuntimeTypes.F32 ? "float" : "uint";
  }

  boolean isFloat() {
    return types == RuntimeTypes.F32;
  }

  boolean isBool() {
    return types == RuntimeTypes.BOOL;
  }

  /** Says whether f32 is one of several types. */
  boolean mixed() {
    return !isFloat() && (types & RuntimeTypes.F32) != 0;
  }

  /** Returns the value's bits as a uint; NaN as the one NaN. */
  String word() {
    return isFloat() ? "fusedWord(" + text + ")" : isBool() ? "fusedOfBool(" + text + ")" : text;
  }

  /** Returns whether the value counts as true. */
  String truth() {
    return isBool() ? text : isFloat() ? "fusedTruth(" + text + ")" : "(" + text + " != 0u)";
  }

  /** Returns the text in the form of a set of types that holds the value's. */
  String as(int target) {
    String type = type(target);
    if (types == 0) {
      return type.equals("bool") ? "false" : type.equals("float") ? "uintBitsToFloat(0u)" : "0u";
    }
    return type.equals("uint") ? word() : text;
  }
}
