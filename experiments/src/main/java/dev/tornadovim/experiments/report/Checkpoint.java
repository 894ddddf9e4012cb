package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.pipeline.weights.RunningStatistics;
import dev.tornadovim.pipeline.weights.SafetensorsFile;
import dev.tornadovim.pipeline.weights.WeightSet;
import dev.tornadovim.pipeline.weights.WeightsException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The best checkpoint of a run.
 *
 * @param file of the weights
 * @param parameters their number, without averages and running statistics
 * @param averaged whether it also has averaged weights
 */
record Checkpoint(Path file, long parameters, boolean averaged) {

    /** The checkpoint, if there is a readable one. */
    static Optional<Checkpoint> best(RunRecord run) {
        var file = run.folder().resolve("checkpoints").resolve("best.safetensors");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (var source = SafetensorsFile.open(file)) {
            long parameters = 0;
            boolean averaged = false;
            for (var name : source.names()) {
                boolean average = name.startsWith(WeightSet.EMA_PREFIX);
                averaged |= average;
                boolean counts = !average && !RunningStatistics.isOne(name);
                parameters += counts ? source.shape(name).size() : 0;
            }
            return Optional.of(new Checkpoint(file, parameters, averaged));
        } catch (WeightsException e) {
            return Optional.empty(); // only the facts about the checkpoint are missing then
        }
    }

    /** SHA-256 of the file, in hex. */
    String sha256() {
        try (var in = Channels.newInputStream(FileChannel.open(file));
                var digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (IOException e) {
            throw new RunException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
