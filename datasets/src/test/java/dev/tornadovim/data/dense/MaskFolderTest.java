package dev.tornadovim.data.dense;

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

class MaskFolderTest {
    @TempDir Path root;

    private Path images;
    private Path masks;

    @BeforeEach
    void folders() throws IOException {
        images = root.resolve("train", "images");
        masks = root.resolve("train", "masks");
        Files.createDirectories(masks);
        Files.writeString(root.resolve("classes.txt"), "sky\nsea\n");
        Masks.image(images.resolve("b.png"), 2, 3);
        Masks.mask(masks.resolve("b.png"), 2, 3, 0, 1, 255, 1, 1, 0);
        Masks.image(images.resolve("a.png"), 1, 2);
        Masks.mask(masks.resolve("a.png"), 1, 2, 255, 255);
    }

    private Dataset<SegmentationSample> open() {
        return MaskFolder.open(root, Split.TRAIN, new ImageDecoder());
    }

    private void assertRefused(String message) {
        assertThatThrownBy(this::open)
                .isInstanceOf(DataException.class)
                .hasMessageNotContaining("\n")
                .hasMessageEndingWith(message);
    }

    @Test
    void readsImagesWithTheirMasks() {
        var data = open();
        assertThat(data.size()).isEqualTo(2);
        assertThat(data.name(1)).isEqualTo("b");
        assertThat(data.info().classNames()).containsExactly("sky", "sea");
        assertThat(data.get(1).labels().classes()).containsExactly(0, 1, -1, 1, 1, 0);
        assertThat(data.get(1).image().at(2, 1, 2)).isEqualTo(12);
        assertThat(data.get(0).labels().classes()).as("all ignored").containsExactly(-1, -1);
    }

    @Test
    void findsEitherNameOfTheOtherSplit() {
        assertThatThrownBy(() -> MaskFolder.open(root, Split.TEST, new ImageDecoder()))
                .hasMessageEndingWith("test/images: no such folder, expected a folder of images");
        Masks.image(root.resolve("val", "images", "c.png"), 1, 1);
        Masks.mask(root.resolve("val", "masks", "c.png"), 1, 1, 1);
        var data = MaskFolder.open(root, Split.TEST, new ImageDecoder());
        assertThat(data.get(0).labels().classes()).containsExactly(1);
    }

    /** As image editors save a drawing in black and white; class 1 would never be seen. */
    @Test
    void refusesMasksInBlackAndWhite() throws IOException {
        Masks.mask(masks.resolve("b.png"), 2, 3, 0, 255, 255, 0, 0, 0);
        assertRefused(
                "train/masks: its masks hold 0 and 255 only (2 were read), and 255 means no class:"
                        + " expected 1 for the class sea");
        Files.writeString(root.resolve("classes.txt"), "sky\n");
        assertThat(open().get(1).labels().at(0, 1)).as("the only class is 0").isEqualTo(255);
        Files.writeString(root.resolve("classes.txt"), "sky\nsea\n");
        Masks.mask(masks.resolve("a.png"), 1, 2, 0, 0);
        Masks.mask(masks.resolve("b.png"), 2, 3, 0, 0, 0, 0, 0, 0);
        assertThat(open().size()).as("nothing but sky").isEqualTo(2);
    }

    @Test
    void passesOverHiddenFiles() {
        Masks.image(images.resolve("._a.png"), 1, 1);
        Masks.mask(masks.resolve(".b.png"), 1, 1, 1);
        assertThat(open().size()).isEqualTo(2);
    }

    @Test
    void refusesMasksOfAnotherSize() {
        Masks.mask(masks.resolve("b.png"), 3, 2, 0, 0, 0, 0, 0, 0);
        assertThatThrownBy(() -> open().get(1))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "%s: 2 × 3 pixels, but its image %s has 3 × 2",
                        masks.resolve("b.png"), images.resolve("b.png"));
    }

    @Test
    void refusesClassesOutOfRange() {
        Masks.mask(masks.resolve("b.png"), 2, 3, 0, 1, 0, 1, 2, 0);
        assertThatThrownBy(() -> open().get(1))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "%s: class 2 at row 1, column 1, expected 0 to 1, or 255 where there is"
                                + " none",
                        masks.resolve("b.png"));
    }

    @Test
    void refusesFilesWithoutAPartner() throws IOException {
        Files.delete(masks.resolve("b.png"));
        assertRefused("b.png: an image without a mask, expected " + masks.resolve("b.png"));
        Files.delete(images.resolve("b.png"));
        assertThat(open().size()).isEqualTo(1);
        Masks.mask(masks.resolve("z.png"), 1, 1, 0);
        assertRefused("z.png: a mask without an image in " + images);
    }

    @Test
    void refusesTwoImagesOfOneName() {
        Masks.image(images.resolve("a.bmp"), 1, 2);
        assertRefused("a.png: the same name as a.bmp");
    }

    @Test
    void refusesEmptyFoldersAndNoClasses() throws IOException {
        Files.writeString(root.resolve("classes.txt"), "\n");
        assertRefused("classes.txt: 0 class names, expected 1 to 255");
        Files.delete(root.resolve("classes.txt"));
        assertRefused("classes.txt: no such file, expected one class name a line");
        Files.writeString(root.resolve("classes.txt"), "sky");
        for (String name : new String[] {"a.png", "b.png"}) {
            Files.delete(images.resolve(name));
            Files.delete(masks.resolve(name));
        }
        assertRefused("images: no images in this folder");
        Files.delete(masks);
        assertRefused("masks: no such folder, expected a folder of masks");
    }
}
