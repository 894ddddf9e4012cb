package dev.tornadovim.data;

import java.util.function.IntFunction;

/**
 * A fixed sequence of samples: images with a class, with a class per pixel, or with objects.
 *
 * <p>{@link #get} is called by several threads at once and returns the same sample for the same index
 * every time.
 *
 * @param <S> a sample
 */
public interface Dataset<S> {

    /**
     * One sample, at the size it is stored in.
     *
     * @param index from 0 to {@code size() - 1}
     * @throws DataException if this one sample cannot be read; the others may still be good
     * @throws LabelException if a label is none of the classes
     */
    S get(int index);

    /** What data this is, for a run's provenance; class names are in the order of the labels. */
    DatasetInfo info();

    /** Number of samples. */
    default int size() {
        return info().images();
    }

    /** Name of a sample, for messages and for files made of it. */
    default String name(int index) {
        return "sample " + index;
    }

    /**
     * The first samples.
     *
     * @param limit largest number of samples; 0 for all
     */
    default Dataset<S> first(int limit) {
        return limit > 0 && limit < size() ? of(info().first(limit), this::get, this::name) : this;
    }

    /** Samples that a function reads. */
    static <S> Dataset<S> of(DatasetInfo info, IntFunction<S> read) {
        return of(info, read, index -> "sample " + index);
    }

    /** Named samples that a function reads. */
    static <S> Dataset<S> of(DatasetInfo info, IntFunction<S> read, IntFunction<String> names) {
        return new Dataset<>() {
            @Override
            public S get(int index) {
                return read.apply(index);
            }

            @Override
            public DatasetInfo info() {
                return info;
            }

            @Override
            public String name(int index) {
                return names.apply(index);
            }
        };
    }
}
