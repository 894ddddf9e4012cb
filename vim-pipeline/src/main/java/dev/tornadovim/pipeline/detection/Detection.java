package dev.tornadovim.pipeline.detection;

import dev.tornadovim.data.coco.Rle;

/**
 * An object that was found.
 *
 * @param label index of its class
 * @param score mean probability over the stages of the cascade, 0 to 1
 * @param box left, top, right, bottom in pixels of the original image
 * @param mask its pixels in the original image
 */
public record Detection(int label, double score, double[] box, Rle mask) {}
