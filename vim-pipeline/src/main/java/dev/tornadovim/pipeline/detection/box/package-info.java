/**
 * Boxes on the host: anchors, coding of boxes as offsets, matching with ground truth, sampling of
 * what is learned from, suppression of duplicates. Plain Java on float arrays, with the arithmetic
 * of Detectron2 and torchvision (single precision, ties by position), so that results agree with
 * theirs. Another assignment of boxes to ground truth goes beside {@link
 * dev.tornadovim.pipeline.detection.box.Matcher}.
 */
package dev.tornadovim.pipeline.detection.box;
