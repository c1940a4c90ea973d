/**
 * Shows figures to other processes of the same user, through a socket in the file system: who may
 * open the folder may look, nobody else, and nothing listens on a network.
 */
package dev.vireo.telemetry.socket;
