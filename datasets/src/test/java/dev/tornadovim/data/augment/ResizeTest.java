package dev.tornadovim.data.augment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.Resampler.Box;
import dev.tornadovim.data.augment.Resampler.Interpolation;
import dev.tornadovim.data.augment.SampleRandom.Purpose;

import org.junit.jupiter.api.Test;

/** Expected checksums: the same picture in Pillow 9.4.0, {@code crop} and {@code resize}. */
class ResizeTest {
    private static final Image PICTURE = Picture.of(61, 47);

    private static SampleRandom random(int index) {
        return SampleRandom.of(2, Purpose.SAMPLE, 0, index);
    }

    @Test
    void thePictureIsTheOneThatPillowGot() {
        assertThat(Picture.crc(PICTURE)).isEqualTo(1915157109L);
    }

    @Test
    void resizesAsPillowBitForBit() {
        var whole = new Box(0, 0, 47, 61);
        assertThat(resized(whole, 20, 30)).isEqualTo(1992268512L);
        assertThat(resized(whole, 100, 90)).isEqualTo(1451738533L);
        assertThat(resized(whole, 47, 33)).isEqualTo(740659626L);
        assertThat(resized(new Box(5, 7, 30, 40), 24, 24)).isEqualTo(3610496282L);
        assertThat(resized(new Box(3, 2, 31, 1), 8, 8)).isEqualTo(261400401L);
        assertThat(resized(new Box(10, 11, 12, 13), 12, 13)).isEqualTo(1169284408L);
    }

    private static long resized(Box box, int height, int width) {
        return Picture.crc(Resampler.resize(PICTURE, box, height, width, Interpolation.BICUBIC));
    }

    @Test
    void resizesBilinearlyAsPillowBitForBit() {
        assertThat(bilinear(20, 30)).isEqualTo(3387527605L);
        assertThat(bilinear(100, 90)).isEqualTo(397710465L);
        assertThat(bilinear(47, 33)).isEqualTo(2246291281L);
        assertThat(bilinear(1, 200)).isEqualTo(499244295L);
    }

    private static long bilinear(int height, int width) {
        return Picture.crc(Resampler.resize(PICTURE, height, width, Interpolation.BILINEAR));
    }

    @Test
    void evaluatesTheCenterAsTorchvisionDoes() {
        assertThat(center(61, 47, new CenterCrop(32, 28))).isEqualTo(3843412729L);
        assertThat(center(47, 61, new CenterCrop(36, 31))).isEqualTo(3797031710L);
        assertThat(center(61, 47, new CenterCrop(51, 48))).isEqualTo(378332128L);
        assertThat(new CenterCrop(224)).isEqualTo(new CenterCrop(256, 224));
    }

    private static long center(int width, int height, CenterCrop crop) {
        return Picture.crc(crop.apply(Picture.of(width, height), random(0)));
    }

    /** Expected boxes: timm's formulas in Python, fed with the same random numbers. */
    @Test
    void drawsTheCropsOfTimm() {
        var crop = new RandomResizedCrop(224);
        assertThat(crop.box(375, 500, random(0))).isEqualTo(new Box(73, 38, 195, 205));
        assertThat(crop.box(375, 500, random(1))).isEqualTo(new Box(12, 101, 318, 295));
        assertThat(crop.box(375, 500, random(2))).isEqualTo(new Box(51, 129, 140, 113));
        var large = new RandomResizedCrop(224, 0.9, 1, 3.0 / 4, 4.0 / 3);
        assertThat(large.box(20, 500, random(0))).isEqualTo(new Box(0, 236, 20, 27));
        assertThat(large.box(500, 20, random(1))).isEqualTo(new Box(236, 0, 27, 20));
        assertThat(Picture.crc(new RandomResizedCrop(24).apply(PICTURE, random(5))))
                .isEqualTo(865762407L);
    }

    @Test
    void cropsOfTinyImagesStayInside() {
        var crop = new RandomResizedCrop(4);
        for (int index = 0; index < 1000; index++) {
            int height = 1 + index % 5;
            int width = 1 + index / 5 % 7;
            var box = crop.box(height, width, random(index));
            assertThat(box.height()).isBetween(1, height - box.top());
            assertThat(box.width()).isBetween(1, width - box.left());
        }
    }
}
