package dev.tornadovim.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.decode.ImageDecoder;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

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

    private Dataset<Sample> open(Split split) {
        return ImageNet.open(root, split, new ImageDecoder());
    }

    @Test
    void readsTarsInATar() {
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

    /** As given out in 2012: numbers and ids in a MATLAB file (resource meta.mat, made by meta.py). */
    @ParameterizedTest
    @ValueSource(strings = {"meta.mat", "meta_compressed.mat"})
    void readsTheKitOf2012(String meta) throws IOException {
        removeKit();
        Path kit = Files.createDirectories(root.resolve("ILSVRC2012_devkit_t12/data"));
        Files.write(kit.resolve("meta.mat"), resource(meta));
        Files.writeString(kit.resolve(TRUTH), "1\n3\n2\n");
        mapsIlsvrcNumbersToSortedIds();
    }

    @Test
    void readsTheKitsArchive() throws IOException {
        removeKit();
        Map<String, byte[]> kit = new LinkedHashMap<>();
        kit.put("ILSVRC2012_devkit_t12/readme.txt", Tars.text("read me"));
        kit.put("ILSVRC2012_devkit_t12/data/meta.mat", resource("meta.mat"));
        kit.put("ILSVRC2012_devkit_t12/data/" + TRUTH, Tars.text("1\n3\n2\n"));
        Path archive = root.resolve("ILSVRC2012_devkit_t12.tar.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(archive))) {
            out.write(Tars.tar(kit));
        }
        mapsIlsvrcNumbersToSortedIds();
        Files.write(archive, Arrays.copyOf(Files.readAllBytes(archive), 300));
        refused("ILSVRC2012_devkit_t12.tar.gz: unreadable tar file: ");
    }

    @Test
    void readsLaterKits() throws IOException {
        removeKit();
        Path kit = Files.createDirectories(root.resolve("ILSVRC2014_devkit/data"));
        Files.write(kit.resolve("meta_clsloc.mat"), resource("meta_clsloc.mat"));
        Files.writeString(kit.resolve("map_det.txt"), "n09 1 accordion\n");
        Files.writeString(
                kit.resolve("ILSVRC2014_clsloc_validation_ground_truth.txt"), "1\n3\n2\n");
        mapsIlsvrcNumbersToSortedIds();
    }

    @Test
    void numbersMeanWhatTheirOwnKitSays() throws IOException {
        removeKit();
        Path other = Files.createDirectories(root.resolve("ILSVRC2010_devkit/data"));
        Files.writeString(other.resolve("map_clsloc.txt"), "n01 1 dog\nn02 2 hen\nn03 3 cat\n");
        Path kit = Files.createDirectories(root.resolve("ILSVRC2012_devkit_t12/data"));
        Files.write(kit.resolve("meta.mat"), resource("meta.mat"));
        Files.writeString(kit.resolve(TRUTH), "1\n3\n2\n");
        mapsIlsvrcNumbersToSortedIds();
    }

    @Test
    void refusesDamagedMatFiles() throws IOException {
        Files.delete(root.resolve("devkit/data/map_clsloc.txt"));
        Path meta = root.resolve("devkit/data/meta.mat");
        Files.writeString(meta, "the real kit has MATLAB data here");
        refused("meta.mat: no MATLAB file of ImageNet's classes, or damaged: ");
        byte[] whole = resource("meta.mat");
        var random = new Random(3);
        for (int k = 0; k < 500; k++) {
            byte[] bytes =
                    Arrays.copyOf(whole, k % 2 == 0 ? whole.length : random.nextInt(whole.length));
            for (int i = 0; i < 3 && bytes.length > 0; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Files.write(meta, bytes);
            try {
                open(Split.TEST);
            } catch (DataException e) {
                assertThat(e.getMessage()).doesNotContain("\n");
            }
        }
    }

    private void removeKit() throws IOException {
        Files.delete(root.resolve("devkit/data/map_clsloc.txt"));
        Files.delete(root.resolve("devkit/data").resolve(TRUTH));
        refused("nothing beside it that tells the classes of its 3 images, expected ImageNet's");
    }

    private byte[] resource(String name) throws IOException {
        try (var in = getClass().getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    /** The validation archive unpacked as it is: 50,000 images in one folder. */
    @Test
    void readsAFlatValidationFolder() throws IOException {
        Files.delete(root.resolve("ILSVRC2012_img_val.tar"));
        refused("ILSVRC2012_img_val.tar: no such file, and no folder val");
        flat(root.resolve("val"));
        mapsIlsvrcNumbersToSortedIds();
        removeKit();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ILSVRC", "ILSVRC/Data/CLS-LOC"})
    void readsKagglesLayout(String from) throws IOException {
        Path kaggle = root.resolve("kaggle");
        Path data = kaggle.resolve("ILSVRC/Data/CLS-LOC");
        flat(data.resolve("val"));
        Files.createDirectories(data.resolve("train/n02"));
        Files.write(data.resolve("train/n02/n02_1.JPEG"), Tars.pixel(9));
        Files.writeString(
                kaggle.resolve("LOC_val_solution.csv"),
                "ImageId,PredictionString\n"
                        + "ILSVRC2012_val_00000003,n01 85 1 499 272 \n"
                        + "ILSVRC2012_val_00000001,n03 1 2 3 4 n03 5 6 7 8 \n"
                        + "ILSVRC2012_val_00000002,n02 1 2 3 4 \n");
        Files.writeString(
                kaggle.resolve("LOC_synset_mapping.txt"), "n01 dog, hound\nn02 hen\nn03 cat\n");
        Path opened = kaggle.resolve(from);
        var validation = ImageNet.open(opened, Split.TEST, new ImageDecoder());
        assertThat(validation.info().classNames()).containsExactly("n01", "n02", "n03");
        for (int i = 0; i < 3; i++) {
            assertThat(validation.get(i).image().at(0, 0, 0)).isEqualTo(i + 1);
            assertThat(validation.get(i).label()).isEqualTo(2 - i);
        }
        var train = ImageNet.open(opened, Split.TRAIN, new ImageDecoder());
        assertThat(train.get(0).image().at(0, 0, 0)).isEqualTo(9);
        Files.write(data.resolve("val/ILSVRC2012_val_00000004.JPEG"), Tars.pixel(4));
        assertThatThrownBy(() -> ImageNet.open(opened, Split.TEST, new ImageDecoder()))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith(
                        "LOC_val_solution.csv: no line for the image ILSVRC2012_val_00000004.JPEG");
    }

    private static void flat(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = 1; i <= 3; i++) {
            Files.write(folder.resolve("ILSVRC2012_val_0000000" + i + ".JPEG"), Tars.pixel(i));
        }
    }

    @Test
    void readsFoldersOfClasses() throws IOException {
        Files.delete(root.resolve("ILSVRC2012_img_train.tar"));
        Files.delete(root.resolve("ILSVRC2012_img_val.tar"));
        for (String path : List.of("train/n01/a.JPEG", "train/n02/b.JPEG", "val/n02/c.JPEG")) {
            Files.createDirectories(root.resolve(path).getParent());
            Files.write(root.resolve(path), Tars.pixel(path.charAt(path.length() - 6)));
        }
        assertThat(open(Split.TRAIN).size()).isEqualTo(2);
        assertThat(open(Split.TEST).get(0).label()).isEqualTo(1);
    }

    private void refused(String message) {
        assertThatThrownBy(() -> open(Split.TEST))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }
}
