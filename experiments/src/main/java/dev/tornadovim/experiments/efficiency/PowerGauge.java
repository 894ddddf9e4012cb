package dev.tornadovim.experiments.efficiency;

import java.util.OptionalDouble;

/** Measures the energy of a span of time. */
interface PowerGauge extends AutoCloseable {

    /** Begins a span. */
    void start();

    /** Joules since {@link #start}, where they are known. */
    OptionalDouble joules();

    /** Who says so. */
    String source();

    @Override
    default void close() {}

    /** For machines that tell nothing. */
    static PowerGauge none() {
        return new PowerGauge() {
            @Override
            public void start() {}

            @Override
            public OptionalDouble joules() {
                return OptionalDouble.empty();
            }

            @Override
            public String source() {
                return "nothing here tells the power";
            }
        };
    }
}
