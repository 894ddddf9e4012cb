package dev.tornadovim.pipeline.train;

/**
 * The linear rise of the learning rate at the start.
 *
 * @param epochs its length, 0 for none
 * @param steps its length in optimizer steps, used instead of epochs; 0 for a length in epochs
 * @param learningRate rate of the first step
 */
public record Warmup(double epochs, int steps, double learningRate) {

    /** Checks the ranges. */
    public Warmup {
        if (!(epochs >= 0) || steps < 0 || !(learningRate >= 0)) {
            throw new IllegalArgumentException(
                    "schedule.warmup… must not be negative, but are %s epochs, %d steps, rate %s"
                            .formatted(epochs, steps, learningRate));
        }
    }

    /** A warm-up of some epochs. */
    public static Warmup ofEpochs(double epochs, double learningRate) {
        return new Warmup(epochs, 0, learningRate);
    }

    /** Its length in epochs. */
    double length(int stepsPerEpoch) {
        return steps > 0 ? (double) steps / stepsPerEpoch : epochs;
    }
}
