package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tornadovim.experiments.Main;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the command line, in this process or in another one, and keeps what it prints. */
abstract class CommandTest {

    /** Time for another process to start and to train a few steps. */
    static final int PATIENCE_SECONDS = 240;

    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    /** Runs and answers the exit status. */
    final int run(Object... args) {
        var words = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
        return VimCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
    }

    /** Runs, which must end well. */
    final void succeed(Object... args) {
        assertThat(run(args)).as(err.toString()).isZero();
    }

    /** Starts another process that can be killed. */
    static Process start(Path output, List<?> args) throws IOException {
        return start(output, "3g", args);
    }

    /** The same with a largest heap, as {@code -Xmx} takes it. */
    static Process start(Path output, String heap, List<?> args) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + heap,
                                "--add-modules",
                                "jdk.incubator.vector",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        args.forEach(word -> command.add(word.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** Kills a training, as kill -9 does, once there is a checkpoint of a run in a folder. */
    private static void killAtACheckpoint(Process training, Path runs)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end && training.isAlive() && !hasCheckpoint(runs)) {
            Thread.sleep(1);
        }
        training.destroyForcibly().waitFor();
    }

    /**
     * Trains twice, and once more with a kill and resuming: the last checkpoint must have the same
     * bytes and the evaluations the same figures each time.
     *
     * @param runs where the folders of these runs go, and no other's
     * @param metric that evaluations have
     * @return folder of the run that was killed
     */
    final Path trainTwiceAndWithAKill(List<?> training, Path runs, String metric)
            throws IOException, InterruptedException {
        succeed(training.toArray());
        var first = Files.move(last(runs), runs.resolveSibling("first"));
        assertThat(evaluations(first, metric)).isNotEmpty();

        succeed(training.toArray());
        var second = Files.move(last(runs), runs.resolveSibling("second"));
        requireSame(second, first, metric);

        killAtACheckpoint(start(runs.resolveSibling("killed.log"), training), runs);
        var killed = last(runs);
        assertThat(killed.resolve("DONE")).doesNotExist();
        succeed("train", "--resume", killed);
        requireSame(killed, first, metric);
        return killed;
    }

    private static void requireSame(Path run, Path expected, String metric) throws IOException {
        assertThat(run.resolve("checkpoints/last.safetensors"))
                .hasSameBinaryContentAs(expected.resolve("checkpoints/last.safetensors"));
        assertThat(evaluations(run, metric)).isEqualTo(evaluations(expected, metric));
    }

    /** The newest run of a folder. */
    static Path last(Path runs) throws IOException {
        try (var folders = Files.list(runs)) {
            return folders.sorted().toList().getLast();
        }
    }

    private static boolean hasCheckpoint(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var runs = Files.list(folder)) {
            return runs.anyMatch(r -> Files.exists(r.resolve("checkpoints/last.safetensors")));
        }
    }

    /** The rows of a run's evaluations, which have a certain metric, without times. */
    static List<JsonNode> evaluations(Path run, String metric) throws IOException {
        var mapper = new ObjectMapper();
        var rows = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            var row = mapper.readTree(line);
            if (row.has(metric)) {
                rows.add(((ObjectNode) row).without("seconds"));
            }
        }
        return rows;
    }
}
