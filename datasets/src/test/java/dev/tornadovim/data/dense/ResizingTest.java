package dev.tornadovim.data.dense;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.LabelMap;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.zip.CRC32;

/** Checksums of the red test picture and of an image made of it, resized by other libraries. */
class ResizingTest {

    private static byte[] red(int height, int width) {
        byte[] red = new byte[height * width];
        for (int i = 0; i < red.length; i++) {
            int x = i % width;
            int y = i / width;
            int wave = (x * 5 + y * 3) % 256;
            int edged = (x * x + y * y) % 97 < 30 ? 255 - wave : wave;
            long noise = ((x * 7919L + y * 104729L) * 2654435761L) & 0xffffffffL;
            red[i] = (byte) Math.clamp(edged / 2 + 40 + (noise >> 28) * 3, 0, 255);
        }
        return red;
    }

    /** The red picture, its negative, and itself upside down. */
    private static Image image(int height, int width) {
        byte[] red = red(height, width);
        byte[] pixels = new byte[3 * red.length];
        for (int i = 0; i < red.length; i++) {
            pixels[i] = red[i];
            pixels[red.length + i] = (byte) (255 - (red[i] & 0xff));
            int mirrored = (height - 1 - i / width) * width + i % width;
            pixels[2 * red.length + i] = red[mirrored];
        }
        return new Image(3, height, width, pixels);
    }

    private static long checksum(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    /** Expected: Pillow 9.4.0, {@code resize} with {@code NEAREST}. */
    @ParameterizedTest
    @CsvSource({"20, 30, 2155006590", "100, 90, 462469417", "47, 33, 1981625148"})
    void labelsAsPillow(int height, int width, long expected) {
        var labels = new LabelMap(47, 61, red(47, 61));
        assertThat(checksum(Resizing.PILLOW.resize(labels, height, width).classes()))
                .isEqualTo(expected);
    }

    /**
     * Expected: OpenCV 4.6.0, {@code resize} with {@code INTER_LINEAR} and with {@code INTER_NEAREST}.
     * The fourth halves both sides; in the fifth and the last, corners that fall on pixel borders are
     * rounded below them.
     */
    @ParameterizedTest
    @CsvSource({
        "47, 61, 20, 30, 62967516, 1274940827",
        "47, 61, 100, 90, 507660905, 3108831343",
        "47, 61, 47, 33, 4076937009, 1202826302",
        "48, 62, 24, 31, 1015129101, 1362634125",
        "48, 62, 24, 30, 3553772136, 3784235913",
        "60, 80, 45, 60, 3697287712, 605440753",
        "49, 98, 7, 14, 2977253880, 3474720026",
        "1, 1, 5, 4, 497075625, 1069561969",
        "2, 2, 98, 98, 4217647156, 3562533474"
    })
    void bothAsOpenCv(
            int fromHeight, int fromWidth, int height, int width, long image, long label) {
        var resized = Resizing.OPENCV.resize(image(fromHeight, fromWidth), height, width);
        assertThat(resized.height()).isEqualTo(height);
        assertThat(resized.width()).isEqualTo(width);
        assertThat(checksum(resized.pixels())).isEqualTo(image);
        var labels = new LabelMap(fromHeight, fromWidth, red(fromHeight, fromWidth));
        assertThat(checksum(Resizing.OPENCV.resize(labels, height, width).classes()))
                .isEqualTo(label);
    }
}
