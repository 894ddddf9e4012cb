package dev.tornadovim.experiments.efficiency;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One network at one resolution.
 *
 * @param contender the network
 * @param pixels side of an image
 * @param batch images at once
 * @param result figures; empty where the network could not run
 * @param problem why it could not; empty where it ran
 */
record Measurement(
        Contender contender,
        int pixels,
        int batch,
        Optional<Result> result,
        Optional<String> problem) {

    /**
     * Figures of a network that ran.
     *
     * @param imagesPerSecond of the median run
     * @param arrayBytes all arrays of the program: parameters, inputs, activations, work space
     * @param peakBytes what the process or the device held at most on top of what it held before, by
     *     the account of the operating system or the driver
     * @param joulesPerImage energy, where something measures it
     */
    record Result(
            double imagesPerSecond,
            long arrayBytes,
            long peakBytes,
            OptionalDouble joulesPerImage) {}

    static Measurement of(Contender contender, int pixels, int batch, Result result) {
        return new Measurement(contender, pixels, batch, Optional.of(result), Optional.empty());
    }

    static Measurement failed(Contender contender, int pixels, int batch, String problem) {
        return new Measurement(contender, pixels, batch, Optional.empty(), Optional.of(problem));
    }

    /** Patches of an image. */
    int tokens() {
        int side = pixels / Contender.PATCH;
        return side * side;
    }
}
