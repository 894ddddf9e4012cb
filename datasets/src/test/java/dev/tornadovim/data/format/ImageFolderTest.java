package dev.tornadovim.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.decode.ImageDecoder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

class ImageFolderTest {
    @TempDir Path root;

    private void image(String path, int value) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, Tars.pixel(value));
    }

    private Dataset<Sample> open(Split split) {
        return ImageFolder.open(root, split, new ImageDecoder());
    }

    /** The order of Python's {@code sorted(os.walk(...))} with {@code sorted(files)} in it. */
    @Test
    void numbersClassesAndFilesAsPyTorchDoes() throws IOException {
        image("train/b/z.png", 1);
        image("train/b/A.JPEG", 2);
        image("train/b/sub/a.png", 3);
        image("train/B/x.pgm", 4);
        image("train/10/x.pgm", 5);
        image("train/2/x.pgm", 6);
        image("train/\u00e9/x.pgm", 7);
        Files.writeString(root.resolve("train/b/notes.txt"), "no image");

        var folder = open(Split.TRAIN);
        assertThat(folder.info().classNames()).containsExactly("10", "2", "B", "b", "\u00e9");
        assertThat(IntStream.range(0, folder.size()).map(i -> folder.get(i).image().at(0, 0, 0)))
                .containsExactly(5, 6, 4, 2, 1, 3, 7);
        assertThat(IntStream.range(0, folder.size()).map(i -> folder.get(i).label()))
                .containsExactly(0, 1, 2, 3, 3, 3, 4);
    }

    @Test
    void passesOverWhatOtherProgramsLeave() throws IOException {
        image("train/.ipynb_checkpoints/x-checkpoint.pgm", 1);
        image("train/__MACOSX/x.pgm", 2);
        image("train/ant/x.pgm", 3);
        image("train/ant/._x.pgm", 4);
        image("train/ant/.ipynb_checkpoints/x-checkpoint.pgm", 5);
        image("train/ant/@eaDir/x.pgm/thumb.pgm", 6);
        image("train/bee/x.pgm", 7);
        image("val/bee/x.pgm", 8);
        Files.createDirectories(root.resolve("val/.ipynb_checkpoints"));

        var train = open(Split.TRAIN);
        assertThat(train.info().classNames()).containsExactly("ant", "bee");
        assertThat(train.size()).isEqualTo(2);
        assertThat(train.get(1).label()).isEqualTo(1);
        assertThat(train.get(1).image().at(0, 0, 0)).isEqualTo(7);
        assertThat(open(Split.TEST).get(0).label()).isEqualTo(1);
    }

    /** PyTorch: {@code Found no valid file for the classes …}. */
    @Test
    void namesAnEmptyFolderThatWouldShiftTheLabels() throws IOException {
        image("train/bee/x.pgm", 1);
        image("val/bee/x.pgm", 2);
        Files.createDirectories(root.resolve("train/ant"));
        refused(Split.TRAIN, "train/ant: no images in it, expected those of a class");
        refused(Split.TEST, "train/ant: no images in it");
        Files.writeString(
                Files.createDirectories(root.resolve("train/cat")).resolve("a.txt"), "no image");
        refused(Split.TRAIN, "train/ant: no images in it, nor in 1 others, expected");
    }

    @Test
    void aClassMayLackTestImages() throws IOException {
        image("train/ant/x.pgm", 1);
        image("train/bee/x.pgm", 2);
        image("val/bee/x.pgm", 3);
        Files.createDirectories(root.resolve("val/ant"));
        Files.createDirectories(root.resolve("val/lost+found"));
        assertThat(open(Split.TEST).info().classNames()).containsExactly("ant", "bee");
        assertThat(open(Split.TEST).get(0).label()).isEqualTo(1);
    }

    @Test
    void testImagesHaveTheClassesOfTheTrainingImages() throws IOException {
        image("train/cat/x.pgm", 1);
        image("train/dog/x.pgm", 2);
        image("test/dog/x.pgm", 3);
        var test = open(Split.TEST);
        assertThat(test.info().classNames()).containsExactly("cat", "dog");
        assertThat(test.get(0).label()).isEqualTo(1);
        image("val/cat/x.pgm", 4);
        assertThat(open(Split.TEST).get(0).image().at(0, 0, 0)).isEqualTo(4);
        image("val/cow/x.pgm", 4);
        refused(Split.TEST, "cow: a class that", "does not have");
    }

    @Test
    void fingerprintFollowsTheFiles() throws IOException {
        image("train/cat/x.pgm", 1);
        String before = open(Split.TRAIN).info().sha256();
        assertThat(open(Split.TRAIN).info().sha256()).isEqualTo(before);
        image("train/cat/y.pgm", 1);
        assertThat(open(Split.TRAIN).info().sha256()).isNotEqualTo(before);
    }

    @Test
    void refusesMissingAndEmptyFolders() throws IOException {
        refused(Split.TRAIN, "train: no such folder, expected one folder for each class");
        Files.createDirectories(root.resolve("train"));
        refused(Split.TRAIN, "train: no folders in it, expected one for each class");
        Files.createDirectories(root.resolve("train/cat"));
        refused(Split.TRAIN, "train: no images in the folders of its classes");
        image("train/cat/x.pgm", 1);
        refused(Split.TEST, "test: no such folder");
    }

    @Test
    void testImagesAloneNumberTheirOwnClasses() throws IOException {
        image("val/dog/x.pgm", 1);
        image("val/cat/x.pgm", 2);
        var test = open(Split.TEST);
        assertThat(test.info().classNames()).containsExactly("cat", "dog");
        assertThat(test.get(1).label()).isEqualTo(1);
        refused(Split.TRAIN, "train: no such folder");
    }

    @Test
    void namesTheDamagedFile() throws IOException {
        image("train/cat/x.pgm", 1);
        Files.write(root.resolve("train/cat/y.jpg"), new byte[0]);
        var folder = open(Split.TRAIN);
        assertThat(folder.size()).isEqualTo(2);
        assertThatThrownBy(() -> folder.get(1))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("y.jpg: no image: 0 bytes");
    }

    private void refused(Split split, String... parts) {
        assertThatThrownBy(() -> open(split))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(parts);
    }
}
