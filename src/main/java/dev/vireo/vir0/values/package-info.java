/**
 * What a running program computes with, the same for each engine: floats and integers to the bit,
 * values with the type that they have at run time, and the memory behind buffers. The evaluator,
 * the bytecode machine and the generated GLSL agree because they all follow this package.
 */
package dev.vireo.vir0.values;
