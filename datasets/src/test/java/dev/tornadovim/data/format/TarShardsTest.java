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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

class TarShardsTest {
    @TempDir Path root;

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectories(root.resolve("train"));
    }

    private void shard(String name, Object... members) throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            Object value = members[i + 1];
            byte[] bytes = value instanceof Integer v ? Tars.pixel(v) : Tars.text((String) value);
            contents.put((String) members[i], bytes);
        }
        Files.write(root.resolve("train").resolve(name), Tars.tar(contents));
    }

    private Dataset<Sample> open() {
        return TarShards.open(root, Split.TRAIN, new ImageDecoder());
    }

    @Test
    void readsShardsInPlace() throws IOException {
        String longName = "deep/".repeat(40) + "c.v2";
        shard("b.tar", "c.pgm", 3, "c.cls", "2");
        shard("a.tar", "a.cls", "1\n", "a.png", 1, "a.json", "{}", "b.jpg", 2, "b.cls", "0");
        shard("c.tar", longName + ".pgm", 4, "deep/".repeat(40) + "c.cls", "1");
        var data = open();
        assertThat(data.size()).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            assertThat(data.get(i).image().at(2, 0, 0)).isEqualTo(i + 1);
        }
        assertThat(data.get(0).label()).isEqualTo(1);
        assertThat(data.get(1).label()).isEqualTo(0);
        assertThat(data.get(2).label()).isEqualTo(2);
        assertThat(data.info().classNames()).containsExactly("0", "1", "2");

        Files.writeString(root.resolve("classes.txt"), "cat\ndog\ncow\nhen\n");
        assertThat(open().info().classNames()).containsExactly("cat", "dog", "cow", "hen");
        Files.writeString(root.resolve("classes.txt"), "cat\n");
        refused("classes.txt: 1 names, but there is a label 2");
    }

    @Test
    void refusesIncompleteSamples() throws IOException {
        refused("train: no tar files in it");
        shard("a.tar", "a.pgm", 1);
        refused("a.tar: no a.cls beside a.pgm");
        shard("a.tar", "a.pgm", 1, "a.cls", "cat");
        refused("a.tar!a.cls: holds \"cat\", expected the number of a class");
        shard("a.tar", "a.pgm", 1, "a.cls", "1", "a.png", 2);
        refused("a.tar: two images of the sample a");
    }

    @Test
    void passesOverWhatAMacPacks() throws IOException {
        shard("a.tar", "./._0.cls", "x", "./0.cls", "1", "./._0.pgm", "x", "./0.pgm", 3);
        shard("b.tar", "__MACOSX/._0.pgm", "x", ".DS_Store", "x", "0.pgm", 4, "0.cls", "0");
        Files.write(root.resolve("train/._a.tar"), Tars.text("x"));
        var data = open();
        assertThat(data.size()).isEqualTo(2);
        assertThat(data.get(0).label()).isEqualTo(1);
        assertThat(data.get(1).image().at(0, 0, 0)).isEqualTo(4);
    }

    @Test
    void namesShardsWithoutImages() throws IOException {
        shard("a.tar", "a.txt", "no image");
        refused("train: no samples in its tar files, expected KEY.jpg and KEY.cls for each");
        shard("a.tar", "a.cls", "1", "a.npy", "no image");
        refused("a.tar: no image beside a.cls");
    }

    /** What is logged of a skipped sample is this message. */
    @Test
    void hostileNamesAreShownEscaped() throws IOException {
        shard("a.tar", "z\n\u001b[41m.png", "no image", "z\n\u001b[41m.cls", "0");
        assertThatThrownBy(() -> open().get(0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a.tar!z\\n\\u001b[41m.png: ");
    }

    @Test
    void refusesNamesOutsideTheFolder() throws IOException {
        shard("a.tar", "../a.pgm", 1, "../a.cls", "1");
        refused("a.tar: a member is named ../a.pgm, outside of its folder");
        shard("a.tar", "x/../../a.pgm", 1, "a.cls", "1");
        refused("outside of its folder");
        shard("a.tar", "/etc/a.pgm", 1, "a.cls", "1");
        refused("a member is named /etc/a.pgm");
    }

    @Test
    void refusesDamagedArchives() throws IOException {
        shard("a.tar", "a.cls", "1", "a.pgm", 1, "b.cls", "1", "b.pgm", 2);
        Path file = root.resolve("train").resolve("a.tar");
        byte[] whole = Files.readAllBytes(file);
        // In the middle of the last member, of a header, and of the second member's header.
        for (int length : new int[] {3 * 1024 + 512 + 5, 3 * 1024 + 100, 1024 + 17}) {
            Files.write(file, Arrays.copyOf(whole, length));
            refused("a.tar: ");
        }
        Files.write(file, Tars.text("this is no tar file, but it is longer than nothing"));
        refused("a.tar: ");
        Files.write(file, new byte[0]);
        refused("a.tar: no tar file");
        byte[] wrong = whole.clone();
        wrong[3] ^= 1;
        Files.write(file, wrong);
        refused("a.tar: ");
    }

    private void refused(String message) {
        assertThatThrownBy(this::open)
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }
}
