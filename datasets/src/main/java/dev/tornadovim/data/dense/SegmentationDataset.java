package dev.tornadovim.data.dense;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.DatasetInfo;

/**
 * A fixed sequence of images with a class for each pixel.
 *
 * <p>{@link #get} is called by several threads at once and answers the same for the same index every
 * time.
 */
public interface SegmentationDataset {

    /** Number of samples. */
    int size();

    /**
     * One sample, at the size it is stored in.
     *
     * @param index from 0 to {@code size() - 1}
     * @return labels from 0 to {@code info().classes() - 1} or {@link SegmentationSample#IGNORED}
     * @throws DataException if this one sample cannot be read, or its image and labels differ in size;
     *     the others may still be good
     * @throws dev.tornadovim.data.LabelException if a label is out of range
     */
    SegmentationSample get(int index);

    /** Name of a sample, for messages and for files made of it: its file's name without extension. */
    String name(int index);

    /** What data this is; its class names are in the order of the labels. */
    DatasetInfo info();
}
