package dev.tornadovim.experiments.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** A small training of each task: steps of milliseconds, in two epochs that are long enough to be hit. */
enum SmallRun {
    CLASSIFICATION(
            """
            _base_: fashion-mnist.yaml
            model: {dModel: 16, depth: 2}
            data: {trainLimit: 12000, testLimit: 256}
            train: {batchSize: 64}
            """),
    SEGMENTATION(
            """
            _base_: scenes-segmentation.yaml
            model: {dModel: 16, depth: 4, dState: 4, classToken: middle}
            data: {imageSize: 64}
            scenes: {training: 256, validation: 8}
            segmentation: {channels: 8, auxiliaryChannels: 8, resize: [64, 64], windowStep: 43}
            train: {batchSize: 4, evalBatchSize: 2}
            """),
    DETECTION(
            """
            _base_: scenes-detection-small.yaml
            model: {dModel: 16, depth: 2, dState: 4}
            data: {imageSize: 64}
            scenes: {training: 256, validation: 8}
            detection:
              channels: 8
              anchorSizes: [12, 20, 32]
              anchorSamples: 16
              proposals: [20, 10]
              samples: 8
              boxChannels: 8
              boxHidden: 16
              maskChannels: 8
            train: {batchSize: 4, evalBatchSize: 2}
            """);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String yaml;

    SmallRun(String yaml) {
        this.yaml = yaml;
    }

    /** The command that trains it, with its data and run folders in a folder. */
    List<Object> command(Path folder, String... overrides) throws IOException {
        var config = folder.resolve(lower() + ".yaml");
        Files.writeString(
                config,
                yaml
                        + """
                        engine: cpu
                        threads: 2
                        optim: {emaDecay: 0.5}
                        schedule: {epochs: 2, warmupEpochs: 0}
                        log: {tensorboard: false, every: 1}
                        """);
        var words = new ArrayList<Object>(List.of("train", config));
        words.add("run.dir='" + folder.resolve("runs") + "'");
        words.addAll(List.of(overrides));
        return words;
    }

    private String lower() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Where its run folders are. */
    Path runs(Path folder) {
        return folder.resolve("runs").resolve(lower()).resolve(lower());
    }

    /** The only run folder; null where there is none yet. */
    Path run(Path folder) throws IOException {
        if (!Files.isDirectory(runs(folder))) {
            return null;
        }
        try (var all = Files.list(runs(folder))) {
            return all.findFirst().orElse(null);
        }
    }

    /** Puts the only run folder aside. */
    Path aside(Path folder, String name) throws IOException {
        return Files.move(run(folder), folder.resolve(lower() + "-" + name));
    }

    /** Whether a step of the run has been done. */
    boolean hasStepped(Path folder) throws IOException {
        var run = run(folder);
        return run != null
                && Files.exists(run.resolve("metrics.jsonl"))
                && Files.size(run.resolve("metrics.jsonl")) > 0;
    }

    /** The progress that the last checkpoint of a run says it has; null where there is none. */
    static JsonNode progress(Path run) throws IOException {
        var file = run.resolve("checkpoints/last.json");
        return Files.exists(file) ? JSON.readTree(file.toFile()) : null;
    }

    /** Hash of all tensors of the last checkpoint, in which two trainings of one seed must agree. */
    static String lastCheckpoint(Path run) throws IOException {
        var bytes =
                ByteBuffer.wrap(Files.readAllBytes(run.resolve("checkpoints/last.safetensors")))
                        .order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(Math.toIntExact(Long.BYTES + bytes.getLong()));
        try {
            var hash = MessageDigest.getInstance("SHA-256");
            hash.update(bytes);
            return HexFormat.of().formatHex(hash.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
