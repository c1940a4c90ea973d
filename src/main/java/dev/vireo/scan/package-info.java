/** Finds many fixed strings at once in files of any length: {@code vireo scan}. */
package dev.vireo.scan;
