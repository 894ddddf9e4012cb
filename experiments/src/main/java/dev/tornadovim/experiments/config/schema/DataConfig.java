package dev.tornadovim.experiments.config.schema;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The images.
 *
 * @param name of the data set
 * @param dir its folder; without it the data set is looked for where its format says
 * @param imageSize height and width of the images that the network sees, in pixels
 * @param mean subtracted from each channel, after scaling to 0–1
 * @param deviation each channel is divided by, after that
 * @param trainLimit number of training images to use, the first ones; 0 for all
 * @param testLimit number of test images to use, the first ones; 0 for all
 */
public record DataConfig(
        Name name,
        Optional<String> dir,
        int imageSize,
        List<Double> mean,
        List<Double> deviation,
        int trainLimit,
        int testLimit) {

    /** The data sets. */
    public enum Name {
        /** 28 × 28 grey images of ten kinds of clothing. */
        FASHION_MNIST
    }

    /** Checks the ranges. */
    public DataConfig {
        Range.atLeast("data.imageSize", 1, imageSize);
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        Range.require(
                !mean.isEmpty() && deviation.size() == mean.size(),
                "data.deviation",
                deviation.toString(),
                "as many values as data.mean, " + mean.size());
        deviation.forEach(value -> Range.positive("data.deviation", value));
        Range.atLeast("data.trainLimit", 0, trainLimit);
        Range.atLeast("data.testLimit", 0, testLimit);
    }

    /** The folder as a path. */
    public Optional<Path> folder() {
        return dir.map(Path::of);
    }
}
