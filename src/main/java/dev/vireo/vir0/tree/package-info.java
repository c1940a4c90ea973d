/**
 * What is found by walking over a program's statements and expressions, without running it: which
 * buffers it uses, which names are in scope, and where control flow is the same in all invocations
 * of a workgroup. Rules, the wire format and the engines build on it.
 */
package dev.vireo.vir0.tree;
