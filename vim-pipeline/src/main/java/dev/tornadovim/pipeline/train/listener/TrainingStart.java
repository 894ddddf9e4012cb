package dev.tornadovim.pipeline.train.listener;

/**
 * The length of a training and its first step.
 *
 * @param step steps already done: 0, or those of the resumed checkpoint
 * @param stepsPerEpoch optimizer steps per epoch
 * @param epochs in the whole training
 * @param imagesPerStep images per optimizer step
 * @param parameters number of trained values
 */
public record TrainingStart(
        long step, int stepsPerEpoch, int epochs, int imagesPerStep, long parameters) {

    /** Steps of the whole training. */
    public long steps() {
        return (long) stepsPerEpoch * epochs;
    }
}
