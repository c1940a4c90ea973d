package dev.vireo.demo;

/**
 * A part of a picture; one slot paints it.
 *
 * @param x of its left edge, in pixels
 * @param y of its upper edge, in pixels
 * @param width in pixels, less than a whole tile's at the picture's right edge
 * @param height in pixels
 */
record Tile(int x, int y, int width, int height) {}
