package dev.tornadovim.data.augment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.SampleRandom.Purpose;

import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

class CropAndFlipTest {

    private static Image ramp(int channels, int height, int width) {
        byte[] pixels = new byte[channels * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i + 1);
        }
        return new Image(channels, height, width, pixels);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static SampleRandom random(int index) {
        return SampleRandom.of(5, Purpose.SAMPLE, 0, index);
    }

    /** Expected values: numpy.pad and a slice, at the places (4, 3), (0, 6) and (1, 2). */
    @Test
    void cropsFromThePaddedImage() {
        var crop = new RandomCrop(3);
        var image = ramp(1, 4, 6);
        assertThat(crop.apply(image, random(0)).pixels())
                .isEqualTo(
                        bytes(
                                7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
                                0, 0, 0, 0, 0, 0));
        assertThat(crop.apply(image, random(1)).pixels())
                .isEqualTo(
                        bytes(
                                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 5, 6, 0, 0,
                                0));
        assertThat(crop.apply(image, random(2)).pixels())
                .isEqualTo(
                        bytes(
                                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 0, 7, 8, 9,
                                10, 11));
    }

    @Test
    void cropsEveryChannelAlikeAndSurvivesPaddingBeyondTheImage() {
        for (int index = 0; index < 50; index++) {
            var three = new RandomCrop(7).apply(ramp(3, 4, 6), random(index));
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < 24; i++) {
                    int first = three.pixels()[i];
                    int expected = first == 0 ? 0 : first + 24 * c;
                    assertThat(three.pixels()[24 * c + i]).isEqualTo((byte) expected);
                }
            }
        }
    }

    @Test
    void cropReachesEveryShiftAboutEquallyOften() {
        int[] counts = new int[9];
        for (int index = 0; index < 9000; index++) {
            var image = new Image(1, 3, 3, bytes(0, 0, 0, 0, 1, 0, 0, 0, 0));
            byte[] shifted = new RandomCrop(1).apply(image, random(index)).pixels();
            counts[IntStream.range(0, 9).filter(i -> shifted[i] == 1).findFirst().getAsInt()]++;
        }
        // 1000 each; 5.5 standard deviations of the binomial distribution are 164
        for (int count : counts) {
            assertThat(count).isBetween(836, 1164);
        }
    }

    @Test
    void flipsWithItsProbability() {
        assertThat(new HorizontalFlip(1).apply(ramp(3, 1, 3), random(0)).pixels())
                .isEqualTo(bytes(3, 2, 1, 6, 5, 4, 9, 8, 7));
        assertThat(new HorizontalFlip(0).apply(ramp(3, 1, 3), random(0)).pixels())
                .isEqualTo(ramp(3, 1, 3).pixels());
        int flipped = 0;
        for (int index = 0; index < 10_000; index++) {
            var image = ramp(1, 1, 2);
            if (new HorizontalFlip(0.3).apply(image, random(index)).at(0, 0, 0) == 2) {
                flipped++;
            }
        }
        assertThat(flipped).isBetween(2750, 3250);
    }
}
