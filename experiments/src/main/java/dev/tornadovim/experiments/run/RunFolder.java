package dev.tornadovim.experiments.run;

import dev.tornadovim.data.file.FileReplacement;
import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.config.ResolvedConfig;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The folder of one run: creates it, opens it, and names its files. */
public final class RunFolder {
    private static final List<String> TRAINING = List.of("checkpoints", "eval");
    private static final String DONE = "DONE";
    private static final String FAILED = "FAILED";
    private static final String STOPPED = "STOPPED";

    /** The state of a run. */
    public enum Status {
        /** In progress, or killed. */
        UNFINISHED,
        /** Completed. */
        DONE,
        /** Ended by a signal; the file STOPPED says how to resume it. */
        STOPPED,
        /** Failed; the file FAILED says why. */
        FAILED
    }

    private final Path path;
    private final ExperimentConfig config;

    private RunFolder(Path path, ExperimentConfig config) {
        this.path = path;
        this.config = config;
    }

    /**
     * Creates the folder of a new run, never an existing one, and writes the config, overrides and
     * command into it.
     *
     * @param command that started the run
     * @throws RunException if it cannot be written
     */
    public static RunFolder create(ResolvedConfig resolved, String command, LocalDateTime now) {
        var task = resolved.config().task().name().toLowerCase(Locale.ROOT);
        return create(task, TRAINING, resolved, command, now);
    }

    /**
     * Creates the folder of a profile in the same way.
     *
     * @throws RunException if it cannot be written
     */
    public static RunFolder createForProfile(
            ResolvedConfig resolved, String command, LocalDateTime now) {
        return create("profile", List.of(), resolved, command, now);
    }

    /**
     * Creates the folder of a job of a sweep at the given path.
     *
     * @throws RunException if it cannot be written
     */
    public static RunFolder createAt(Path path, ResolvedConfig resolved, String command) {
        try {
            return fill(Files.createDirectory(path), TRAINING, resolved, command);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private static RunFolder create(
            String kind,
            List<String> folders,
            ResolvedConfig resolved,
            String command,
            LocalDateTime now) {
        var config = resolved.config();
        var parent = Path.of(config.run().dir()).resolve(kind).resolve(config.name());
        var name = NewFolder.name(now, config.run().tag());
        try {
            return fill(NewFolder.create(parent, name), folders, resolved, command);
        } catch (IOException e) {
            throw unwritable(parent.resolve(name), e);
        }
    }

    private static RunFolder fill(
            Path path, List<String> folders, ResolvedConfig resolved, String command)
            throws IOException {
        for (var folder : folders) {
            Files.createDirectories(path.resolve(folder));
        }
        FileReplacement.write(path.resolve("overrides.yaml"), resolved.overridesYaml());
        FileReplacement.write(path.resolve("command.txt"), command + "\n");
        FileReplacement.write(
                path.resolve("config.yaml"), resolved.header().comment() + resolved.yaml());
        return new RunFolder(path, resolved.config());
    }

    private static RunException unwritable(Path path, IOException e) {
        return new RunException(
                "run folder %s cannot be written: %s, expected a folder that can"
                        .formatted(path, reason(e)),
                e);
    }

    /**
     * Opens the folder of an earlier run; settings added since take their defaults.
     *
     * @throws RunException if it is not a run folder
     */
    public static RunFolder open(Path path) {
        var file = require(path);
        try {
            var loader = new ConfigLoader(ConfigFolder.locate(Path.of("")));
            var name = file.getFileName().toString();
            return new RunFolder(path, loader.parse(name, Files.readString(file), List.of()));
        } catch (ConfigException e) {
            throw new RunException("run folder %s: %s".formatted(path, e.getMessage()), e);
        } catch (IOException e) {
            throw new RunException("%s cannot be read: %s".formatted(file, reason(e)), e);
        }
    }

    /**
     * Checks that a folder is a run folder; its config may be of another version.
     *
     * @return its {@code config.yaml}
     * @throws RunException if it is not a run folder
     */
    public static Path require(Path path) {
        if (!Files.isDirectory(path)) {
            throw new RunException("%s is not a run folder: no such folder".formatted(path));
        }
        var file = path.resolve("config.yaml");
        if (!Files.isRegularFile(file)) {
            throw new RunException("%s is not a run folder: it has no config.yaml".formatted(path));
        }
        return file;
    }

    /** The folder itself. */
    public Path path() {
        return path;
    }

    /** The settings of the run. */
    public ExperimentConfig config() {
        return config;
    }

    /** The settings of the run as YAML. */
    public String configText() {
        try {
            return Files.readString(path.resolve("config.yaml"));
        } catch (IOException e) {
            throw new RunException(
                    "%s: config.yaml cannot be read: %s".formatted(path, reason(e)), e);
        }
    }

    /** Folder of the checkpoints. */
    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    /** The checkpoint of the best evaluation; it may not exist. */
    public Path bestCheckpoint() {
        return checkpoints().resolve("best.safetensors");
    }

    /** Folder of pictures of predictions. */
    public Path samples() {
        return path.resolve("eval").resolve("samples");
    }

    /** The log. */
    public Path log() {
        return path.resolve("run.log");
    }

    /** Figures of steps, evaluations and epochs. */
    public Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    /** Figures of epochs. */
    public Path epochs() {
        return path.resolve("epochs.csv");
    }

    /** Folder of TensorBoard's event files. */
    public Path tensorBoard() {
        return path.resolve("tb");
    }

    /** Confusion matrix of the latest evaluation. */
    public Path confusion() {
        return path.resolve("eval").resolve("confusion.csv");
    }

    /** Writes {@code provenance.json}; each resumption gets a numbered file. */
    public void write(Provenance provenance) {
        var file = path.resolve("provenance.json");
        for (int i = 2; Files.exists(file); i++) {
            file = path.resolve("provenance-" + i + ".json");
        }
        write(file, provenance.json());
    }

    /**
     * Writes {@code profile.json} and {@code trace.json}.
     *
     * @param report figures
     * @param trace timelines
     */
    public void writeProfile(String report, String trace) {
        write(profile(), report);
        write(path.resolve("trace.json"), trace);
    }

    /** Figures of a profile. */
    public Path profile() {
        return path.resolve("profile.json");
    }

    /** The state of the run. */
    public Status status() {
        return status(path);
    }

    /** The state of the run in a folder. */
    public static Status status(Path path) {
        if (Files.exists(path.resolve(DONE))) {
            return Status.DONE;
        }
        if (Files.exists(path.resolve(FAILED))) {
            return Status.FAILED;
        }
        return Files.exists(path.resolve(STOPPED)) ? Status.STOPPED : Status.UNFINISHED;
    }

    /** Marks a failed or stopped run as in progress. */
    public void resume() {
        if (status() == Status.DONE) {
            throw new RunException("%s is done, there is nothing to resume".formatted(path));
        }
        try {
            Files.deleteIfExists(path.resolve(FAILED));
            Files.deleteIfExists(path.resolve(STOPPED));
        } catch (IOException e) {
            throw new RunException("%s cannot be resumed: %s".formatted(path, reason(e)), e);
        }
    }

    /** Marks the run as done. */
    public void done() {
        write(path.resolve(DONE), "");
    }

    /** The reason why the run failed; empty if it did not. */
    public Optional<String> failure() {
        return failure(path);
    }

    /** The same for the run of a folder. */
    public static Optional<String> failure(Path path) {
        return text(path.resolve(FAILED));
    }

    /** How the run in a folder was stopped, and how to resume it; empty if it was not. */
    public static Optional<String> stop(Path path) {
        return text(path.resolve(STOPPED));
    }

    private static Optional<String> text(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(Files.readString(file).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new RunException("%s cannot be read: %s".formatted(file, reason(e)), e);
        }
    }

    /** Marks the run as failed. */
    public void failed(String why) {
        write(path.resolve(FAILED), why + "\n");
    }

    /**
     * Marks the run as stopped by a signal.
     *
     * @param when such as "after step 12"
     * @return the text of the mark
     */
    public String stopped(Signal signal, String when) {
        var text =
                "stopped by %s %s; resume with: %s"
                        .formatted(
                                signal,
                                when,
                                ShellCommand.of(List.of("train", "--resume", path.toString())));
        write(path.resolve(STOPPED), text + "\n");
        return text;
    }

    private static void write(Path file, String text) {
        try {
            FileReplacement.write(file, text);
        } catch (IOException e) {
            throw new RunException("%s cannot be written: %s".formatted(file, reason(e)), e);
        }
    }

    private static String reason(IOException e) {
        return FileReplacement.reason(e);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
