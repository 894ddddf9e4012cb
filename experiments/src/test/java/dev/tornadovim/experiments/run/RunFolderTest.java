package dev.tornadovim.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.config.ResolvedConfig;

import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class RunFolderTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 2, 3, 4, 5);

    @TempDir private Path folder;

    private ResolvedConfig config(String... more) {
        var overrides = new ArrayList<>(List.of("run.dir='" + folder + "'", "seed=7"));
        overrides.addAll(List.of(more));
        return new ConfigLoader(ConfigFolder.locate(Path.of(""))).load("fashion-mnist", overrides);
    }

    @Test
    void holdsWhatWasAskedForAndOpensAgain() {
        var run = RunFolder.create(config("run.tag=try"), "train fashion-mnist seed=7", NOW);
        assertThat(run.path())
                .isEqualTo(folder.resolve("classification/fashion-mnist/2026-01-02_03-04-05-try"));
        assertThat(run.path().resolve("command.txt")).hasContent("train fashion-mnist seed=7\n");
        assertThat(run.path().resolve("overrides.yaml")).content().contains("- seed=7\n");
        var again = RunFolder.open(run.path());
        assertThat(again.config()).isEqualTo(config("run.tag=try").config());
        assertThat(again.status()).isEqualTo(RunFolder.Status.UNFINISHED);
    }

    @Test
    void aRunOfBeforeASettingWasThereTakesItsDefault() throws IOException {
        var run = RunFolder.create(config(), "train fashion-mnist", NOW);
        var file = run.path().resolve("config.yaml");
        var earlier = Files.readString(file).replaceAll("(?m)^tf32:.*\\R", "");
        assertThat(earlier).doesNotContain("tf32");
        Files.writeString(file, earlier);
        assertThat(RunFolder.open(run.path()).config()).isEqualTo(config().config());
    }

    @Test
    void neverTakesAFolderThatIsThere() {
        var first = RunFolder.create(config(), "a", NOW);
        var second = RunFolder.create(config(), "b", NOW);
        assertThat(second.path().getFileName()).hasToString("2026-01-02_03-04-05.2");
        assertThat(first.path().resolve("command.txt")).hasContent("a\n");
    }

    @Test
    void marksTheEnd() {
        var run = RunFolder.create(config(), "a", NOW);
        run.failed("loss is NaN");
        assertThat(run.status()).isEqualTo(RunFolder.Status.FAILED);
        assertThat(run.path().resolve("FAILED")).hasContent("loss is NaN\n");
        run.resume();
        assertThat(run.status()).isEqualTo(RunFolder.Status.UNFINISHED);
        run.done();
        assertThat(RunFolder.open(run.path()).status()).isEqualTo(RunFolder.Status.DONE);
        assertThatThrownBy(run::resume)
                .isInstanceOf(RunException.class)
                .hasMessage(run + " is done, there is nothing to resume");
    }

    @Test
    void aStoppedRunSaysHowToResumeIt() {
        var run = RunFolder.create(config(), "a", NOW);
        var text = run.stopped(Signal.TERM, "after step 1234");
        assertThat(text)
                .isEqualTo(
                        "stopped by SIGTERM after step 1234; resume with: "
                                + ShellCommand.of(
                                        List.of("train", "--resume", run.path().toString())));
        assertThat(run.path().resolve("STOPPED")).hasContent(text + "\n");
        assertThat(run.status()).isEqualTo(RunFolder.Status.STOPPED);
        run.resume();
        assertThat(run.status()).isEqualTo(RunFolder.Status.UNFINISHED);
        assertThat(RunFolder.stop(run.path())).isEmpty();
    }

    /** A device on which every write fails as on a full disk stands in for one. */
    @Test
    void aFullDiskIsSaidAndLeavesNothingHalf() throws IOException {
        var run = RunFolder.create(config(), "a", NOW);
        Files.createSymbolicLink(run.path().resolve("FAILED.tmp"), Path.of("/dev/full"));
        assertThatThrownBy(() -> run.failed("why"))
                .isInstanceOf(RunException.class)
                .hasMessage(
                        run.path().resolve("FAILED")
                                + " cannot be written: No space left on device");
        try (var files = Files.list(run.path())) {
            assertThat(files).noneMatch(file -> file.toString().contains("FAILED"));
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        var file = Files.createFile(folder.resolve("file"));
        var config = config("run.dir='" + file + "'");
        assertThatThrownBy(() -> RunFolder.create(config, "a", NOW))
                .isInstanceOf(RunException.class)
                .hasMessageStartingWith(
                        "run folder %s/classification/fashion-mnist/2026-01-02_03-04-05 cannot be"
                                .formatted(file))
                .message()
                .doesNotContain("\n");
    }

    @Test
    void refusesFoldersOfNoRun() throws IOException {
        assertThatThrownBy(() -> RunFolder.open(folder.resolve("none")))
                .hasMessage(folder.resolve("none") + " is not a run folder: no such folder");
        assertThatThrownBy(() -> RunFolder.open(folder))
                .hasMessage(folder + " is not a run folder: it has no config.yaml");
        Files.writeString(folder.resolve("config.yaml"), "optim: {lr: 1}");
        assertThatThrownBy(() -> RunFolder.open(folder))
                .isInstanceOf(RunException.class)
                .hasMessageStartingWith("run folder " + folder + ": unknown key optim.lr in ");
    }

    @Test
    void provenanceOfEveryStartIsKept() throws IOException {
        var run = RunFolder.create(config(), "a", NOW);
        var data =
                new DatasetInfo("shapes", "MIT", "here", 3, List.of("round"), "0123456789abcdef");
        var source = new GitState("c0ffee", Optional.of("main"), Optional.of(true));
        var provenance = Provenance.collect(Optional.of(source), 7, 2, "cpu", List.of(data));
        run.write(provenance);
        run.write(provenance);
        assertThat(run.path().resolve("provenance-2.json")).exists();
        var json = new JsonMapper().readTree(run.path().resolve("provenance.json").toFile());
        assertThat(json.at("/source/commit").asText()).isEqualTo("c0ffee");
        assertThat(json.at("/source/dirty").asBoolean()).isTrue();
        assertThat(json.at("/seed").asInt()).isEqualTo(7);
        assertThat(json.at("/data/0/licence").asText()).isEqualTo("MIT");
        assertThat(json.at("/machine/cores").asInt()).isPositive();
        assertThat(json.at("/machine/vectorBits").asInt()).isIn(64, 128, 256, 512);
    }

    @Test
    void theLogHasWhatWasLoggedMeanwhile() throws IOException {
        var run = RunFolder.create(config(), "a", NOW);
        var logger = LogManager.getLogger("dev.tornadovim.Test");
        logger.error("before");
        try (var _ = RunLog.open(run.log())) {
            logger.error("it broke", new IllegalStateException("because"));
        }
        logger.error("behind");
        assertThat(Files.readString(run.log()))
                .contains("ERROR Test - it broke", "IllegalStateException: because", "\tat ")
                .doesNotContain("before", "behind");
    }
}
