package dev.tornadovim.data.load;

import dev.tornadovim.data.Sample;
import dev.tornadovim.data.augment.Mixup;
import dev.tornadovim.data.augment.Preprocessing;
import dev.tornadovim.data.augment.SampleRandom;

import java.util.Arrays;

/**
 * Batches of images with one class each, augmented one by one and mixed with each other.
 *
 * @param classes number of classes of the targets
 */
public record ClassificationFormat(Preprocessing preprocessing, Mixup mixup, int classes)
        implements BatchFormat<Sample, ClassificationBatch> {

    /** Batches with one-hot targets. */
    public ClassificationFormat(Preprocessing preprocessing, int classes) {
        this(preprocessing, Mixup.none(0), classes);
    }

    @Override
    public ClassificationBatch allocate(int batchSize) {
        return new ClassificationBatch(batchSize, preprocessing.size(), classes);
    }

    @Override
    public void write(Sample sample, ClassificationBatch batch, int place, SampleRandom random) {
        preprocessing.apply(sample.image(), batch.images(), place * preprocessing.size(), random);
        batch.labels()[place] = sample.label();
    }

    /** Mixes images and writes the targets. */
    @Override
    public void finish(ClassificationBatch batch, SampleRandom random) {
        mixup.apply(
                batch.images(),
                preprocessing.channels(),
                preprocessing.height(),
                preprocessing.width(),
                Arrays.copyOf(batch.labels(), batch.count()),
                batch.targets(),
                classes,
                random);
    }
}
