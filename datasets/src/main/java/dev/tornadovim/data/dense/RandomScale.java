package dev.tornadovim.data.dense;

import dev.tornadovim.data.augment.SampleRandom;

/**
 * Resizes to a scale drawn uniformly, the aspect kept: mmsegmentation's {@code Resize} with a {@code
 * ratio_range}.
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
        var labels = base.resizing().resize(sample.labels(), image.height(), image.width());
        return new SegmentationSample(image, labels);
    }
}
