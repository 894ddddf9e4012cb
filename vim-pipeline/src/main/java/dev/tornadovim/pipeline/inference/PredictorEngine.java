package dev.tornadovim.pipeline.inference;

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

    @Override
    public void close() {
        if (owned) {
            get.close();
        }
    }
}
