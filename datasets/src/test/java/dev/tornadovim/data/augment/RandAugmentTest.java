package dev.tornadovim.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.SampleRandom.Purpose;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;

/**
 * Expected checksums: the same picture in Pillow 9.4.0 under the calls of timm 0.4.12's {@code
 * auto_augment.py} with bicubic interpolation and the ImageNet mean as the fill color, operations in
 * the order of its table.
 */
class RandAugmentTest {
    private static final Image PICTURE = Picture.of(61, 47);
    private static final int[] FILL = {124, 116, 104};

    private static final String CHECKSUMS =
            """
            magnitude            9.0      -9.37        3.3      -10.0        0.0
            AUTO_CONTRAST  364590150  364590150  364590150  364590150  364590150
            EQUALIZE      2314146239 2314146239 2314146239 2314146239 2314146239
            INVERT        4109328748 4109328748 4109328748 4109328748 4109328748
            ROTATE         532443929 2802946290 1986828459  121187078 1915157109
            POSTERIZE     3263354874 3263354874 3613903901  238701699  367502770
            SOLARIZE      1109616567   73750177 4121166748 4109328748 1915157109
            SOLARIZE_ADD   624382992 4019568361 2714165406 2883226553 1915157109
            COLOR         1960712574  421410903 1551079509 3063106131 1915157109
            CONTRAST       952974249   22901240 3088845408 1673619983 1915157109
            BRIGHTNESS    2776530037 2843703016 2587537034  376324460 1915157109
            SHARPNESS     2522593529 3777463162 1338619503 4079195222 1915157109
            SHEAR_X       2673068321 3313990030 3805234701 3382368705 1915157109
            SHEAR_Y       1796973081  798488089  859960050   63021963 1915157109
            TRANSLATE_X    259950176 2854813172 3995431741 2379153728 1915157109
            TRANSLATE_Y   1752746147 2222655905 2262939918  515187724 1915157109
            """;

    @Test
    void operationsAreThoseOfPillowBitForBit() {
        String[] rows = CHECKSUMS.strip().split("\n");
        String[] magnitudes = rows[0].split(" +");
        assertThat(RandAugmentOp.values()).hasSize(rows.length - 1);
        for (var operation : RandAugmentOp.values()) {
            String[] row = rows[1 + operation.ordinal()].split(" +");
            assertThat(row[0]).isEqualTo(operation.name());
            for (int i = 1; i < row.length; i++) {
                double magnitude = Math.abs(Double.parseDouble(magnitudes[i]));
                boolean negative = magnitudes[i].startsWith("-");
                var result = operation.apply(PICTURE, magnitude, negative, FILL);
                assertThat(Picture.crc(result))
                        .as("%s at %s", operation, magnitudes[i])
                        .isEqualTo(Long.parseLong(row[i]));
            }
        }
    }

    @Test
    void flatImagesSurviveEveryOperation() {
        byte[] pixels = new byte[3 * 4 * 5];
        Arrays.fill(pixels, (byte) 77);
        var flat = new Image(3, 4, 5, pixels);
        assertThat(RandAugmentOp.AUTO_CONTRAST.apply(flat, 9, false, FILL).pixels())
                .isEqualTo(pixels);
        assertThat(RandAugmentOp.EQUALIZE.apply(flat, 9, false, FILL).pixels()).isEqualTo(pixels);
        assertThat(RandAugmentOp.SHARPNESS.apply(flat, 9, false, FILL).pixels()).isEqualTo(pixels);
        assertThat(RandAugmentOp.COLOR.apply(flat, 9, false, FILL).pixels()).isEqualTo(pixels);
    }

    @Test
    void readsTimmsNotation() {
        var recipe = RandAugment.parse("rand-m9-mstd0.5-inc1", Normalize.IMAGENET);
        assertThat(recipe.magnitude()).isEqualTo(9);
        assertThat(recipe.std()).isEqualTo(0.5);
        assertThat(recipe.operations()).isEqualTo(2);
        assertThat(recipe.fill()).containsExactly(124, 116, 104);
        assertThat(RandAugment.parse("rand-inc1-n3", Normalize.IMAGENET).operations()).isEqualTo(3);
        for (String wrong :
                new String[] {"rand-m9", "auto-m9-inc1", "rand-q3-inc1", "rand-mx-inc1"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RandAugment.parse(wrong, Normalize.IMAGENET))
                    .withMessageContaining(wrong);
        }
    }

    /** Two draws out of 15, each applied with probability one half. */
    @Test
    void leavesAQuarterOfTheImagesAlone() {
        var augment = new RandAugment(9, 0.5, 2, FILL);
        var small = Picture.of(9, 7);
        int same = 0;
        int images = 4000;
        for (int index = 0; index < images; index++) {
            var random = SampleRandom.of(1, Purpose.SAMPLE, 0, index);
            if (augment.apply(small, random) == small) {
                same++;
            }
        }
        // binomial, 5 standard deviations
        assertThat(same).isBetween(863, 1137);
    }

    /**
     * Magnitudes are normal: mean 5, deviation 0.5. They show in what darkening makes of a flat image
     * of 200, which is 200 (1 - 0.09 m); no other operation ends between 60 and 190, and without a
     * spread all would end at 110.
     */
    @Test
    void magnitudesSpreadAroundTheirMean() {
        byte[] pixels = new byte[3 * 2 * 2];
        Arrays.fill(pixels, (byte) 200);
        var flat = new Image(3, 2, 2, pixels);
        var augment = new RandAugment(5, 0.5, 1, new int[] {200, 200, 200});
        var magnitudes = new ArrayList<Double>();
        for (int index = 0; index < 30_000; index++) {
            var random = SampleRandom.of(2, Purpose.SAMPLE, 0, index);
            int value = augment.apply(flat, random).pixels()[0] & 0xff;
            if (value > 60 && value < 190) {
                magnitudes.add((200 - value) / 18.0);
            }
        }
        double mean = magnitudes.stream().mapToDouble(m -> m).average().orElseThrow();
        double squares = magnitudes.stream().mapToDouble(m -> (m - mean) * (m - mean)).sum();
        int count = magnitudes.size();
        double deviation = Math.sqrt(squares / (count - 1));
        // one in 15, applied by half, darker by half: binomial; each within five standard errors
        assertThat(count).isBetween(390, 610);
        assertThat(mean).isCloseTo(5, within(5 * 0.5 / Math.sqrt(count)));
        assertThat(deviation).isCloseTo(0.5, within(5 * 0.5 / Math.sqrt(2.0 * count)));
    }
}
