package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checkpoints and a run folder of version 0.1 load, resume and predict as they did there. */
class EarlierVersionTest extends CommandTest {
    private static final Path FILES = Path.of("src/test/resources/checkpoints-0.1");

    /** Sums run in another order where vectors have another length. */
    private static final double TOLERANCE = 1e-3;

    @TempDir private Path folder;

    @Test
    void anInterruptedRunEndsAsItWouldHave() throws IOException {
        var run = copyOfTheRun();
        succeed("train", "--resume", run);
        var rows = evaluations(run, "top1");
        var expected = evaluations(FILES.resolve("finished"), "top1");
        assertThat(rows).hasSize(4).hasSameSizeAs(expected);
        for (int i = 0; i < rows.size(); i++) {
            for (var key : List.of("step", "epoch", "weights", "images", "top5")) {
                assertThat(rows.get(i).get(key)).as(key).isEqualTo(expected.get(i).get(key));
            }
            assertThat(rows.get(i).get("loss").asDouble())
                    .isCloseTo(expected.get(i).get("loss").asDouble(), within(TOLERANCE));
        }
        succeed("eval", run);
    }

    @Test
    void aClassifierPredictsTheSame() throws IOException {
        var weights = FILES.resolve("interrupted/checkpoints/best.safetensors");
        assertSameNumbers(predict("classification", weights, "--ema"), expected("classification"));
    }

    @Test
    void aSegmentationNetworkPredictsTheSame() throws IOException {
        var weights = FILES.resolve("segmentation.safetensors");
        var found = predict("segmentation", weights).get("classes");
        var expected = expected("segmentation").get("classes");
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).get("name")).isEqualTo(expected.get(i).get("name"));
            assertThat(found.get(i).get("share").asDouble())
                    .isCloseTo(expected.get(i).get("share").asDouble(), within(TOLERANCE));
        }
    }

    @Test
    void aDetectorPredictsTheSame() throws IOException {
        var weights = FILES.resolve("detection.safetensors");
        var found = predict("detection", weights).get("objects");
        var expected = expected("detection").get("objects");
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < 10; i++) {
            assertThat(found.get(i).get("name")).isEqualTo(expected.get(i).get("name"));
            assertSameNumbers(found.get(i).get("score"), expected.get(i).get("score"));
            assertSameNumbers(found.get(i).get("box"), expected.get(i).get("box"));
        }
    }

    @Test
    void aDetectorIsConvertedAndPredictsTheSame() throws IOException {
        var converted = folder.resolve("converted.safetensors");
        succeed("convert", FILES.resolve("detection.safetensors"), converted);
        assertThat(predict("detection", converted).get("objects"))
                .isEqualTo(predict("again", FILES.resolve("detection.safetensors")).get("objects"));
    }

    /** The first image of what {@code predict} writes. */
    private JsonNode predict(String name, Path weights, String... more) throws IOException {
        var json = folder.resolve(name + ".json");
        var words = new ArrayList<Object>(List.of("predict", "--weights", weights));
        words.addAll(List.of("--json", json, "--overlays", folder.resolve("overlays")));
        words.addAll(List.of("--set", "engine=cpu"));
        words.addAll(List.of(more));
        words.add(FILES.resolve("scene.png"));
        succeed(words.toArray());
        return firstImage(json);
    }

    private static JsonNode expected(String task) throws IOException {
        return firstImage(FILES.resolve("predictions").resolve(task + ".json"));
    }

    private static JsonNode firstImage(Path json) throws IOException {
        return new ObjectMapper().readTree(json.toFile()).get("images").get(0);
    }

    /** Compares numbers with a tolerance, in lists and fields too; names of files are left out. */
    private static void assertSameNumbers(JsonNode found, JsonNode expected) {
        assertThat(found).hasSameSizeAs(expected);
        if (expected.isNumber()) {
            assertThat(found.asDouble()).isCloseTo(expected.asDouble(), within(TOLERANCE));
        }
        for (int i = 0; expected.isArray() && i < expected.size(); i++) {
            assertSameNumbers(found.get(i), expected.get(i));
        }
        expected.propertyStream()
                .forEach(e -> assertSameNumbers(found.get(e.getKey()), e.getValue()));
    }

    private Path copyOfTheRun() throws IOException {
        var from = FILES.resolve("interrupted");
        var to = folder.resolve("run");
        try (var all = Files.walk(from)) {
            for (var path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
        return to;
    }
}
