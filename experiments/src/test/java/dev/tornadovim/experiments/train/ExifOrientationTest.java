package dev.tornadovim.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.data.Split;
import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import javax.imageio.ImageIO;

/** Whether a photograph taken upright is turned, by {@code data.exifOrientation}. */
class ExifOrientationTest {

    /** One big-endian directory with one entry: orientation 6, a quarter turn to the right. */
    private static final String EXIF =
            "ffe10022457869660000"
                    + "4d4d002a00000008"
                    + "0001011200030000000100060000"
                    + "00000000";

    @TempDir Path root;

    /** A JPEG of 20 rows and 30 columns that says it is to be turned. */
    private static byte[] turned() throws IOException {
        var jpeg = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB), "jpg", jpeg);
        byte[] plain = jpeg.toByteArray();
        var file = new ByteArrayOutputStream();
        file.write(plain, 0, 2);
        file.write(HexFormat.of().parseHex(EXIF));
        file.write(plain, 2, plain.length - 2);
        return file.toByteArray();
    }

    private int rows(String config, String... overrides) throws IOException {
        Path folder = Files.createDirectories(root.resolve("val/hen"));
        Files.write(folder.resolve("photo.jpg"), turned());
        Files.createDirectories(root.resolve("train/hen"));
        Files.write(root.resolve("train/hen/photo.jpg"), turned());
        List<String> all = new ArrayList<>(List.of(overrides));
        all.add("data.dir=" + root);
        var loaded = new ConfigLoader(ConfigFolder.locate(Path.of(""))).load(config, all).config();
        return new ClassificationData(loaded).open(Split.TEST).get(0).image().height();
    }

    @Test
    void imageNetTakesStoredPixels() throws IOException {
        assertThat(rows("imagenet-vim-tiny")).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({"true, 30", "false, 20"})
    void otherFoldersAsTheConfigSays(boolean turned, int rows) throws IOException {
        assertThat(rows("imagenet-vim-tiny", "data=image_folder", "data.exifOrientation=" + turned))
                .isEqualTo(rows);
    }
}
