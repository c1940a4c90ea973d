/** Programs made at random, and run in every tier: {@code vireo fuzz}. */
package dev.vireo.fuzz;
