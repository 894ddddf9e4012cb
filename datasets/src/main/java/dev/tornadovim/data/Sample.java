package dev.tornadovim.data;

/** One labeled image; the label is an index into the class names of its data set. */
public record Sample(Image image, int label) {}
