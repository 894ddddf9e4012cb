package dev.tornadovim.pipeline.train.listener;

/**
 * One optimizer step.
 *
 * @param step its number, from 1
 * @param epoch the epoch it belongs to, from 1
 * @param loss mean over the images of the step
 * @param learningRate that was applied
 * @param gradientNorm Euclidean norm of all gradients before clipping
 * @param imagesPerSecond over this step, everything included
 */
public record StepMetrics(
        long step,
        int epoch,
        double loss,
        double learningRate,
        double gradientNorm,
        double imagesPerSecond) {}
