package dev.tornadovim.experiments.inference;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a network makes of an image.
 *
 * @param image its file
 * @param logits one a class
 */
public record Prediction(String image, float[] logits) {

    /**
     * One of the best guesses.
     *
     * @param index of the class
     * @param probability by softmax, 0 to 1
     * @param logit of the class
     */
    public record Guess(int index, double probability, float logit) {}

    /** Whether all logits are finite numbers; there are no guesses where they are not. */
    public boolean isFinite() {
        return IntStream.range(0, logits.length).allMatch(i -> Float.isFinite(logits[i]));
    }

    /**
     * The {@code count} best guesses, the best first; of equal ones the class of lower index.
     *
     * @throws IllegalStateException unless all logits are finite
     */
    public List<Guess> top(int count) {
        if (!isFinite()) {
            throw new IllegalStateException("the logits of %s are not finite".formatted(image));
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
                .map(i -> new Guess(i, Math.exp(logits[i] - largest) / sum, logits[i]))
                .toList();
    }
}
