/**
 * Types and values of a module as lowering sees them: a value is a register for each of its words,
 * a pointer is a place in memory of a kind.
 */
package dev.vireo.spirv.values;
