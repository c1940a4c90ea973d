/**
 * The rules that a valid program keeps, behind {@link dev.vireo.vir0.ProgramValidator} and {@link
 * dev.vireo.vir0.ProgramBuilder}: what statements and expressions may be, and which types operators
 * take and give. Each broken rule becomes a {@link dev.vireo.vir0.ProgramError} with its place.
 */
package dev.vireo.vir0.rules;
