package dev.vireo.protocol;

/** Why a slot ended as FAULT; the ordinal is the number in the completion record. */
public enum FaultCode {
  /** No fault. */
  NONE,
  /** No tenant has the slot's id. The offending word is the id. */
  UNKNOWN_TENANT,
  /** The slot's tenant is disabled, or the program's revoked. The offending word is the id. */
  DISABLED_TENANT,
  /** No built-in operation and no handler has the opcode. The offending word is the opcode. */
  UNKNOWN_OPCODE,
  /**
   * A word index lies outside the tenant's window. The offending word is the index, modulo 2^32.
   */
  BAD_INDEX,
  /** An argument that is no word index is out of range. The offending word is the argument. */
  BAD_ARGUMENT,
  /** A PACKED slot is malformed. The offending word is the first of the packed words. */
  BAD_PACKED,
  /**
   * The tenant may not use this operation, whether or not it exists; or the binding set is another
   * tenant's. The offending word is the opcode, or the number of the binding set.
   */
  FORBIDDEN,
  /** The operation needs a service that is not there. The offending word is the opcode. */
  UNSUPPORTED,
  /**
   * The slot used up its whole fuel budget. The offending word is the opcode; the place, where it
   * is a program's, a program counter.
   */
  FUEL,
  /** A handler raised a fault of its own. The offending word is the handler's. */
  HANDLER,
  /** The tenant has used up its quota of slots. The offending word is the id. */
  QUOTA,
  /**
   * The slot did not end and its device was given up: its handler loops without charging fuel. The
   * offending word is the opcode.
   */
  STUCK,
  /**
   * A program trapped. The place is the program counter, the offending word the number of the trap.
   */
  TRAP
}
