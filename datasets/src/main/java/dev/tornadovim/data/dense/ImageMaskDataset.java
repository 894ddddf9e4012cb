package dev.tornadovim.data.dense;

import dev.tornadovim.data.DatasetInfo;

/** Pairs of images and masks whose stored values stand for classes. */
final class ImageMaskDataset implements SegmentationDataset {
    private final ImageMaskPairs pairs;
    private final DatasetInfo info;
    private final int[] classOf = new int[256];
    private final String allowed;

    /**
     * A set with classes in the order of their stored values.
     *
     * @param info has the names of the classes
     * @param first stored value of the first class: 0, or 1 where a stored 0 means that there is none;
     *     255 means that, too
     * @throws dev.tornadovim.data.LabelException if the masks hold 0 and 255 only
     */
    ImageMaskDataset(ImageMaskPairs pairs, DatasetInfo info, int first) {
        ClassesInMasks.check(pairs.masks(), pairs.maskDecoder(), first, info.classNames());
        this.pairs = pairs;
        this.info = info;
        for (int value = 0; value < classOf.length; value++) {
            classOf[value] = value < first + info.classes() ? value - first : -1;
        }
        int none = first == 0 ? SegmentationSample.IGNORED : 0;
        classOf[none] = SegmentationSample.IGNORED;
        classOf[SegmentationSample.IGNORED] = SegmentationSample.IGNORED;
        int last = first + info.classes() - 1;
        this.allowed = "%d to %d, or %d where there is none".formatted(first, last, none);
    }

    @Override
    public int size() {
        return pairs.names().size();
    }

    @Override
    public SegmentationSample get(int index) {
        return pairs.read(index, classOf, allowed);
    }

    @Override
    public String name(int index) {
        return pairs.names().get(index);
    }

    @Override
    public DatasetInfo info() {
        return info;
    }
}
