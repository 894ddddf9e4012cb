package dev.tornadovim.experiments.efficiency;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * NVIDIA's command that reads the driver's counters.
 *
 * @param device number of the device
 */
record NvidiaSmi(int device) {

    private static final long PATIENCE_SECONDS = 10;
    private static final String MEMORY = "memory.used"; // in MiB

    /** The command for a device, if it is installed and answers. */
    static Optional<NvidiaSmi> of(int device) {
        NvidiaSmi smi = new NvidiaSmi(device);
        return smi.query(MEMORY).map(value -> smi);
    }

    /**
     * Growth of the device's memory in use. A program's arrays stay allocated from its loading to its
     * end, so that a reading in between is the peak.
     */
    Gauge memory() {
        return Gauge.ofCounter(
                "growth of the device's memory in use, by nvidia-smi",
                this::used,
                this::used,
                mebibytes -> Math.max(0, mebibytes) * (1L << 20));
    }

    private OptionalDouble used() {
        return OptionalDouble.of(query(MEMORY).orElse(0.0));
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
        List<String> command = new ArrayList<>();
        command.add("nvidia-smi");
        command.add("--id=" + device);
        command.add("--query-gpu=" + counter);
        command.add("--format=csv,noheader,nounits");
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
