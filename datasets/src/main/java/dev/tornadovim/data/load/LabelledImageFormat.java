package dev.tornadovim.data.load;

import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.augment.Mixup;
import dev.tornadovim.data.augment.Preprocessing;
import dev.tornadovim.data.augment.SampleRandom;

import java.util.Arrays;

/**
 * Batches of images with one class each, augmented one by one and mixed with each other.
 *
 * @param batchSize samples a batch
 */
record LabelledImageFormat(
        DatasetInfo info,
        SampleReader<Sample> reader,
        Preprocessing preprocessing,
        Mixup mixup,
        int batchSize)
        implements BatchFormat<Batch> {
    private static final int UNREADABLE = -1;

    @Override
    public Batch allocate() {
        return new Batch(batchSize, preprocessing.size(), info.classes());
    }

    @Override
    public void prepare(Batch batch, int place, int sample, SampleRandom random) {
        var readable = reader.get(sample);
        int offset = place * preprocessing.size();
        readable.ifPresent(s -> preprocessing.apply(s.image(), batch.images(), offset, random));
        batch.labels()[place] = readable.map(Sample::label).orElse(UNREADABLE);
    }

    /** Closes gaps, clears what is left over, mixes and writes the targets. */
    @Override
    public void finish(Batch batch, int epoch, int index, int samples, SampleRandom random) {
        int count = closeGaps(batch, samples);
        int size = preprocessing.size();
        int classes = info.classes();
        Arrays.fill(batch.images(), count * size, batch.images().length, 0);
        Arrays.fill(batch.labels(), count, batch.labels().length, -1);
        Arrays.fill(batch.targets(), count * classes, batch.targets().length, 0);
        mixup.apply(
                batch.images(),
                preprocessing.channels(),
                preprocessing.height(),
                preprocessing.width(),
                Arrays.copyOf(batch.labels(), count),
                batch.targets(),
                classes,
                random);
        batch.finish(epoch, index, count);
    }

    private int closeGaps(Batch batch, int length) {
        int size = preprocessing.size();
        int count = 0;
        for (int place = 0; place < length; place++) {
            if (batch.labels()[place] != UNREADABLE) {
                if (count < place) {
                    float[] images = batch.images();
                    System.arraycopy(images, place * size, images, count * size, size);
                    batch.labels()[count] = batch.labels()[place];
                }
                count++;
            }
        }
        return count;
    }
}
