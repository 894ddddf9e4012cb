package dev.tornadovim.experiments.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tornadovim.pipeline.train.listener.EpochMetrics;
import dev.tornadovim.pipeline.train.listener.EvalMetrics;
import dev.tornadovim.pipeline.train.listener.StepMetrics;
import dev.tornadovim.pipeline.train.listener.TrainingListener;
import dev.tornadovim.pipeline.train.listener.TrainingStart;

import java.nio.file.Path;

/**
 * Writes {@code metrics.jsonl}: one JSON object a line, of kind {@code step}, {@code eval} or {@code
 * epoch}, each with its {@code step}. Values that JSON has no number for are the texts {@code "NaN"}
 * and {@code "Infinity"}. Of steps there is one in some, and every one that was skipped because its
 * {@code gradientNorm} is not finite.
 */
public final class JsonLinesSink implements TrainingListener {
    /** Key of the number of images for which the network's outputs are not all finite. */
    public static final String NON_FINITE = "nonFinite";

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path path;
    private final int every;
    private RowFile file;

    /**
     * @param path of the file
     * @param every steps from one row to the next
     */
    public JsonLinesSink(Path path, int every) {
        this.path = path;
        this.every = every;
    }

    @Override
    public void started(TrainingStart start) {
        file = RowFile.open(path, line -> stepOf(line) <= start.step());
    }

    private static long stepOf(String line) {
        try {
            return MAPPER.readTree(line).path("step").asLong(Long.MAX_VALUE);
        } catch (JsonProcessingException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public void step(StepMetrics metrics) {
        if (metrics.step() % every == 0 || metrics.skipped()) {
            var row = row("step", metrics.step(), metrics.epoch()).put("loss", metrics.loss());
            metrics.lossParts().forEach(row::put);
            file.write(
                    row.put("learningRate", metrics.learningRate())
                            .put("gradientNorm", metrics.gradientNorm())
                            .put("imagesPerSecond", metrics.imagesPerSecond())
                            .toString());
        }
    }

    @Override
    public void evaluated(EvalMetrics metrics) {
        var row =
                row("eval", metrics.step(), metrics.epoch())
                        .put("weights", metrics.name())
                        .put("images", metrics.metrics().images());
        if (metrics.metrics().nonFinite() > 0) {
            row.put(NON_FINITE, metrics.metrics().nonFinite());
        }
        metrics.metrics().values().forEach((metric, value) -> row.put(metric.name(), value));
        file.write(row.put("seconds", metrics.seconds()).toString());
    }

    @Override
    public void epoch(EpochMetrics metrics) {
        file.write(
                row("epoch", metrics.step(), metrics.epoch())
                        .put("loss", metrics.loss())
                        .put("learningRate", metrics.learningRate())
                        .put("imagesPerSecond", metrics.imagesPerSecond())
                        .put("seconds", metrics.seconds())
                        .toString());
    }

    private static ObjectNode row(String kind, long step, int epoch) {
        return MAPPER.createObjectNode().put("kind", kind).put("step", step).put("epoch", epoch);
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
