package dev.tornadovim.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Image;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All image files of a folder, against Pillow. {@code -Dimages=FOLDER} names one with public test images,
 * such as those of Pillow, TwelveMonkeys, libwebp, libtiff and PngSuite; without it, the images of this
 * module are compared. The counts are printed. Needs python3 with Pillow and NumPy.
 */
@Tag("slow")
class PillowMatrixTest {
    private static final Path IMAGES = Path.of("src/test/resources/images");
    private static final int TOLERANCE = 4;

    /** How a file came out here and in Pillow; the names are the columns of the table. */
    private enum Outcome {
        EXACT,
        WITHIN_4,
        DIFFERENT,
        ONLY_WE,
        ONLY_PILLOW,
        NEITHER
    }

    @Test
    void decodesAsPillow() throws IOException, InterruptedException {
        assumeTrue(runs("python3", "-c", "import PIL, numpy"), "python3 has no Pillow or NumPy");
        var explained =
                Files.readAllLines(IMAGES.resolve("explained.txt")).stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split(" \\| ")[0])
                        .toList();
        var counts = new TreeMap<String, int[]>();
        var different = new ArrayList<String>();
        var pillow =
                new ProcessBuilder("python3", IMAGES.resolve("pillow.py").toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var out = pillow.outputWriter(StandardCharsets.UTF_8);
                var in = new DataInputStream(new BufferedInputStream(pillow.getInputStream()))) {
            for (Path file : files(Path.of(System.getProperty("images", IMAGES.toString())))) {
                out.write(file + "\n");
                out.flush();
                var theirs = answer(in);
                var outcome = outcome(ours(file), theirs);
                var format = ImageFormat.of(Files.readAllBytes(file));
                counts.computeIfAbsent(
                                format.map(ImageFormat::name).orElse("none"),
                                name -> new int[Outcome.values().length])[outcome.ordinal()]++;
                if (outcome == Outcome.DIFFERENT
                        && explained.stream().noneMatch(file.toString()::endsWith)) {
                    different.add(file.toString());
                }
            }
        }
        print(counts);
        assertThat(different).isEmpty();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().matches(".*\\.(py|txt)"))
                    .sorted()
                    .toList();
        }
    }

    private static Optional<Image> ours(Path file) {
        try {
            return Optional.of(new ImageDecoder().decode(file));
        } catch (DataException e) {
            assertThat(e.getMessage()).doesNotContain("\n");
            return Optional.empty();
        }
    }

    private static Optional<Image> answer(DataInputStream in) throws IOException {
        boolean decoded = in.readInt() == 0;
        int width = in.readInt();
        int height = in.readInt();
        byte[] bytes = in.readNBytes(decoded ? 3 * width * height : height);
        return decoded ? Optional.of(new Image(3, height, width, bytes)) : Optional.empty();
    }

    private static Outcome outcome(Optional<Image> ours, Optional<Image> theirs) {
        if (ours.isEmpty() || theirs.isEmpty()) {
            return ours.isPresent()
                    ? Outcome.ONLY_WE
                    : theirs.isPresent() ? Outcome.ONLY_PILLOW : Outcome.NEITHER;
        }
        byte[] a = ours.get().pixels();
        byte[] b = theirs.get().pixels();
        if (a.length != b.length || ours.get().width() != theirs.get().width()) {
            return Outcome.DIFFERENT;
        }
        int largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs((a[i] & 0xff) - (b[i] & 0xff)));
        }
        return largest == 0
                ? Outcome.EXACT
                : largest <= TOLERANCE ? Outcome.WITHIN_4 : Outcome.DIFFERENT;
    }

    private static void print(TreeMap<String, int[]> counts) {
        var table = new StringBuilder("%-8s".formatted("format"));
        for (var outcome : Outcome.values()) {
            table.append("%13s".formatted(outcome));
        }
        counts.forEach(
                (format, row) -> {
                    table.append("%n%-8s".formatted(format));
                    for (int count : row) {
                        table.append("%13d".formatted(count));
                    }
                });
        System.out.println(table);
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
