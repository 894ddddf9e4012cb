package dev.tornadovim.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.pipeline.metric.Metric;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class JobResultTest {
    @TempDir private Path folder;

    private JobResult of(String... rows) throws IOException {
        var loader = new ConfigLoader(ConfigFolder.locate(Path.of("")));
        var run =
                RunFolder.createAt(
                        folder.resolve("0"), loader.load("fashion-mnist", List.of()), "train");
        Files.writeString(run.epochs(), "epoch,step,loss,top1,test_loss\n" + String.join("", rows));
        return JobResult.of(run);
    }

    @Test
    void aValueThatIsNotFiniteIsNoResult() throws IOException {
        var result = of("1,4,2.5,0.5,1.5\n", "2,8,2.0,0.25,NaN\n", "3,12,NaN,NaN,NaN\n");
        assertThat(result.epoch()).isEqualTo(3);
        assertThat(result.loss()).isEmpty();
        assertThat(result.value(Metric.TOP1)).as("of the end, not of an earlier epoch").isEmpty();
        assertThat(result.best()).hasValue(0.5);
    }

    @Test
    void epochsWithoutAnEvaluationArePassedOver() throws IOException {
        var result = of("1,4,2.5,0.5,1.5\n", "2,8,2.0,,\n");
        assertThat(result.value(Metric.TOP1)).hasValue(0.5);
        assertThat(result.loss()).hasValue(2.0);
        assertThat(result.best()).hasValue(0.5);
    }
}
