package dev.tornadovim.experiments.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.pipeline.metric.ClassificationMetrics;
import dev.tornadovim.pipeline.metric.ConfusionMatrix;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.metric.Metrics;
import dev.tornadovim.pipeline.train.listener.EvalMetrics;
import dev.tornadovim.pipeline.train.listener.StepMetrics;
import dev.tornadovim.pipeline.train.listener.TrainingListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

class FileSinksTest {
    @TempDir private Path folder;

    @Test
    void jsonLines() throws IOException {
        var file = folder.resolve("metrics.jsonl");
        try (var sink = new JsonLinesSink(file, 2)) {
            Trainings.play(sink, 0, 4);
        }
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "{\"kind\":\"step\",\"step\":2,\"epoch\":1,\"loss\":2.0,\"learningRate\":0.002,"
                            + "\"gradientNorm\":1.5,\"imagesPerSecond\":256.0}",
                        "{\"kind\":\"step\",\"step\":4,\"epoch\":1,\"loss\":1.0,\"learningRate\":0.004,"
                            + "\"gradientNorm\":1.5,\"imagesPerSecond\":256.0}",
                        "{\"kind\":\"eval\",\"step\":4,\"epoch\":1,\"weights\":\"model\",\"images\":3,"
                            + "\"loss\":0.75,\"top1\":0.6666666666666666,\"top5\":1.0,\"seconds\":0.25}",
                        "{\"kind\":\"epoch\",\"step\":4,\"epoch\":1,\"loss\":2.0,\"learningRate\":0.001,"
                            + "\"imagesPerSecond\":250.0,\"seconds\":0.5}");
    }

    @Test
    void epochCsv() throws IOException {
        var file = folder.resolve("epochs.csv");
        try (var sink = new EpochCsvSink(file, ClassificationMetrics.ALL)) {
            Trainings.play(sink, 0, 9);
        }
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "epoch,step,loss,learning_rate,images_per_second,seconds,test_loss,top1,top5",
                        "1,4,2.0,0.001,250.0,0.5,0.75,0.6666666666666666,1.0",
                        "2,8,1.0,0.001,250.0,0.5,0.75,0.6666666666666666,1.0");
    }

    @Test
    void confusionCsvQuotesNames() throws IOException {
        var file = folder.resolve("confusion.csv");
        var confusion = Trainings.eval(1, 1).metrics().confusion().orElseThrow();
        ConfusionCsvSink.write(file, List.of("a, \"b\"", "c"), confusion);
        assertThat(file).hasContent("label,\"a, \"\"b\"\"\",c\n\"a, \"\"b\"\"\",1,1\nc,0,1\n");
        assertThatThrownBy(() -> ConfusionCsvSink.write(file, List.of("a"), new ConfusionMatrix(2)))
                .hasMessage("1 class names for a confusion matrix of 2 classes");
    }

    /** Else a spreadsheet would run it. */
    @Test
    void confusionCsvHoldsNoFormulas() throws IOException {
        var file = folder.resolve("confusion.csv");
        var confusion = Trainings.eval(1, 1).metrics().confusion().orElseThrow();
        ConfusionCsvSink.write(file, List.of("=cmd|'/c calc'!A1", "@x"), confusion);
        assertThat(file)
                .hasContent("label,'=cmd|'/c calc'!A1,'@x\n'=cmd|'/c calc'!A1,1,1\n'@x,0,1\n");
    }

    /** Killed in step 10 while a row was written, resumed from the checkpoint after step 8. */
    @Test
    void aResumedTrainingLeavesTheFilesOfAnUndisturbedOne() throws IOException {
        resumed("a.jsonl", file -> new JsonLinesSink(file, 1));
        resumed("a.csv", file -> new EpochCsvSink(file, ClassificationMetrics.ALL));
    }

    private void resumed(String name, Function<Path, TrainingListener> sink) throws IOException {
        var undisturbed = folder.resolve("undisturbed-" + name);
        try (var listener = sink.apply(undisturbed)) {
            Trainings.play(listener, 0, 12);
        }
        var file = folder.resolve(name);
        try (var listener = sink.apply(file)) {
            Trainings.play(listener, 0, 10);
        }
        Files.writeString(file, "{\"kind\":\"st", StandardOpenOption.APPEND);
        try (var listener = sink.apply(file)) {
            Trainings.play(listener, 8, 12);
        }
        assertThat(file).hasSameTextualContentAs(undisturbed);
    }

    @Test
    void anUnwritableFileIsNamed() {
        var file = folder.resolve("missing").resolve("metrics.jsonl");
        assertThatThrownBy(() -> Trainings.play(new JsonLinesSink(file, 1), 0, 1))
                .isInstanceOf(RunException.class)
                .hasMessageStartingWith(file + " cannot be written: ");
    }

    @Test
    void aSkippedStepHasARowWhateverItsNumber() throws IOException {
        var file = folder.resolve("metrics.jsonl");
        try (var sink = new JsonLinesSink(file, 100)) {
            Trainings.play(sink, 0, 3);
            sink.step(new StepMetrics(4, 1, 0.5, Map.of(), 0.001, Double.NaN, 256));
        }
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "{\"kind\":\"step\",\"step\":4,\"epoch\":1,\"loss\":0.5,\"learningRate\":0.001,"
                            + "\"gradientNorm\":\"NaN\",\"imagesPerSecond\":256.0}");
    }

    @Test
    void imagesWithoutFiniteOutputsAreCounted() throws IOException {
        var file = folder.resolve("metrics.jsonl");
        var metrics = new Metrics(Metric.TOP1, Map.of(Metric.TOP1, 0.25), 8, 3, Optional.empty());
        try (var sink = new JsonLinesSink(file, 1)) {
            Trainings.play(sink, 0, 0);
            sink.evaluated(new EvalMetrics("model", 4, 1, metrics, 0.5));
        }
        assertThat(file)
                .hasContent(
                        "{\"kind\":\"eval\",\"step\":4,\"epoch\":1,\"weights\":\"model\",\"images\":8,\"nonFinite\":3,\"top1\":0.25,\"seconds\":0.5}\n");
    }

    @Test
    void samplesWithoutAPredictionHaveAColumn() {
        var file = folder.resolve("confusion.csv");
        var confusion = new ConfusionMatrix(2);
        confusion.add(0, 1);
        confusion.addUnpredicted(1);
        confusion.addUnpredicted(1);
        ConfusionCsvSink.write(file, List.of("a", "b"), confusion);
        assertThat(file).hasContent("label,a,b,no prediction\na,0,1,0\nb,0,0,2\n");
    }
}
