package dev.tornadovim.pipeline.train.listener;

/**
 * How far a training has to go, and where it begins.
 *
 * @param step steps done before: 0, or those of the checkpoint that is resumed
 * @param stepsPerEpoch optimizer steps in an epoch
 * @param epochs in the whole training
 * @param imagesPerStep images that one optimizer step sees
 * @param parameters trained numbers of the model
 */
public record TrainingStart(
        long step, int stepsPerEpoch, int epochs, int imagesPerStep, long parameters) {

    /** Steps of the whole training. */
    public long steps() {
        return (long) stepsPerEpoch * epochs;
    }
}
