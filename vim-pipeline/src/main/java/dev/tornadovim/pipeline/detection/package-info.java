/**
 * Object detection and instance segmentation: Cascade Mask R-CNN over a simple feature pyramid, as
 * ViTDet has it (Li et al., "Exploring Plain Vision Transformer Backbones for Object Detection",
 * 2022), with parameter names and arithmetic of Detectron2.
 */
package dev.tornadovim.pipeline.detection;
