package dev.tornadovim.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.data.augment.SampleRandom.Purpose;

import org.junit.jupiter.api.Test;

/**
 * Expected values: timm's formulas in numpy, fed with the same random numbers, for images 0, 1, 2 …
 * of shape [4, 2, 6, 5]; of the mixed images only the sum of {@code image[i] · cos i} is compared.
 */
class MixupTest {
    private static final int CLASSES = 3;

    private static void check(
            Mixup mixup, int index, int[] labels, double sum, double... expectedTargets) {
        float[] images = new float[labels.length * 60];
        for (int i = 0; i < images.length; i++) {
            images[i] = i;
        }
        float[] targets = new float[labels.length * CLASSES];
        var random = SampleRandom.of(11, Purpose.BATCH, 0, index);
        mixup.apply(images, 2, 6, 5, labels, targets, CLASSES, random);

        double weighted = 0;
        for (int i = 0; i < images.length; i++) {
            weighted += images[i] * Math.cos(i);
        }
        assertThat(weighted).isCloseTo(sum, within(1e-3));
        for (int i = 0; i < targets.length; i++) {
            assertThat((double) targets[i])
                    .as("target %d", i)
                    .isCloseTo(expectedTargets[i], within(1e-6));
        }
    }

    @Test
    void mixesOrCutsByTheSwitch() {
        var both = new Mixup(0.8, 1, 1, 0.5, 0.1);
        int[] labels = {0, 2, 1, 2};
        check(
                both,
                2,
                labels,
                142.50860466280454,
                0.476616756,
                0.033333333,
                0.490049911,
                0.033333333,
                0.490049911,
                0.476616756,
                0.033333333,
                0.476616756,
                0.490049911,
                0.490049911,
                0.033333333,
                0.476616756);
        check(
                both,
                3,
                labels,
                481.26332187210727,
                0.873333333,
                0.033333333,
                0.093333333,
                0.033333333,
                0.093333333,
                0.873333333,
                0.033333333,
                0.873333333,
                0.093333333,
                0.093333333,
                0.033333333,
                0.873333333);
    }

    @Test
    void cutsABoxAndCorrectsLambda() {
        var cutmix = new Mixup(0, 1, 1, 0.5, 0.1);
        int[] labels = {0, 2, 2, 1};
        check(
                cutmix,
                0,
                labels,
                585.8367677040917,
                0.453333333,
                0.513333333,
                0.033333333,
                0.033333333,
                0.033333333,
                0.933333333,
                0.033333333,
                0.033333333,
                0.933333333,
                0.513333333,
                0.453333333,
                0.033333333);
        check(
                cutmix,
                2,
                labels,
                693.4923224799679,
                0.573333333,
                0.393333333,
                0.033333333,
                0.033333333,
                0.033333333,
                0.933333333,
                0.033333333,
                0.033333333,
                0.933333333,
                0.393333333,
                0.573333333,
                0.033333333);
        // A box outside the image: nothing is cut and the targets are not mixed.
        check(
                cutmix,
                3,
                labels,
                167.84800471142077,
                0.933333333,
                0.033333333,
                0.033333333,
                0.033333333,
                0.033333333,
                0.933333333,
                0.033333333,
                0.033333333,
                0.933333333,
                0.033333333,
                0.933333333,
                0.033333333);
    }

    @Test
    void leavesTheBatchAloneWithoutMixing() {
        // sum of i cos i over 0 … 119
        double sum = 0;
        for (int i = 0; i < 120; i++) {
            sum += i * Math.cos(i);
        }
        check(Mixup.none(0), 0, new int[] {1, 2}, sum, 0, 1, 0, 0, 0, 1);
        check(Mixup.none(0.3), 0, new int[] {1, 2}, sum, 0.1, 0.8, 0.1, 0.1, 0.1, 0.8);
        check(new Mixup(0.8, 1, 0, 0.5, 0), 0, new int[] {1, 2}, sum, 0, 1, 0, 0, 0, 1);
    }

    @Test
    void oddBatchesKeepTheirMiddle() {
        float[] images = {0, 10, 4};
        Mixup.blend(images, 3, 1, 0.75f);
        assertThat(images).containsExactly(1, 10, 3);
    }

    @Test
    void refusesImpossibleNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Mixup(-1, 0, 1, 0.5, 0))
                .withMessageContaining("mixup -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Mixup(0.8, 0, 1.5, 0.5, 0))
                .withMessage("probability must be from 0 to 1, not 1.5");
    }
}
