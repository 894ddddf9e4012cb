package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.experiments.run.ShellCommand;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class VimCommandTest extends CommandTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "`` -> error: a command is missing; see tornado-vim --help",
                "trian -> error: unknown command trian: did you mean train?; see tornado-vim"
                        + " --help",
                "train -> error: a config or --resume is missing; see tornado-vim train --help",
                "train fashion-mnist --resume x -> error: --resume takes no config",
                "train --fast -> error: Unknown option: '--fast'",
                "train fashion-mnits -> error: no config is named fashion-mnits: did you mean"
                        + " fashion-mnist?",
                "train fashion-mnist optim.lerning_rate=1 -> error: unknown key optim.lerning_rate"
                        + " in override optim.lerning_rate=1: did you mean optim.learningRate?",
                "train fashion-mnist optim.learningRate=fast -> error: optim.learningRate in"
                        + " override optim.learningRate=fast is the text 'fast', expected a number",
                "eval -> error: a run folder or --weights is missing; see tornado-vim eval --help",
                "eval a b -> error: expected one run folder, or --weights with overrides",
                "predict x.png -> error: --weights is missing; see tornado-vim predict --help",
                "convert a.pth b.bin -> error: OUT is b.bin, expected a file that ends in"
                        + " .safetensors or .onnx; see tornado-vim convert --help"
            })
    void wrongUsageIsOneLineAndCode2(String line, String message) {
        assertThat(run(line.isEmpty() ? new Object[0] : line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith(message).endsWith("\n").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aFailedRunIsOneLineAndCode1() {
        assertThat(run("train", "--resume", folder.toString())).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "error: %s is not a run folder: it has no config.yaml\n".formatted(folder));
    }

    @Test
    void completionKnowsEveryCommand() {
        assertThat(run("completion")).isZero();
        assertThat(out.toString())
                .contains("complete -F _complete_tornado-vim -o default tornado-vim")
                .contains("train", "sweep", "efficiency", "--dry-run");
    }

    @Test
    void stackTracesComeOnRequest() {
        assertThat(run("train", "--stacktrace", "--resume", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("RunException", "\tat ");
    }

    @Test
    void missingDataFailsTheRunAndItsFolderSaysWhy() throws IOException {
        var missing = folder.resolve("missing");
        int code =
                run(
                        "train",
                        "fashion-mnist",
                        "run.dir='" + folder.resolve("runs") + "'",
                        "data.dir='" + missing + "'");
        assertThat(code).isEqualTo(1);
        var expected = missing + ": no such folder, expected the IDX files of Fashion-MNIST";
        assertThat(err.toString()).isEqualTo("error: " + expected + "\n");
        try (var runs = Files.list(folder.resolve("runs/classification/fashion-mnist"))) {
            var run = runs.toList().getFirst();
            assertThat(run.resolve("FAILED")).hasContent(expected + "\n");
            assertThat(run.resolve("run.log")).content().contains("DataException", "\tat ");
            assertThat(run.resolve("command.txt"))
                    .content()
                    .startsWith("train fashion-mnist 'run.dir='\\''");
        }
    }

    @Test
    void anUnwritableRunFolderIsNamed() throws IOException {
        var file = Files.createFile(folder.resolve("file"));
        assertThat(run("train", "fashion-mnist", "run.dir='" + file + "'")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("error: run folder " + file)
                .contains("cannot be written")
                .hasLineCount(1);
    }

    @Test
    void dryRunPrintsTheResolvedConfigAndWhatItTakes() throws IOException {
        var runs = folder.resolve("runs");
        int code =
                run(
                        "train",
                        "fashion-mnist",
                        "seed=42",
                        "model.depth=1",
                        "run.dir='" + runs + "'",
                        "--dry-run");
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("\nseed: 42\n", "  learningRate: ")
                .containsPattern("\nparameters +[0-9 ]+\nstep +[0-9.]+ GFLOP for 64 images")
                .containsPattern("\nmemory +about [0-9]+ MiB.*\ntime +about .* 14 epochs of 187 ");
        assertThat(runs).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"train", "sweep", "report", "eval", "predict", "convert"})
    void helpShowsExamples(String verb) {
        assertThat(run(verb, "--help")).isZero();
        assertThat(out.toString()).contains("Example", "  " + verb + " ");
    }

    @Test
    void helpListsVerbsAndExitCodes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("train", "eval", "configs", "Exit codes:", "  2   ");
    }

    @Test
    void configsAreListedWithTheirPurpose() {
        assertThat(run("configs")).isZero();
        assertThat(out.toString()).containsPattern("fashion-mnist +.* min +first run");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"a=1,a=1", "a b,'a b'", "it's,'it'\\''s'", "a=[1],'a=[1]'"})
    void wordsAreQuotedForTheShell(String word, String quoted) {
        assertThat(ShellCommand.of(List.of("train", word))).isEqualTo("train " + quoted);
    }
}
