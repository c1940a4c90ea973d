/**
 * Slot scripts: text files that publish slots and say what must hold afterwards.
 *
 * <p>{@link dev.vireo.script.ScriptParser} makes a {@link dev.vireo.script.Script} of a file,
 * {@link dev.vireo.script.ScriptRunner} executes it on a fresh megakernel and returns a {@link
 * dev.vireo.script.ScriptReport}.
 */
package dev.vireo.script;
