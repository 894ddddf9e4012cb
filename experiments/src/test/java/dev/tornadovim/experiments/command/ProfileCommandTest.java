package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class ProfileCommandTest extends CommandTest {
    @TempDir private Path folder;

    private int profile(String... more) {
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "profile",
                                "fashion-mnist",
                                "run.dir='" + folder + "'",
                                "model.depth=1",
                                "model.dModel=16",
                                "--batch=2",
                                "--steps=1",
                                "--warm-up=0"));
        args.addAll(Arrays.asList(more));
        return run(args.toArray());
    }

    private Path runFolder() throws IOException {
        try (var runs = Files.list(folder.resolve("profile/fashion-mnist"))) {
            return runs.toList().getFirst();
        }
    }

    @Test
    void aTrainingStepIsProfiledIntoAFolder() throws IOException {
        assertThat(profile("engine=cpu")).as(err.toString()).isZero();
        assertThat(out.toString())
                .startsWith(System.lineSeparator() + "cpu (")
                .containsPattern("ceilings: [0-9.]+ GFLOP/s .*, [0-9.]+ GB/s ")
                .containsPattern("\nblock\\.\\* +1 ")
                .containsPattern("\nscan\\.backward +1 ")
                .containsPattern("\nwall time of a step +[0-9.]+ +2 images, mean of 1 steps");
        Path run = runFolder();
        assertThat(run.resolve("DONE")).exists();
        assertThat(run.resolve("command.txt")).content().startsWith("profile fashion-mnist ");
        assertThat(run.resolve("run.log")).exists();
        assertThat(run.resolve("provenance.json")).exists();
        JsonNode report = new JsonMapper().readTree(run.resolve("profile.json").toFile());
        assertThat(report.get("work").asText()).isEqualTo("training step");
        assertThat(report.get("engines")).hasSize(1);
        JsonNode trace = new JsonMapper().readTree(run.resolve("trace.json").toFile());
        assertThat(trace.get("traceEvents")).isNotEmpty();
    }

    @Test
    void theProfileOfARunIsInItsReport() throws IOException {
        assertThat(profile("engine=cpu")).as(err.toString()).isZero();
        Path run = Files.createDirectory(folder.resolve("run"));
        Files.copy(runFolder().resolve("config.yaml"), run.resolve("config.yaml"));
        assertThat(run("profile", run.toString(), "--steps=1", "--warm-up=0"))
                .as(err.toString())
                .isZero();
        for (var page : List.of(run, runFolder())) {
            assertThat(page.resolve("report.html"))
                    .content()
                    .contains("Roofline, training step", "scan.backward");
        }
        assertThat(run.resolve("profile/training-step.json")).exists();
    }

    @Test
    void inferenceIsProfiledOnRequest() throws IOException {
        assertThat(profile("engine=cpu", "--inference")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("2 images").doesNotContain("backward", "adamW");
        assertThat(runFolder().resolve("profile.json")).content().contains("\"inference\"");
    }

    @Test
    void withoutADeviceEngineTornadoFailsInOneLine() throws IOException {
        assertThat(profile("engine=tornado")).isEqualTo(1);
        assertThat(err.toString()).startsWith("error: no TornadoVM device: ").hasLineCount(1);
        assertThat(runFolder().resolve("FAILED")).content().startsWith("no TornadoVM device: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "profile -> error: Missing required parameter: 'CONFIG'; see tornado-vim profile"
                        + " --help",
                "profile fashion-mnits -> error: no config is named fashion-mnits: did you mean"
                        + " fashion-mnist?",
                "profile fashion-mnist --steps 0 -> error: steps must be at least 1, got 0; see"
                        + " tornado-vim profile --help",
                "profile fashion-mnist --steps=many -> error: Invalid value for option '--steps'",
                "profile fashion-mnist --warm-up=-1 -> error: seconds of warm-up must be at least"
                        + " 0, got -1.0",
                "profile fashion-mnist --batch 0 -> error: fashion-mnist.yaml: train.batchSize is"
                        + " 0",
                "profile fashion-mnist modle.depth=1 -> error: unknown key modle"
            })
    void wrongUsageIsOneLineAndCode2(String line, String message) {
        assertThat(run((Object[]) line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith(message).endsWith("\n").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void helpShowsExamples() {
        assertThat(run("profile", "--help")).isZero();
        assertThat(out.toString()).contains("Example", "  profile fashion-mnist --inference");
    }
}
