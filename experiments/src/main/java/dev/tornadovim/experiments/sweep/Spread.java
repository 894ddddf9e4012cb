package dev.tornadovim.experiments.sweep;

import java.util.List;

/**
 * Mean and deviation of a metric over runs that differ by their seed.
 *
 * @param count of runs
 * @param mean not a number without any
 * @param deviation of the sample, with {@code count - 1}; not a number with fewer than two
 */
public record Spread(int count, double mean, double deviation) {

    /** Of these values. */
    public static Spread of(List<Double> values) {
        int count = values.size();
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return new Spread(count, mean, count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1)));
    }
}
