/**
 * A run of all benchmarks: what it consists of, its JSON, its pictures, and how two runs compare.
 */
package dev.vireo.bench.report;
