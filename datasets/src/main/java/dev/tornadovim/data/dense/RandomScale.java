package dev.tornadovim.data.dense;

import dev.tornadovim.data.LabelMap;
import dev.tornadovim.data.augment.SampleRandom;

/**
 * Resizes to a scale drawn uniformly, the aspect kept: mmsegmentation's {@code Resize} with a {@code
 * ratio_range}. The image is interpolated bilinearly with antialiasing, labels are those of the
 * nearest pixel: both as Pillow does, whose pixel centres agree.
 *
 * @param base the scale of ratio 1
 * @param minRatio smallest ratio
 * @param maxRatio largest ratio
 */
public record RandomScale(ImageScale base, double minRatio, double maxRatio)
        implements SegmentationTransform {

    /** Checks the ratios. */
    public RandomScale {
        if (!(minRatio > 0) || minRatio > maxRatio || base.shortEdge() * minRatio < 1) {
            throw new IllegalArgumentException(
                    "ratios %s to %s of %s, expected 0 < smallest ≤ largest and at least one pixel"
                            .formatted(minRatio, maxRatio, base));
        }
    }

    @Override
    public SegmentationSample apply(SegmentationSample sample, SampleRandom random) {
        var image = base.times(random.uniform(minRatio, maxRatio)).apply(sample.image());
        return new SegmentationSample(
                image, nearest(sample.labels(), image.height(), image.width()));
    }

    /** The class of the pixel in which the centre of each new pixel lies. */
    static LabelMap nearest(LabelMap labels, int height, int width) {
        byte[] result = new byte[height * width];
        for (int y = 0; y < height; y++) {
            int row = (int) ((2L * y + 1) * labels.height() / (2L * height)) * labels.width();
            for (int x = 0; x < width; x++) {
                int column = (int) ((2L * x + 1) * labels.width() / (2L * width));
                result[y * width + x] = labels.classes()[row + column];
            }
        }
        return new LabelMap(height, width, result);
    }
}
