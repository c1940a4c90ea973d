/**
 * What a module computes from values alone: integers of all widths, halves, vectors, matrices, and
 * the functions of GLSL.std.450, each as bytecode on registers.
 */
package dev.vireo.spirv.arithmetic;
