package dev.tornadovim.data.dense;

import dev.tornadovim.data.LabelMap;
import dev.tornadovim.data.augment.SampleRandom;

/**
 * A random part of a sample, in which no class should cover too much: mmsegmentation's {@code
 * RandomCrop} with {@code cat_max_ratio}. Up to ten parts are looked at for one with at least two
 * classes, none of which has more than its share of the labeled pixels; failing that, the next part
 * is taken unseen. A sample smaller than the part stays as it is in that direction.
 *
 * @param height of the part
 * @param width of the part
 * @param maxShare largest share of one class among the pixels that are not ignored; 1 allows any
 */
public record RandomCropLabels(int height, int width, double maxShare)
        implements SegmentationTransform {
    private static final int ATTEMPTS = 10;

    /** Checks size and share. */
    public RandomCropLabels {
        if (height < 1 || width < 1 || !(maxShare > 0 && maxShare <= 1)) {
            throw new IllegalArgumentException(
                    "a part of %d × %d with a largest share of %s, expected sizes of at least 1 and a share in (0, 1]"
                            .formatted(height, width, maxShare));
        }
    }

    /** Crops to a square with the usual limit of three quarters. */
    public RandomCropLabels(int size) {
        this(size, size, 0.75);
    }

    @Override
    public SegmentationSample apply(SegmentationSample sample, SampleRandom random) {
        int rows = Math.min(height, sample.height());
        int columns = Math.min(width, sample.width());
        int attempts = maxShare < 1 ? ATTEMPTS : 0;
        int top = random.below(sample.height() - rows + 1);
        int left = random.below(sample.width() - columns + 1);
        for (int k = 0; k < attempts; k++) {
            if (varied(sample.labels(), top, left, rows, columns)) {
                break;
            }
            top = random.below(sample.height() - rows + 1);
            left = random.below(sample.width() - columns + 1);
        }
        int y = top;
        int x = left;
        return sample.moved(image -> image.crop(y, x, rows, columns));
    }

    private boolean varied(LabelMap labels, int top, int left, int rows, int columns) {
        int[] pixels = new int[256];
        for (int y = top; y < top + rows; y++) {
            for (int x = left; x < left + columns; x++) {
                pixels[labels.at(y, x)]++;
            }
        }
        pixels[SegmentationSample.IGNORED] = 0;
        int classes = 0;
        int largest = 0;
        int sum = 0;
        for (int count : pixels) {
            classes += count > 0 ? 1 : 0;
            largest = Math.max(largest, count);
            sum += count;
        }
        return classes > 1 && largest < maxShare * sum;
    }
}
