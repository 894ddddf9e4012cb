package dev.tornadovim.experiments.efficiency;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** NVIDIA's command that reads the driver's counters of one device. */
final class NvidiaSmi {

    private static final long PATIENCE_SECONDS = 10;

    private final int device;

    private NvidiaSmi(int device) {
        this.device = device;
    }

    /** The command for a device, if it is installed and answers. */
    static Optional<NvidiaSmi> of(int device) {
        NvidiaSmi smi = new NvidiaSmi(device);
        return smi.query("memory.used").map(value -> smi);
    }

    /** One number, or empty where the driver has none. */
    Optional<Double> query(String counter) {
        try {
            Process process = start(counter, List.of());
            String text;
            try (var reader = process.inputReader()) {
                text = reader.readLine();
            }
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return process.exitValue() == 0 && text != null ? number(text) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The command printing a counter again and again. */
    Process repeat(String counter, int everyMillis) throws IOException {
        return start(counter, List.of("-lms", Integer.toString(everyMillis)));
    }

    private Process start(String counter, List<String> more) throws IOException {
        var command = new ArrayList<String>();
        command.addAll(
                List.of(
                        "nvidia-smi",
                        "--id=" + device,
                        "--query-gpu=" + counter,
                        "--format=csv,noheader,nounits"));
        command.addAll(more);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** The driver writes words such as {@code [N/A]} where it has no number. */
    static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.valueOf(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
