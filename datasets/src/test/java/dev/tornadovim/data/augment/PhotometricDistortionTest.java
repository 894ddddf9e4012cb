package dev.tornadovim.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.SampleRandom.Purpose;

import org.junit.jupiter.api.Test;

import java.util.zip.CRC32;

/** Expected checksums: OpenCV 4.6.0's {@code cvtColor}, and around it mmsegmentation's formulas. */
class PhotometricDistortionTest {
    private static final Image PICTURE = Picture.of(61, 47);

    private static SampleRandom random(int index) {
        return SampleRandom.of(2, Purpose.SAMPLE, 0, index);
    }

    private static long crc(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    /** Every combination of values in steps, the last of the three varying fastest. */
    private static byte[] grid(int firstBound, int firstStep, int secondStep, int thirdStep) {
        int rows = Math.ceilDiv(firstBound, firstStep);
        int columns = Math.ceilDiv(256, secondStep);
        int depth = Math.ceilDiv(256, thirdStep);
        int plane = rows * columns * depth;
        byte[] values = new byte[3 * plane];
        for (int i = 0; i < plane; i++) {
            values[i] = (byte) (i / (columns * depth) * firstStep);
            values[plane + i] = (byte) (i / depth % columns * secondStep);
            values[2 * plane + i] = (byte) (i % depth * thirdStep);
        }
        return values;
    }

    @Test
    void convertsColorsAsOpenCvBitForBit() {
        assertThat(crc(Hsv.ofRgb(grid(256, 5, 5, 5)))).isEqualTo(3020953426L);
        assertThat(crc(Hsv.toRgb(grid(180, 1, 3, 5)))).isEqualTo(493212043L);
    }

    /**
     * The formulas of mmsegmentation 0.29.1 in Python, fed with the same random numbers; pixels in one
     * row whose length is a multiple of 64, so that OpenCV takes its vector code for all of them.
     */
    @Test
    void distortsAsMmsegmentationDoes() {
        long[] expected = {
            1011860881L,
            667189312L,
            796797070L,
            313634407L,
            1766269398L,
            448748517L,
            468558615L,
            422415436L
        };
        var distortion = new PhotometricDistortion();
        for (int i = 0; i < expected.length; i++) {
            assertThat(Picture.crc(distortion.apply(PICTURE, random(i))))
                    .as("random numbers %d", i)
                    .isEqualTo(expected[i]);
        }
        assertThat(Picture.crc(PICTURE)).isEqualTo(1915157109L);
    }

    @Test
    void greyImagesKeepTheirHue() {
        byte[] grey = {0, 60, 120, (byte) 180, (byte) 240, 30};
        var image = new Image(1, 2, 3, grey);
        var onlyColor = new PhotometricDistortion(0, 1, 1, 0.5, 1.5, 18);
        for (int i = 0; i < 20; i++) {
            assertThat(onlyColor.apply(image, random(i)).pixels()).isEqualTo(grey);
        }
    }

    @Test
    void refusesRangesInTheWrongOrder() {
        assertThatThrownBy(() -> new PhotometricDistortion(32, 1.5, 0.5, 0.5, 1.5, 18))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("contrast 1.5 to 0.5");
    }
}
