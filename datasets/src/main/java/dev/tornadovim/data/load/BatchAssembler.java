package dev.tornadovim.data.load;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.augment.Mixup;
import dev.tornadovim.data.augment.Preprocessing;
import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.augment.SampleRandom.Purpose;

import java.util.Arrays;

/**
 * Fills batches; several threads may work on different places of one batch.
 *
 * @param replace whether another sample takes the place of an unreadable one
 */
record BatchAssembler(
        Dataset data,
        Preprocessing preprocessing,
        Mixup mixup,
        long seed,
        boolean replace,
        SkippedSamples skipped) {
    private static final int UNREADABLE = -1;

    /**
     * Prepares one sample.
     *
     * @param place in the batch
     * @param position in the epoch, which decides the augmentation
     */
    void prepare(Batch batch, int place, int sample, long position) {
        var readable = read(sample);
        if (readable == null) {
            batch.labels()[place] = UNREADABLE;
            return;
        }
        var random = SampleRandom.of(seed, Purpose.SAMPLE, batch.epoch(), position);
        int offset = place * preprocessing.size();
        preprocessing.apply(readable.image(), batch.images(), offset, random);
        batch.labels()[place] = readable.label();
    }

    private Sample read(int sample) {
        int tries = replace ? data.size() : 1;
        for (int k = 0; k < tries; k++) {
            int candidate = (sample + k) % data.size();
            if (!skipped.contains(candidate)) {
                try {
                    return data.get(candidate);
                } catch (DataException e) {
                    skipped.add(candidate, e);
                }
            }
        }
        if (replace) {
            throw new DataException(data.info().source(), "has no readable sample");
        }
        return null;
    }

    /** Closes gaps, clears what is left over, mixes and writes the targets. */
    void finish(Batch batch, int length) {
        int count = closeGaps(batch, length);
        int size = preprocessing.size();
        int classes = data.info().classes();
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
                SampleRandom.of(seed, Purpose.BATCH, batch.epoch(), batch.index()));
        batch.finish(count);
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
