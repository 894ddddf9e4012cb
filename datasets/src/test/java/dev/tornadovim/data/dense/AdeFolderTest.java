package dev.tornadovim.data.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.decode.ImageDecoder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class AdeFolderTest {
    @TempDir Path root;

    private Dataset<SegmentationSample> open(int... values) {
        Masks.image(root.resolve("images", "validation", "v1.png"), 1, values.length);
        Masks.mask(root.resolve("annotations", "validation", "v1.png"), 1, values.length, values);
        return AdeFolder.open(root, Split.TEST, new ImageDecoder());
    }

    @Test
    void namesTheClassesOfAde20k() {
        var names = open(0).info().classNames();
        assertThat(names).hasSize(150).doesNotHaveDuplicates();
        assertThat(names).startsWith("wall", "building", "sky").endsWith("glass", "clock", "flag");
        assertThat(names.get(94)).isEqualTo("land");
        assertThat(names.get(12)).isEqualTo("person");
    }

    @Test
    void zeroIsNoClassAndOthersMoveDown() {
        assertThat(open(0, 1, 150, 255).get(0).labels().classes())
                .containsExactly(255, 0, 149, 255);
    }

    @Test
    void refusesClassesOutOfRange() {
        var data = open(3, 151);
        assertThatThrownBy(() -> data.get(0))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith(
                        "v1.png: class 151 at row 0, column 1, expected 1 to 150, or 0 where there"
                                + " is none");
    }

    @Test
    void takesTheClassNamesBesideTheFolders() throws IOException {
        Files.writeString(root.resolve("classes.txt"), "background\nshoe\n");
        var data = open(2, 3);
        assertThat(data.info().classNames()).containsExactly("background", "shoe");
        assertThatThrownBy(() -> data.get(0)).hasMessageContaining("class 3 at row 0, column 1");
    }

    @Test
    void refusesAMissingSplit() {
        open(1);
        assertThatThrownBy(() -> AdeFolder.open(root, Split.TRAIN, new ImageDecoder()))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "%s: no such folder, expected a folder of images",
                        root.resolve("images", "training"));
    }
}
