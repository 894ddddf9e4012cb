package dev.tornadovim.experiments.train;

import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.dense.SegmentationDataset;
import dev.tornadovim.data.dense.SegmentationSample;

/** The first samples of a data set of images and labels. */
record LimitedSegmentation(SegmentationDataset whole, int size) implements SegmentationDataset {

    @Override
    public SegmentationSample get(int index) {
        return whole.get(index);
    }

    @Override
    public String name(int index) {
        return whole.name(index);
    }

    @Override
    public DatasetInfo info() {
        return LimitedDataset.first(whole.info(), size);
    }
}
