/**
 * Programs as text, behind {@link dev.vireo.vir0.Assembly}.
 *
 * <pre>
 *  text ─▶ AssemblyLexer ─▶ AssemblyTokens ─▶ AssemblyParser ─▶ Program
 *                                             (buffers, calls, expressions, types: a class each)
 *  text ◀────────────────────────────────── AssemblyPrinter ◀─ Program
 * </pre>
 */
package dev.vireo.vir0.text;
