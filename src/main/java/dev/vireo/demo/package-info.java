/**
 * The demo: a scene of distances, path-traced tile by tile by programs on a megakernel; every tile
 * is a slot.
 */
package dev.vireo.demo;
