package dev.tornadovim.pipeline.inference;

import dev.tornadovim.data.Printable;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What a classifier predicts for an image.
 *
 * @param logits one per class
 * @param classNames in the order of the logits; empty if they are not known
 */
public record Prediction(float[] logits, List<String> classNames) {

    /**
     * One of the best classes.
     *
     * @param index of the class
     * @param name of the class; {@code "class 3"} if names are not known
     * @param probability by softmax, 0 to 1
     * @param logit of the class
     */
    public record Guess(int index, String name, double probability, float logit) {

        /** Name and probability, such as {@code "Ankle boot 93.2 %"}. */
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s %.1f %%", Printable.of(name), 100 * probability);
        }
    }

    /** Copies the names. */
    public Prediction {
        classNames = List.copyOf(classNames);
    }

    /** Whether all logits are finite numbers; there are no guesses where they are not. */
    public boolean isFinite() {
        return IntStream.range(0, logits.length).allMatch(i -> Float.isFinite(logits[i]));
    }

    /**
     * The {@code count} best classes, the best first; of equal ones the class of lower index.
     *
     * @throws IllegalStateException unless all logits are finite
     */
    public List<Guess> top(int count) {
        if (!isFinite()) {
            throw new IllegalStateException("the logits are not finite, so there is no prediction");
        }
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double largest = max;
        double sum =
                IntStream.range(0, logits.length)
                        .mapToDouble(i -> Math.exp(logits[i] - largest))
                        .sum();
        return IntStream.range(0, logits.length)
                .boxed()
                .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                .limit(count)
                .map(i -> new Guess(i, name(i), Math.exp(logits[i] - largest) / sum, logits[i]))
                .toList();
    }

    private String name(int index) {
        return index < classNames.size() ? classNames.get(index) : "class " + index;
    }
}
