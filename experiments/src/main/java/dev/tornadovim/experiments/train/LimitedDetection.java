package dev.tornadovim.experiments.train;

import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.coco.DetectionDataset;
import dev.tornadovim.data.coco.DetectionSample;

/** The first samples of a data set of images and objects. */
record LimitedDetection(DetectionDataset whole, int size) implements DetectionDataset {

    @Override
    public DetectionSample get(int index) {
        return whole.get(index);
    }

    @Override
    public DatasetInfo info() {
        return LimitedDataset.first(whole.info(), size);
    }
}
