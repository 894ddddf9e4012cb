package dev.tornadovim.pipeline.detection.box;

import dev.tornadovim.data.augment.SampleRandom;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Takes a random few of many labelled candidates, with a share of objects that does not exceed a
 * bound; background fills up what objects leave (Detectron2's {@code subsample_labels}).
 *
 * @param count candidates to take, or fewer where there are not enough
 * @param objectShare largest share of objects, 0 to 1
 */
public record LabelSampler(int count, double objectShare) {

    /**
     * The candidates that were taken.
     *
     * @param objects indices of objects, in random order
     * @param background indices of background, in random order
     */
    public record Sample(int[] objects, int[] background) {}

    /** Checks the bounds. */
    public LabelSampler {
        if (count < 1 || !(objectShare > 0 && objectShare <= 1)) {
            throw new IllegalArgumentException(
                    "cannot sample %d candidates with a share of objects up to %s"
                            .formatted(count, objectShare));
        }
    }

    /** The most objects that a sample can have. */
    public int objects() {
        return (int) (count * objectShare);
    }

    /** Draws a sample; {@link Matcher#IGNORED ignored} candidates are never in it. */
    public Sample sample(byte[] labels, SampleRandom random) {
        int[] objects = some(labels, Matcher.OBJECT, objects(), random);
        int[] background = some(labels, Matcher.BACKGROUND, count - objects.length, random);
        return new Sample(objects, background);
    }

    private static int[] some(byte[] labels, byte label, int most, SampleRandom random) {
        int[] all = IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
        int[] order = random.permutation(all.length);
        return Arrays.stream(order).limit(most).map(i -> all[i]).toArray();
    }
}
