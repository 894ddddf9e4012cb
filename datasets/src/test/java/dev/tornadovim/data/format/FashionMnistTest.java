package dev.tornadovim.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

class FashionMnistTest {
    @TempDir Path folder;

    @Test
    void sampleIsBalancedAndUnchanged() {
        var train = FashionMnist.sample(Split.TRAIN);
        assertThat(counts(train)).containsOnly(1200).hasSize(10);
        assertThat(train.info().sha256())
                .isEqualTo("979127814c8cc83f89ae2294df45859fd429b5fbdd39c07c9423882d57b1a828");
        var test = FashionMnist.sample(Split.TEST);
        assertThat(counts(test)).containsOnly(200).hasSize(10);
        assertThat(test.info().sha256())
                .isEqualTo("8e8b02fc2db0ff9ed2d481ff30f8bd7cc5c88205cb131d7f4a0c19448f6957c9");
        assertThat(train.info().source()).isEqualTo("embedded sample");
        // The first image of the full training file is an ankle boot.
        assertThat(train.get(0).label()).isEqualTo(9);
    }

    @Test
    void sampleIsWhatItsRuleMakesOfTheFullData() {
        assumeTrue(Files.isDirectory(FashionMnist.DEBIAN), "full Fashion-MNIST is not installed");
        for (var split : Split.values()) {
            var rebuilt = FashionMnistSampleBuilder.select(FashionMnist.DEBIAN, split);
            assertThat(Fingerprint.of(rebuilt.pixels(), rebuilt.labels()))
                    .isEqualTo(FashionMnist.sample(split).info().sha256());
        }
    }

    @Test
    void looksInTheThreePlacesInOrder() throws IOException {
        Path nowhere = folder.resolve("nowhere");
        Path explicit = Files.createDirectory(folder.resolve("explicit"));
        Path installed = Files.createDirectory(folder.resolve("installed"));
        write(explicit, 3, 28, 3, (byte) 1);
        write(installed, 4, 28, 4, (byte) 1);

        var user = FashionMnist.open(Optional.of(explicit), installed, Split.TEST);
        assertThat(user.size()).isEqualTo(3);
        assertThat(user.info().source()).isEqualTo(explicit.toString());
        assertThat(FashionMnist.open(Optional.empty(), installed, Split.TEST).size()).isEqualTo(4);
        assertThat(FashionMnist.open(Optional.empty(), nowhere, Split.TEST).size()).isEqualTo(2000);
    }

    @Test
    void refusesMissingFolderAndFiles() throws IOException {
        refused(folder.resolve("nowhere"), "nowhere: no such folder, expected the IDX files");
        refused(folder, "has neither t10k-images-idx3-ubyte.gz nor t10k-images-idx3-ubyte");
        FashionMnistSampleBuilder.write(
                folder.resolve("t10k-images-idx3-ubyte.gz"), new int[] {1, 28, 28}, new byte[784]);
        refused(folder, "has neither t10k-labels-idx1-ubyte.gz nor t10k-labels-idx1-ubyte");
    }

    @Test
    void refusesOtherData() throws IOException {
        write(folder, 2, 32, 2, (byte) 1);
        refused(folder, "images of 32 × 32 pixels, expected 28 × 28");
        write(folder, 2, 28, 3, (byte) 1);
        refused(folder, "3 labels, expected 2, one for each image of");
        write(folder, 2, 28, 2, (byte) 10);
        refused(folder, "label 10 at 0, expected 0 to 9");
    }

    private void refused(Path data, String message) {
        assertThatThrownBy(() -> FashionMnist.open(Optional.of(data), Split.TEST))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(message);
    }

    private static void write(Path folder, int images, int size, int labels, byte label)
            throws IOException {
        byte[] values = new byte[labels];
        Arrays.fill(values, label);
        FashionMnistSampleBuilder.write(
                folder.resolve("t10k-images-idx3-ubyte.gz"),
                new int[] {images, size, size},
                new byte[images * size * size]);
        FashionMnistSampleBuilder.write(
                folder.resolve("t10k-labels-idx1-ubyte.gz"), new int[] {labels}, values);
    }

    private static int[] counts(Dataset<Sample> data) {
        int[] counts = new int[10];
        for (int i = 0; i < data.size(); i++) {
            counts[data.get(i).label()]++;
        }
        return counts;
    }
}
