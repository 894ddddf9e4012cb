package dev.tornadovim.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.DataException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

import javax.imageio.ImageIO;

class LabelMapDecoderTest {
    private static final Path IMAGES = Path.of("src/test/resources/images");
    private static final LabelMapDecoder DECODER = new LabelMapDecoder();

    /** Expected: CRC-32 of the stored samples as Pillow 9.4.0 reads them. */
    @ParameterizedTest
    @CsvSource({
        "png-grey, 3183393189",
        "png-grey-gamma, 3183393189",
        "png-grey-1, 3772405018",
        "png-grey-2, 2264491151",
        "png-grey-4, 154577282",
        "png-palette-1, 160245321",
        "png-palette-2, 1787587620",
        "png-palette-4, 635988863",
        "png-palette-8, 1227570053"
    })
    void readsTheStoredSamples(String name, long expected) {
        var map = DECODER.decode(IMAGES.resolve(name + ".png"));
        assertThat(map.height()).isEqualTo(29);
        assertThat(map.width()).isEqualTo(37);
        var crc = new CRC32();
        crc.update(map.classes());
        assertThat(crc.getValue()).isEqualTo(expected);
    }

    @Test
    void keepsAll256Classes() throws IOException {
        var image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 256; i++) {
            image.getRaster().setSample(i % 16, i / 16, 0, i);
        }
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        var map = DECODER.decode("map", bytes.toByteArray());
        for (int i = 0; i < 256; i++) {
            assertThat(map.at(i / 16, i % 16)).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "png-rgb.png",
                "png-rgba.png",
                "png-grey16.png",
                "png-grey-alpha.png",
                "jpeg-grey.jpg",
                "gif.gif",
                "pnm-p5.pgm"
            })
    void refusesWhatMayNotBeClasses(String name) {
        assertThatThrownBy(() -> DECODER.decode(IMAGES.resolve(name)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(
                        name.startsWith("png") ? "expected gray or palette" : "no PNG");
    }

    @Test
    void refusesDamagedAndLargeFiles() throws IOException {
        Path file = IMAGES.resolve("png-palette-8.png");
        byte[] damaged = Files.readAllBytes(file);
        damaged[damaged.length / 2] ^= 1;
        assertThatThrownBy(() -> DECODER.decode("map", damaged))
                .hasMessage("map: unreadable label map: checksum of a chunk is wrong");
        assertThatThrownBy(() -> new LabelMapDecoder(1000).decode(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("37 × 29 pixels, the limit is 1000 pixels");
    }
}
