/** Measures the library beside what a program without it would do, in turns, on one device. */
package dev.vireo.bench;
