package dev.tornadovim.data.coco;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.DatasetInfo;

/**
 * A fixed sequence of images with objects.
 *
 * <p>{@link #get} is called by several threads at once and answers the same for the same index every
 * time.
 */
public interface DetectionDataset {

    /** Number of samples. */
    int size();

    /**
     * One sample, at the size it is stored in.
     *
     * @param index from 0 to {@code size() - 1}
     * @throws DataException if this one sample cannot be read; the others may still be good
     */
    DetectionSample get(int index);

    /** What data this is; its class names are in the order of the labels. */
    DatasetInfo info();
}
