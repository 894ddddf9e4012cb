package dev.tornadovim.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.experiments.Main;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, which can be killed and sent signals. */
final class VimProcess implements AutoCloseable {

    /** Far longer than any of these processes takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Process process;
    private final Path output;

    private VimProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** A condition that may fail to be looked at. */
    @FunctionalInterface
    interface Condition {
        /** Whether it holds. */
        boolean holds() throws IOException;
    }

    /**
     * Starts a command.
     *
     * @param folder where its output goes
     */
    static VimProcess start(Path folder, List<?> words) throws IOException {
        return start(folder, List.of(), Map.of(), words);
    }

    /**
     * Starts a command with flags of Java and variables of the environment. Signals that the test's own
     * process was told to ignore have their default action in it.
     */
    static VimProcess start(
            Path folder, List<String> flags, Map<String, String> environment, List<?> words)
            throws IOException {
        var command = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,TERM,USR1"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        words.forEach(word -> command.add(word.toString()));
        return start(folder, command, environment);
    }

    /** Starts any command. */
    static VimProcess start(Path folder, List<String> command, Map<String, String> environment)
            throws IOException {
        var output = Files.createTempFile(folder, "output", ".txt");
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8"); // the output is read as UTF-8
        builder.environment().putAll(environment);
        return new VimProcess(builder.redirectOutput(output.toFile()).start(), output);
    }

    /** Waits until a condition holds; the process must be alive until then. */
    void await(Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(process.isAlive()).as("ended early:\n" + text()).isTrue();
            assertThat(System.nanoTime()).as("waits in vain:\n" + text()).isLessThan(end);
            Thread.sleep(2);
        }
    }

    /** Sends a signal by its name without SIG. */
    void send(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
    }

    /** Ends the process as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits for its end and answers the exit code. */
    int join() throws IOException, InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("still runs:\n" + text())
                .isTrue();
        return process.exitValue();
    }

    /** Waits for its end, which must be a good one. */
    void succeed() throws IOException, InterruptedException {
        int code = join();
        assertThat(code).as(text()).isZero();
    }

    /** Whether it has not ended. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** What it printed so far. */
    String text() throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    }

    /** The lines of its output that begin with a word. */
    List<String> lines(String start) throws IOException {
        return text().lines().filter(line -> line.startsWith(start)).toList();
    }

    /** Lets nothing of a failed test run on. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
