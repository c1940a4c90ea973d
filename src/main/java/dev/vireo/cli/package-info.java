/**
 * The command line. Results go to standard output, messages to standard error; the exit status is
 * one of {@link dev.vireo.cli.ExitStatus}.
 */
package dev.vireo.cli;
