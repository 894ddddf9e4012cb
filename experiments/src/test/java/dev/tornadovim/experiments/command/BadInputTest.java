package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Damaged and hostile files: one line that names the file and what is wrong, and nothing else. */
class BadInputTest extends CommandTest {
    @TempDir private Path folder;

    private record BadImage(String name, byte[] bytes, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<BadImage> images() throws IOException {
        byte[] jpeg = ImageNetFiles.jpeg(0.5f, new Random(1));
        return Stream.of(
                new BadImage(
                        "truncated.jpg", Arrays.copyOf(jpeg, jpeg.length / 2), "unreadable JPEG: "),
                new BadImage("empty.jpg", new byte[0], "no image: 0 bytes"),
                new BadImage(
                        "text.jpg",
                        "hello, world".getBytes(StandardCharsets.US_ASCII),
                        "no image: starts with 68 65 6c 6c 6f 2c 20 77, the start of no known"),
                new BadImage(
                        "huge.png",
                        pngHeader(40_000, 40_000),
                        "unreadable PNG: 40000 × 40000 pixels, the limit is 67108864 pixels"));
    }

    /** The signature, IHDR, an empty IDAT and IEND of an RGB image. */
    private static byte[] pngHeader(int width, int height) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var png = new DataOutputStream(bytes);
        png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        var header = new ByteArrayOutputStream();
        var fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {8, 2, 0, 0, 0});
        chunk(png, "IHDR", header.toByteArray());
        chunk(png, "IDAT", new byte[0]);
        chunk(png, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream png, String type, byte[] data) throws IOException {
        var crc = new CRC32();
        crc.update(type.getBytes(StandardCharsets.US_ASCII));
        crc.update(data);
        png.writeInt(data.length);
        png.writeBytes(type);
        png.write(data);
        png.writeInt((int) crc.getValue());
    }

    @ParameterizedTest
    @MethodSource("images")
    void badImagesAreOneLineAndTheOthersArePredicted(BadImage bad) throws IOException {
        var file = Files.write(folder.resolve(bad.name), bad.bytes);
        var good = Files.write(folder.resolve("good.jpg"), ImageNetFiles.jpeg(0.5f, new Random(1)));
        assertThat(run("predict", "--weights", Golden.CHECKPOINT, file, good)).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("error: " + file + ": " + bad.message)
                .hasLineCount(1);
        assertThat(out.toString()).startsWith(good + "\n").hasLineCount(6);
    }

    @Test
    void aRunThatCannotStartLeavesNoFolder() {
        var runs = "run.dir='" + folder.resolve("runs") + "'";
        assertThat(run("train", "fashion-mnist", "init='" + folder + "'", runs)).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("error: " + folder + ": a folder, expected a file of weights\n");
        assertThat(run("train", "fashion-mnist", "++data.name=coco", runs)).isEqualTo(2);
        assertThat(err.toString())
                .contains("data.name=coco has no classes of whole images")
                .hasLineCount(2);
        assertThat(run("train", "scenes-segmentation", "task=detection", runs)).isEqualTo(2);
        assertThat(err.toString())
                .contains("task=detection needs the section detection, as in _base_/detection.yaml")
                .hasLineCount(3);
        assertThat(run("train", "coco-vim-tiny", runs)).isEqualTo(2);
        assertThat(err.toString())
                .contains("data.dir is null, expected the folder of coco: data.dir=FOLDER")
                .hasLineCount(4);
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void imagesThatAreNotResizedMustHaveTheSizeOfTheNetworks() {
        assertThat(run("train", "fashion-mnist", "data.imageSize=56", "run.dir='" + folder + "'"))
                .isEqualTo(2);
        assertThat(err.toString())
                .startsWith("error: data.imageSize is 56, but images of Fashion-MNIST")
                .contains("have 28 x 28 pixels: data.cropShare=1 resizes them")
                .hasLineCount(1);
    }

    @Test
    void evaluationSkipsAndCountsThemUpToTheLimit() throws IOException {
        for (int c = 0; c < Golden.CLASSES; c++) {
            for (var split : List.of("train", "val")) {
                var of = Files.createDirectories(folder.resolve(split + "/class" + c));
                Files.write(of.resolve("a.jpg"), ImageNetFiles.jpeg(c / 10f, new Random(c)));
            }
        }
        for (var bad : images().toList()) {
            Files.write(folder.resolve("val/class3").resolve(bad.name), bad.bytes);
        }
        var dir = "data.dir='" + folder + "'";
        assertThat(run("eval", "--weights", Golden.CHECKPOINT, dir)).as(err.toString()).isZero();
        assertThat(out.toString()).contains(", 10 images in ").endsWith(", 4 unreadable skipped\n");

        assertThat(run("eval", "--weights", Golden.CHECKPOINT, dir, "data.skipLimit=3"))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("more than 3 unreadable samples, the limit")
                .hasLineCount(1);
    }

    /** What {@code pickle.dumps} makes of an object whose {@code __reduce__} names os.system. */
    @Test
    void aPickleThatCallsTheSystemIsRefusedByName() throws IOException {
        var mark = folder.resolve("executed");
        var pickle =
                "\u0080\u0002cposix\nsystem\nq\u0000X%c\u0000\u0000\u0000touch %sq\u0001\u0085q\u0002Rq\u0003."
                        .formatted((char) (6 + mark.toString().length()), mark);
        var file = folder.resolve("evil.pth");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            byte[] bytes = pickle.getBytes(StandardCharsets.ISO_8859_1);
            var crc = new CRC32();
            crc.update(bytes);
            var entry = new ZipEntry("archive/data.pkl");
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(bytes);
        }
        for (var command : List.of("predict", "convert")) {
            err.getBuffer().setLength(0);
            var arguments =
                    command.equals("predict")
                            ? new Object[] {command, "--weights", file, "x.png"}
                            : new Object[] {command, file, folder.resolve("out.safetensors")};
            assertThat(run(arguments)).isEqualTo(1);
            assertThat(err.toString())
                    .isEqualTo(
                            "error: %s: refuses to load posix.system, which the weights of a network do not need\n"
                                    .formatted(file));
        }
        assertThat(mark).doesNotExist();
        assertThat(folder.resolve("out.safetensors")).doesNotExist();
    }

    @Test
    void archivesThatLeaveTheirFolderOrEndEarlyAreRefused() throws IOException {
        var val = Files.createDirectories(folder.resolve("val"));
        var evil = Map.of("../outside.cls", new byte[] {'1'});
        var shard = Files.write(val.resolve("0.tar"), ImageNetFiles.tar(evil));
        var data = List.of("data=tar_shards", "data.dir='" + folder + "'");
        assertThat(run("eval", "--weights", Golden.CHECKPOINT, data.get(0), data.get(1)))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "error: %s: a member is named ../outside.cls, outside of its folder\n"
                                .formatted(shard));
        assertThat(folder.resolve("outside.cls")).doesNotExist();

        err.getBuffer().setLength(0);
        byte[] whole = ImageNetFiles.tar(Map.of("a.jpg", ImageNetFiles.jpeg(0.5f, new Random(1))));
        Files.write(shard, Arrays.copyOf(whole, 1000));
        assertThat(run("eval", "--weights", Golden.CHECKPOINT, data.get(0), data.get(1)))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith("error: " + shard + ": unreadable tar file: Truncated")
                .hasLineCount(1);
    }

    @Test
    void listsOfTheWrongLengthAreRefused() throws IOException {
        var labels = Files.write(folder.resolve("labels.txt"), List.of("a", "b", "c"));
        var image = Golden.writeImages(folder);
        assertThat(run("predict", "--weights", Golden.CHECKPOINT, "--labels", labels, image))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "error: %s: 3 lines, expected 10, one for each class of the network\n"
                                .formatted(labels));

        err.getBuffer().setLength(0);
        ImageNetFiles.write(folder, Golden.CLASSES, 1, 1);
        Files.writeString(folder.resolve(ImageNetFiles.TRUTH), "1\n2\n");
        assertThat(run("eval", "--weights", Golden.CHECKPOINT, "data.dir='" + folder + "'"))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith("error: " + folder.resolve(ImageNetFiles.TRUTH))
                .contains(": 2 lines, expected 10, one for each image of")
                .hasLineCount(1);
    }

    @Test
    void dataOfMoreClassesThanTheNetworkKnowsIsRefused() throws IOException {
        ImageNetFiles.write(folder, 11, 1, 1);
        assertThat(run("eval", "--weights", Golden.CHECKPOINT, "data.dir='" + folder + "'"))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains(": 11 classes, but the network knows 10\n")
                .hasLineCount(1);
    }

    @Test
    void aDataSetWithoutFolderSaysWhichKeyIsMissing() {
        assertThat(run("eval", "--weights", Golden.CHECKPOINT)).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo(
                        "error: data.dir is null, expected the folder of imagenet:"
                                + " data.dir=FOLDER\n");
    }
}
