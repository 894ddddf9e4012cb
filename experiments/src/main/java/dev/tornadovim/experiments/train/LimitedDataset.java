package dev.tornadovim.experiments.train;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.Sample;

/** The first samples of a data set. */
record LimitedDataset(Dataset whole, int size) implements Dataset {

    @Override
    public Sample get(int index) {
        return whole.get(index);
    }

    @Override
    public DatasetInfo info() {
        return first(whole.info(), size);
    }

    /** The description of the first samples of a data set. */
    static DatasetInfo first(DatasetInfo info, int size) {
        return new DatasetInfo(
                info.name() + ", first " + size,
                info.licence(),
                info.source(),
                size,
                info.classNames(),
                info.sha256());
    }
}
