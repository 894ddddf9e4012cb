package dev.tornadovim.data.augment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.data.Image;

import org.junit.jupiter.api.Test;

class ToChannelsTest {
    private static final SampleRandom RANDOM =
            SampleRandom.of(0, SampleRandom.Purpose.SAMPLE, 0, 0);

    /** Luma is 0.299 R + 0.587 G + 0.114 B: 76.2, 149.7, 29.1 and 151.8 for these four pixels. */
    @Test
    void colorsBecomeTheirLuma() {
        byte[] pixels = {
            (byte) 255, 0, 0, (byte) 200, 0, (byte) 255, 0, (byte) 150, 0, 0, (byte) 255, 35
        };
        var grey = new ToChannels(1).apply(new Image(3, 2, 2, pixels), RANDOM);
        assertThat(grey.channels()).isEqualTo(1);
        assertThat(grey.pixels()).containsExactly(76, (byte) 150, 29, (byte) 152);
    }

    @Test
    void greyBecomesThreeEqualPlanes() {
        var color = new ToChannels(3).apply(new Image(1, 1, 2, new byte[] {7, (byte) 200}), RANDOM);
        assertThat(color)
                .extracting(Image::channels, Image::height, Image::width)
                .containsExactly(3, 1, 2);
        assertThat(color.pixels()).containsExactly(7, (byte) 200, 7, (byte) 200, 7, (byte) 200);
    }

    @Test
    void whatFitsStaysAsItIs() {
        var image = new Image(3, 1, 1, new byte[] {1, 2, 3});
        assertThat(new ToChannels(3).apply(image, RANDOM)).isSameAs(image);
    }
}
