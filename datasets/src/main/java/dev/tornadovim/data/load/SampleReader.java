package dev.tornadovim.data.load;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.LabelException;

import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Reads samples around unreadable ones; safe for several threads.
 *
 * @param source names the data in messages
 * @param size of the data set
 * @param read one sample by index; fails with a {@link DataException} where it is unreadable
 * @param replace whether the next readable sample of the data set takes the place of an unreadable
 *     one: so in training
 * @param skipped where unreadable samples are noted
 * @param <S> a sample
 */
public record SampleReader<S>(
        String source, int size, IntFunction<S> read, boolean replace, SkippedSamples skipped) {

    /**
     * The sample, the one in its place, or nothing.
     *
     * @throws DataException if more samples than tolerated are unreadable, or none is readable
     * @throws LabelException if the labels of a sample do not fit its data set
     */
    public Optional<S> get(int sample) {
        int tries = replace ? size : 1;
        for (int k = 0; k < tries; k++) {
            int candidate = (sample + k) % size;
            if (!skipped.contains(candidate)) {
                try {
                    return Optional.of(read.apply(candidate));
                } catch (LabelException e) {
                    throw e;
                } catch (DataException e) {
                    skipped.add(candidate, e);
                }
            }
        }
        if (replace) {
            throw new DataException(source, "has no readable sample");
        }
        return Optional.empty();
    }
}
