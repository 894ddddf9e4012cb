package dev.tornadovim.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.format.Cifar.Variant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class CifarTest {
    @TempDir Path folder;

    /** Records whose planes hold the values first, first + 1 and first + 2. */
    private static byte[] records(int labelBytes, int... labels) {
        var out = new ByteArrayOutputStream();
        for (int label : labels) {
            for (int i = 1; i < labelBytes; i++) {
                out.write(7);
            }
            out.write(label);
            for (int i = 0; i < 3072; i++) {
                out.write(label + i / 1024);
            }
        }
        return out.toByteArray();
    }

    private void names(String file, int count) throws IOException {
        String text =
                IntStream.range(0, count)
                        .mapToObj(i -> "name " + i + "\n")
                        .collect(Collectors.joining());
        Files.writeString(folder.resolve(file), text + "\n");
    }

    @Test
    void readsCifar10() throws IOException {
        names("batches.meta.txt", 10);
        for (int i = 1; i <= 5; i++) {
            Files.write(folder.resolve("data_batch_%d.bin".formatted(i)), records(1, i, 9));
        }
        Files.write(folder.resolve("test_batch.bin"), records(1, 0));
        var train = Cifar.open(folder, Variant.CIFAR_10, Split.TRAIN);
        assertThat(train.size()).isEqualTo(10);
        assertThat(train.get(4).label()).isEqualTo(3);
        assertThat(train.get(5).label()).isEqualTo(9);
        var image = train.get(4).image();
        assertThat(image.at(0, 31, 31)).isEqualTo(3);
        assertThat(image.at(1, 0, 0)).isEqualTo(4);
        assertThat(image.at(2, 31, 31)).isEqualTo(5);
        assertThat(Cifar.open(folder, Variant.CIFAR_10, Split.TEST).size()).isEqualTo(1);
        assertThat(train.info().classNames()).hasSize(10).startsWith("name 0");
    }

    @Test
    void readsTheFineLabelsOfCifar100() throws IOException {
        names("fine_label_names.txt", 100);
        Files.write(folder.resolve("train.bin"), records(2, 99, 42));
        var train = Cifar.open(folder, Variant.CIFAR_100, Split.TRAIN);
        assertThat(train.get(0).label()).isEqualTo(99);
        assertThat(train.get(1).label()).isEqualTo(42);
        assertThat(train.get(1).image().at(2, 31, 31)).isEqualTo(44);
    }

    @Test
    void refusesWrongFiles() throws IOException {
        names("fine_label_names.txt", 99);
        refused("train.bin: no such file, expected a file of CIFAR_100");
        Files.write(folder.resolve("train.bin"), records(1, 1));
        refused("train.bin: 3073 bytes, expected a multiple of 3074");
        Files.write(folder.resolve("train.bin"), new byte[0]);
        refused("train.bin: 0 bytes");
        Files.write(folder.resolve("train.bin"), records(2, 1, 100));
        refused("train.bin: label 100 in record 1, expected less than 100");
        Files.write(folder.resolve("train.bin"), records(2, 1));
        refused("fine_label_names.txt: 99 names, expected 100");
    }

    private void refused(String message) {
        assertThatThrownBy(() -> Cifar.open(folder, Variant.CIFAR_100, Split.TRAIN))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }
}
