package dev.tornadovim.pipeline.inference;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.Preprocessing;
import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.auto.Engines;

/**
 * The engine of a predictor.
 *
 * @param get the engine
 * @param owned whether it is closed with the predictor
 */
record PredictorEngine(Engine get, boolean owned) implements AutoCloseable {

    /** The engine that suits the machine, closed with the predictor. */
    static PredictorEngine auto() {
        return new PredictorEngine(Engines.auto(), true);
    }

    /** An engine of the caller. */
    static PredictorEngine shared(Engine engine) {
        return new PredictorEngine(engine, false);
    }

    /** A prepared image, [channels, height, width], where nothing in the preparation is random. */
    static float[] prepared(Preprocessing preprocessing, Image image) {
        var pixels = new float[preprocessing.size()];
        var nothingRandom = SampleRandom.of(0, SampleRandom.Purpose.SAMPLE, 0, 0);
        preprocessing.apply(image, pixels, 0, nothingRandom);
        return pixels;
    }

    @Override
    public void close() {
        if (owned) {
            get.close();
        }
    }
}
