package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.data.augment.RandomErasing;

/**
 * What happens to training images before they are learnt.
 *
 * @param cropPadding pixels added on every side before a random crop of the original size; 0: none
 * @param flip probability of a horizontal flip
 * @param erasing probability of erasing a random rectangle
 * @param erasingFill what is written into the rectangle
 * @param mixup α of mixup; 0 for none
 * @param cutmix α of CutMix; 0 for none
 * @param mixProbability of mixing a batch at all
 * @param mixSwitch probability of CutMix where both are on
 */
public record AugmentConfig(
        int cropPadding,
        double flip,
        double erasing,
        RandomErasing.Fill erasingFill,
        double mixup,
        double cutmix,
        double mixProbability,
        double mixSwitch) {

    /** Checks the ranges. */
    public AugmentConfig {
        Range.atLeast("augment.cropPadding", 0, cropPadding);
        Range.share("augment.flip", flip);
        Range.share("augment.erasing", erasing);
        Range.atLeast("augment.mixup", 0, mixup);
        Range.atLeast("augment.cutmix", 0, cutmix);
        Range.share("augment.mixProbability", mixProbability);
        Range.share("augment.mixSwitch", mixSwitch);
    }
}
