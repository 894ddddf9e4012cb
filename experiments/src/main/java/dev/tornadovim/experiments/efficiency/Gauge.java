package dev.tornadovim.experiments.efficiency;

import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/**
 * Measures from outside what a program takes: memory, or energy.
 *
 * @param source who says so
 * @param start begins a span: what was taken before counts as nothing
 * @param amount bytes at most, or joules, since the start, where they are known
 * @param end frees what the gauge holds
 */
record Gauge(String source, Runnable start, Supplier<OptionalDouble> amount, Runnable end)
        implements AutoCloseable {

    /**
     * A gauge of how far a counter gets in a span.
     *
     * @param first reads it at the beginning of a span
     * @param last reads it at the end
     * @param amount makes bytes or joules of the difference, which may be negative
     */
    static Gauge ofCounter(
            String source,
            Supplier<OptionalDouble> first,
            Supplier<OptionalDouble> last,
            DoubleUnaryOperator amount) {
        var before = new AtomicReference<>(OptionalDouble.empty());
        return new Gauge(
                source,
                () -> before.set(first.get()),
                () -> {
                    OptionalDouble now = last.get();
                    return before.get().isEmpty() || now.isEmpty()
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(
                                    amount.applyAsDouble(
                                            now.getAsDouble() - before.get().getAsDouble()));
                },
                () -> {});
    }

    /** For machines that tell nothing. */
    static Gauge none() {
        return new Gauge("nothing here tells the power", () -> {}, OptionalDouble::empty, () -> {});
    }

    @Override
    public void close() {
        end.run();
    }
}
