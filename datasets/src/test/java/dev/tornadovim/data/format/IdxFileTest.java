package dev.tornadovim.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.Allocations;
import dev.tornadovim.data.DataException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

class IdxFileTest {
    private static final byte[] VALUES = {1, 2, 3, (byte) 255, 5, 6};

    @TempDir Path folder;

    @Test
    void readsPlainAndCompressedAlike() throws IOException {
        int[] shape = {1, 2, 3};
        Path plain = file("plain", FashionMnistSampleBuilder.idx(shape, VALUES));
        Path gzip = folder.resolve("gzip");
        FashionMnistSampleBuilder.write(gzip, shape, VALUES);

        for (Path file : new Path[] {plain, gzip}) {
            var idx = IdxFile.read(file, 3);
            assertThat(idx.shape()).containsExactly(1, 2, 3);
            assertThat(idx.values()).containsExactly(VALUES);
        }
    }

    @Test
    void refusesMissingFile() {
        refused(folder.resolve("nowhere"), "nowhere: no such file, expected an IDX file");
    }

    @Test
    void refusesForeignFiles() throws IOException {
        refused(file("empty", new byte[0]), "starts with nothing (0 bytes), expected 00 00 08 03");
        refused(file("one", new byte[] {0x1f}), "starts with 1f, expected 00 00 08 03");
        refused(
                file("text", "hello world".getBytes(StandardCharsets.UTF_8)),
                "starts with 68 65 6c 6c, expected 00 00 08 03");
        refused(
                file("labels", FashionMnistSampleBuilder.idx(new int[] {6}, VALUES)),
                "starts with 00 00 08 01, expected 00 00 08 03");
        refused(file("float", new byte[] {0, 0, 0x0d, 3, 0, 0, 0, 1}), "starts with 00 00 0d 03");
    }

    @Test
    void refusesWrongLengths() throws IOException {
        byte[] good = FashionMnistSampleBuilder.idx(new int[] {1, 2, 3}, VALUES);
        refused(
                file("short", Arrays.copyOf(good, good.length - 2)),
                "truncated: 4 of the 6 bytes that its shape [1, 2, 3] asks for");
        refused(
                file("long", Arrays.copyOf(good, good.length + 1)),
                "bytes left after the 6 of its shape [1, 2, 3]");
        refused(file("header", Arrays.copyOf(good, 10)), "truncated in its header: 10 of 16 bytes");
    }

    @Test
    void refusesImpossibleShapesWithoutAllocating() throws IOException {
        byte[] none = new byte[0];
        refused(
                file("huge", FashionMnistSampleBuilder.idx(new int[] {1 << 30, 28, 28}, none)),
                "shape [1073741824, 28, 28] is larger than the limit of 268435456 bytes");
        refused(
                file("negative", FashionMnistSampleBuilder.idx(new int[] {-1, 28, 28}, none)),
                "shape [-1, 28, 28], expected sizes from 1");
        refused(
                file("liar", FashionMnistSampleBuilder.idx(new int[] {300_000, 28, 28}, none)),
                "truncated: 0 of the 235200000 bytes");
    }

    /** 1.6 GB of zeros, of which gzip makes 1.5 MB. */
    @Test
    void refusesHugeArraysOfSmallFiles() throws IOException {
        Path gzip = folder.resolve("zeros.gz");
        byte[] zeros = new byte[1 << 20];
        int[] shape = {2_000_000, 28, 28};
        try (var out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
            out.write(FashionMnistSampleBuilder.idx(shape, new byte[0]));
            for (long written = 0; written < 1_568_000_000L; written += zeros.length) {
                out.write(zeros, 0, (int) Math.min(zeros.length, 1_568_000_000L - written));
            }
        }
        long before = Allocations.ofThisThread();
        refused(gzip, "shape [2000000, 28, 28] is larger than the limit of 268435456 bytes");
        assertThat(Allocations.ofThisThread() - before).isLessThan(16 << 20);
    }

    @Test
    void refusesDamagedGzip() throws IOException {
        Path gzip = folder.resolve("gzip");
        FashionMnistSampleBuilder.write(gzip, new int[] {1, 2, 3}, VALUES);
        byte[] good = Files.readAllBytes(gzip);
        refused(
                file("cut.gz", Arrays.copyOf(good, good.length - 12)),
                "truncated in the middle of its gzip data");
        byte[] flipped = good.clone();
        flipped[flipped.length - 5] ^= 1;
        refused(file("flipped.gz", flipped), "damaged gzip data");
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static void refused(Path file, String message) {
        assertThatThrownBy(() -> IdxFile.read(file, 3))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(file.getFileName().toString())
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }
}
