package dev.tornadovim.data.scenes;

/**
 * A garment of which enough is seen in a scene to be an object of it. Row and column of the box are
 * those of its visible pixels: it is tight.
 *
 * @param label class, an index into the class names of the garments
 * @param top first row
 * @param left first column
 * @param height number of rows
 * @param width number of columns
 * @param area number of visible pixels
 */
public record Garment(int label, int top, int left, int height, int width, int area) {}
