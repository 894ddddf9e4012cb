package dev.tornadovim.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.decode.ImageDecoder;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

class ImageNetTest {
    private static final String TRUTH = "ILSVRC2012_validation_ground_truth.txt";

    @TempDir Path root;

    @BeforeEach
    void write() throws IOException {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (String id : new String[] {"n02", "n01", "n03"}) {
            Map<String, byte[]> images = new LinkedHashMap<>();
            for (int i = 0; i < 2; i++) {
                images.put(id + "_" + i + ".JPEG", Tars.pixel(10 * id.charAt(2) + i));
            }
            classes.put(id + ".tar", Tars.tar(images));
        }
        Files.write(root.resolve("ILSVRC2012_img_train.tar"), Tars.tar(classes));

        Map<String, byte[]> validation = new LinkedHashMap<>();
        for (int i : new int[] {3, 1, 2}) {
            validation.put("ILSVRC2012_val_0000000" + i + ".JPEG", Tars.pixel(i));
        }
        Files.write(root.resolve("ILSVRC2012_img_val.tar"), Tars.tar(validation));
        Path kit = Files.createDirectories(root.resolve("devkit/data"));
        Files.writeString(kit.resolve("map_clsloc.txt"), "n03 1 cat\nn01 2 dog\nn02 3 hen\n");
        Files.writeString(kit.resolve(TRUTH), "1\n3\n2\n");
    }

    private Dataset open(Split split) {
        return ImageNet.open(root, split, new ImageDecoder());
    }

    @Test
    void readsTarsInATar() {
        assertThat(ImageNet.isIn(root)).isTrue();
        var train = open(Split.TRAIN);
        assertThat(train.info().classNames()).containsExactly("n01", "n02", "n03");
        assertThat(train.size()).isEqualTo(6);
        for (int i = 0; i < 6; i++) {
            assertThat(train.get(i).label()).isEqualTo(i / 2);
            int expected = 10 * ('1' + i / 2) + i % 2 & 0xff;
            assertThat(train.get(i).image().at(0, 0, 0)).isEqualTo(expected);
        }
    }

    /** Ground truth 1, 3, 2 means n03, n02, n01, which sorted have the labels 2, 1, 0. */
    @Test
    void mapsIlsvrcNumbersToSortedIds() {
        var validation = open(Split.TEST);
        assertThat(validation.size()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(validation.get(i).image().at(0, 0, 0)).isEqualTo(i + 1);
            assertThat(validation.get(i).label()).isEqualTo(2 - i);
        }
    }

    @Test
    void refusesListsThatDoNotFit() throws IOException {
        Files.writeString(root.resolve(TRUTH), "1\n3\n");
        refused(TRUTH + ": 2 lines, expected 3, one for each image of");
        Files.writeString(root.resolve(TRUTH), "1\n4\n2\n");
        refused(TRUTH + ": line 2 holds \"4\", expected a class of map_clsloc.txt");
        Files.writeString(root.resolve("map_clsloc.txt"), "n01 1 cat\nn02 1 dog\n");
        refused("map_clsloc.txt: number 1 twice");
        Files.writeString(root.resolve("map_clsloc.txt"), "cat\n");
        refused("line \"cat\", expected an id, a number and a name");
        Files.delete(root.resolve("ILSVRC2012_img_val.tar"));
        refused("ILSVRC2012_img_val.tar: no such file");
    }

    private void refused(String message) {
        assertThatThrownBy(() -> open(Split.TEST))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }
}
