package dev.vireo.spirv.module;

/** Where variables live, of those that compute modules may have. */
public enum StorageClass {
  /** Built-in values. */
  INPUT,
  /** Buffers that are read, in the older style those that are written too. */
  UNIFORM,
  /** Memory of a workgroup. */
  WORKGROUP,
  /** Of an invocation, outside functions. */
  PRIVATE,
  /** Of an invocation, in a function. */
  FUNCTION,
  /** Some words that come with a launch. */
  PUSH_CONSTANT,
  /** Buffers that are read and written. */
  STORAGE_BUFFER,
  /** Any other. */
  OTHER;

  public static StorageClass of(int number) {
    return switch (number) {
      case 1 -> INPUT;
      case 2 -> UNIFORM;
      case 4 -> WORKGROUP;
      case 6 -> PRIVATE;
      case 7 -> FUNCTION;
      case 9 -> PUSH_CONSTANT;
      case 12 -> STORAGE_BUFFER;
      default -> OTHER;
    };
  }

  /** Says whether variables have the layout that decorations give. */
  public boolean laidOut() {
    return this == UNIFORM || this == PUSH_CONSTANT || this == STORAGE_BUFFER;
  }
}
