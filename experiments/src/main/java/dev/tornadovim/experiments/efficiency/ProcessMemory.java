package dev.tornadovim.experiments.efficiency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of this process as Linux accounts it (proc(5): {@code VmRSS}, {@code VmHWM}). */
final class ProcessMemory implements MemoryGauge {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path SYSTEM = Path.of("/proc/meminfo");
    private static final Path CLEAR_REFS = Path.of("/proc/self/clear_refs");
    private static final String RESET_PEAK = "5";

    private long before;

    /** Whether this system has such an account. */
    static boolean exists() {
        return Files.isReadable(STATUS) && Files.isWritable(CLEAR_REFS);
    }

    /** Bytes that processes may still take before the system runs out of memory. */
    static long available() {
        return Files.isReadable(SYSTEM) ? bytes(SYSTEM, "MemAvailable:") : Long.MAX_VALUE;
    }

    @Override
    public void reset() {
        FreedMemory.giveBack(); // else memory of earlier networks would be used again
        try {
            Files.writeString(CLEAR_REFS, RESET_PEAK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        before = bytes(STATUS, "VmRSS:");
    }

    @Override
    public long peakBytes() {
        return Math.max(0, bytes(STATUS, "VmHWM:") - before);
    }

    @Override
    public String source() {
        return "growth of the process's resident memory, by Linux";
    }

    private static long bytes(Path file, String field) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(field))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(kibibytes -> Long.parseLong(kibibytes) << 10)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(file + " has no " + field));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
