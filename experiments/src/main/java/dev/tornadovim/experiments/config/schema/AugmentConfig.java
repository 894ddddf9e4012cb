package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.data.augment.RandAugment;
import dev.tornadovim.data.augment.RandomErasing;
import dev.tornadovim.pipeline.setting.Setting;

import java.util.List;
import java.util.Optional;

/**
 * What happens to training images before they are learnt.
 *
 * @param resizedCrop smallest and largest share of the image's area that a random crop takes, which
 *     is resized bicubically to the image size; empty: the same resize and centre crop as in
 *     evaluation
 * @param cropPadding pixels added on every side before a random crop of the original size; 0: none
 * @param flip probability of a horizontal flip
 * @param randAugment in timm's notation, such as {@code rand-m9-mstd0.5-inc1}
 * @param erasing probability of erasing a random rectangle
 * @param erasingFill what is written into the rectangle
 * @param mixup α of mixup; 0 for none
 * @param cutmix α of CutMix; 0 for none
 * @param mixProbability of mixing a batch at all
 * @param mixSwitch probability of CutMix where both are on
 * @param repeats how often an epoch takes each image it takes, augmented differently; the epoch keeps
 *     its length
 */
public record AugmentConfig(
        List<Double> resizedCrop,
        int cropPadding,
        double flip,
        Optional<String> randAugment,
        double erasing,
        RandomErasing.Fill erasingFill,
        double mixup,
        double cutmix,
        double mixProbability,
        double mixSwitch,
        int repeats) {

    /** Checks the ranges. */
    public AugmentConfig {
        resizedCrop = List.copyOf(resizedCrop);
        Setting.require(
                resizedCrop.isEmpty()
                        || resizedCrop.size() == 2
                                && resizedCrop.getFirst() > 0
                                && resizedCrop.getFirst() <= resizedCrop.getLast()
                                && resizedCrop.getLast() <= 1,
                "resizedCrop",
                resizedCrop.toString(),
                "[] or two shares from 0 to 1, ascending");
        Setting.atLeast("cropPadding", 0, cropPadding);
        Setting.require(
                cropPadding == 0 || resizedCrop.isEmpty(),
                "cropPadding",
                cropPadding,
                "0 where augment.resizedCrop is on");
        randAugment.ifPresent(notation -> RandAugment.parse(notation, Normalize.IMAGENET));
        Setting.share("flip", flip);
        Setting.share("erasing", erasing);
        Setting.atLeast("mixup", 0, mixup);
        Setting.atLeast("cutmix", 0, cutmix);
        Setting.share("mixProbability", mixProbability);
        Setting.share("mixSwitch", mixSwitch);
        Setting.atLeast("repeats", 1, repeats);
    }
}
