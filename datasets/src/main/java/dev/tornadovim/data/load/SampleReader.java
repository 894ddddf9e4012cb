package dev.tornadovim.data.load;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.LabelException;

import java.util.Optional;

/**
 * Reads samples around unreadable ones; safe for several threads.
 *
 * @param replace whether the next readable sample takes the place of an unreadable one, as in training
 * @param skipped where unreadable samples are noted
 * @param <S> a sample
 */
public record SampleReader<S>(Dataset<S> data, boolean replace, SkippedSamples skipped) {

    /**
     * The sample, the one in its place, or nothing.
     *
     * @throws DataException if more samples than tolerated are unreadable, or none is readable
     * @throws LabelException if the labels of a sample do not fit its data set
     */
    public Optional<S> get(int sample) {
        int tries = replace ? data.size() : 1;
        for (int k = 0; k < tries; k++) {
            int candidate = (sample + k) % data.size();
            if (!skipped.contains(candidate)) {
                try {
                    return Optional.of(data.get(candidate));
                } catch (LabelException e) {
                    throw e;
                } catch (DataException e) {
                    skipped.add(candidate, e);
                }
            }
        }
        if (replace) {
            throw new DataException(data.info().source(), "has no readable sample");
        }
        return Optional.empty();
    }
}
