package dev.tornadovim.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tornadovim.experiments.report.chart.Element;
import dev.tornadovim.experiments.run.RunException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Sample predictions from {@code eval/samples}, embedded in the page.
 */
final class Samples {
    private static final String FOLDER = "eval/samples/";

    /** Largest width in pixels of pictures that are enlarged. */
    private static final int SMALL = 96;

    /** Smallest width in pixels of pictures that get more room. */
    private static final int WIDE = 200;

    /** Where the width lies in a PNG file: in its first chunk, IHDR. */
    private static final int WIDTH_AT = 16;

    private Samples() {}

    static Optional<Element> of(RunRecord run) {
        return run.json(FOLDER + "samples.json").map(list -> section(run.folder(), list));
    }

    private static Element section(Path folder, JsonNode list) {
        var grid = Element.of("div");
        int widest = 0;
        for (var sample : list.path("samples")) {
            byte[] png = read(folder.resolve(FOLDER + sample.path("file").asText()));
            int width = ByteBuffer.wrap(png).getInt(WIDTH_AT);
            widest = Math.max(widest, width);
            grid.add(Element.of("div").add(picture(png, width, sample)).add(caption(sample)));
        }
        grid.with("class", widest >= WIDE ? "samples wide" : "samples");
        return Html.section(
                "Sample predictions", List.of(Html.paragraph(list.path("note").asText()), grid));
    }

    private static Element picture(byte[] png, int width, JsonNode sample) {
        return Element.of("img")
                .with("class", width <= SMALL ? "small" : "large")
                .with(
                        "alt",
                        sample.path("label").asText() + ": " + sample.path("prediction").asText())
                .with("src", "data:image/png;base64," + Base64.getEncoder().encodeToString(png));
    }

    private static List<Element> caption(JsonNode sample) {
        var label = Element.of("p").add(Element.of("b", sample.path("label").asText()));
        var prediction = Element.of("p");
        var right = sample.path("right");
        if (right.isBoolean()) {
            prediction.with("class", right.asBoolean() ? "good" : "bad");
            prediction.text(right.asBoolean() ? "✓ " : "✗ ");
        }
        return List.of(label, prediction.text(sample.path("prediction").asText()));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new RunException("%s cannot be read: %s".formatted(file, e), e);
        }
    }
}
