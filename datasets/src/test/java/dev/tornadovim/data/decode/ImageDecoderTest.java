package dev.tornadovim.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.Allocations;
import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Every format and variant against Pillow; {@code images/checksums.txt} says how it was made. */
class ImageDecoderTest {
    private static final Path IMAGES = Path.of("src/test/resources/images");
    private static final ImageDecoder DECODER = new ImageDecoder();

    @TempDir Path folder;

    static Stream<String> matrix() throws IOException {
        return Files.readAllLines(IMAGES.resolve("checksums.txt")).stream()
                .filter(line -> !line.startsWith("#"));
    }

    static Stream<Path> files() throws IOException {
        return matrix().map(line -> IMAGES.resolve(line.split(" ")[0]));
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void decodesAsPillow(String row) {
        String[] columns = row.split(" +", 2);
        Path file = IMAGES.resolve(columns[0]);
        if (columns[1].startsWith("refused: ")) {
            assertThatThrownBy(() -> DECODER.decode(file))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(columns[0])
                    .hasMessageContaining(columns[1].substring("refused: ".length()));
            return;
        }
        var image = DECODER.decode(file);
        assertThat(image.channels()).isEqualTo(3);
        assertThat(image.height()).isEqualTo(29);
        assertThat(image.width()).isEqualTo(37);
        if (columns[1].equals("within 1")) {
            String name = columns[0].replaceFirst("\\..*", ".png");
            var expected = DECODER.decode(IMAGES.resolve("expected").resolve(name));
            assertThat(largestDifference(image, expected)).isLessThanOrEqualTo(1);
        } else {
            var crc = new CRC32();
            crc.update(image.pixels());
            assertThat(crc.getValue()).isEqualTo(Long.parseLong(columns[1]));
        }
    }

    /** Expected checksums: Pillow 9.4.0, {@code Image.open(file).convert("RGB")}. */
    @ParameterizedTest
    @CsvSource({
        "exif-1.jpg, 29, 3510586943",
        "exif-3.jpg, 29, 1639854229",
        "exif-6.jpg, 37, 1161012041",
        "exif-8.jpg, 37, 587054141",
        "exif-6.png, 37, 884330057",
        "exif-6.webp, 37, 884330057"
    })
    void leavesStoredPixelsInPlaceWhereAsked(String name, int height, long checksum) {
        var image = new ImageDecoder(false).decode(IMAGES.resolve(name));
        assertThat(image.height()).isEqualTo(height);
        var crc = new CRC32();
        crc.update(image.pixels());
        assertThat(crc.getValue()).isEqualTo(checksum);
    }

    private static int largestDifference(Image a, Image b) {
        int largest = 0;
        for (int i = 0; i < a.pixels().length; i++) {
            int difference = (a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff);
            largest = Math.max(largest, Math.abs(difference));
        }
        return largest;
    }

    @ParameterizedTest
    @MethodSource("files")
    void refusesTruncatedFiles(Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int percent : new int[] {5, 30, 50, 70, 90}) {
            byte[] part = Arrays.copyOf(whole, whole.length * percent / 100);
            assertThatThrownBy(() -> DECODER.decode("part", part))
                    .as("%s cut to %d %%", file.getFileName(), percent)
                    .isInstanceOf(DataException.class)
                    .message()
                    .startsWith("part: ")
                    .doesNotContain("\n");
        }
    }

    /** Damage is either harmless or a {@link DataException}; PNG always notices. */
    @ParameterizedTest
    @MethodSource("files")
    void survivesDamagedFiles(Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        var random = new Random(1);
        for (int round = 0; round < 20; round++) {
            byte[] damaged = whole.clone();
            int place = random.nextInt(whole.length);
            damaged[place] ^= (byte) (1 + random.nextInt(255));
            try {
                var image = DECODER.decode("damaged", damaged);
                assertThat(image.channels()).isEqualTo(3);
                assertThat(file.toString()).doesNotEndWith(".png");
            } catch (DataException e) {
                assertThat(e).hasMessageStartingWith("damaged: ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exif-6.jpg", "exif-6.png", "exif-6.tif", "exif-6-prefix.webp"})
    void leavesPicturesAsStoredIfTold(String name) {
        var stored = new ImageDecoder(false).decode(IMAGES.resolve(name));
        assertThat(stored.height()).isEqualTo(37);
        assertThat(stored.width()).isEqualTo(29);
        assertThat(Orientation.apply(stored, 6).pixels())
                .isEqualTo(DECODER.decode(IMAGES.resolve(name)).pixels());
    }

    @Test
    void goesByContentNotByName() throws IOException {
        Path misnamed = folder.resolve("picture.jpg");
        Files.copy(IMAGES.resolve("png-rgb.png"), misnamed);
        assertThat(DECODER.decode(misnamed).pixels())
                .isEqualTo(DECODER.decode(IMAGES.resolve("png-rgb.png")).pixels());
    }

    @Test
    void refusesWhatIsNoImage() throws IOException {
        refused("empty.jpg", new byte[0], "no image: 0 bytes");
        refused(
                "text.jpg",
                "hello, world\n".getBytes(StandardCharsets.UTF_8),
                "no image: starts with 68 65 6c 6c 6f 2c 20 77, the start of no known format");
        assertThatThrownBy(() -> DECODER.decode(folder.resolve("nowhere.png")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("nowhere.png: no such file");
    }

    @Test
    void checksDimensionsBeforeDecoding() throws IOException {
        refused(
                "huge.png",
                pngHeader(40_000, 40_000),
                "unreadable PNG: 40000 × 40000 pixels, the limit is 67108864 pixels");
        byte[] ppm = "P6 40000 40000 255\n".getBytes(StandardCharsets.US_ASCII);
        refused("huge.ppm", ppm, "40000 × 40000 pixels, the limit is");
        byte[] small = Files.readAllBytes(IMAGES.resolve("png-rgb.png"));
        assertThatThrownBy(() -> new ImageDecoder(1000, 1 << 20, true).decode("small", small))
                .hasMessage("small: unreadable PNG: 37 × 29 pixels, the limit is 1000 pixels");
        Path file = IMAGES.resolve("png-rgb.png");
        assertThatThrownBy(() -> new ImageDecoder(2000, 1000, true).decode(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("bytes, the limit is 1000");
    }

    /** A reader holds many times the bytes of a row. */
    @Test
    void refusesRowsOfAllPixels() throws IOException {
        byte[] png = pngHeader(1 << 26, 1);
        png[24] = 1;
        png[25] = 0;
        var crc = new CRC32();
        crc.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
        long before = Allocations.ofThisThread();
        String message = "unreadable PNG: 67108864 × 1 pixels, the limit is 262144 per side";
        refused("long.png", png, message);
        refused("long.ppm", "P6 1 67108864 255\n".getBytes(StandardCharsets.US_ASCII), "per side");
        assertThat(Allocations.ofThisThread() - before).isLessThan(16 << 20);
    }

    private void refused(String name, byte[] bytes, String message) throws IOException {
        Path file = Files.write(folder.resolve(name), bytes);
        assertThatThrownBy(() -> DECODER.decode(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message);
    }

    private static byte[] pngHeader(int width, int height) {
        var header = ByteBuffer.allocate(17).putInt(0x49484452).putInt(width).putInt(height);
        header.put(new byte[] {8, 2, 0, 0, 0});
        var end = ByteBuffer.allocate(4).putInt(0x49454e44);
        var png = ByteBuffer.allocate(8 + 25 + 12).putLong(0x89504e470d0a1a0aL);
        for (var chunk : List.of(header, end)) {
            var crc = new CRC32();
            crc.update(chunk.array());
            png.putInt(chunk.capacity() - 4).put(chunk.array()).putInt((int) crc.getValue());
        }
        return png.array();
    }
}
