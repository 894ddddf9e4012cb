package dev.tornadovim.experiments.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Resident memory of this process as Linux accounts it (proc(5): {@code VmRSS}, {@code VmHWM}). */
public final class ProcessMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path SYSTEM = Path.of("/proc/meminfo");
    private static final Path CLEAR_REFS = Path.of("/proc/self/clear_refs");
    private static final String RESET_PEAK = "5";
    private static final int COLLECTIONS = 5;
    private static final long CLEANING_MILLIS = 100;

    private ProcessMemory() {}

    /** Whether this system has such an account, and a peak that can be reset. */
    public static boolean isKnown() {
        return Files.isReadable(STATUS) && Files.isWritable(CLEAR_REFS);
    }

    /** Bytes that processes may still take before the system runs out of memory. */
    public static long available() {
        return bytes(SYSTEM, "MemAvailable:").orElse(Long.MAX_VALUE);
    }

    /** Bytes that this process holds, where that is known. */
    public static OptionalLong resident() {
        return bytes(STATUS, "VmRSS:");
    }

    /** Bytes that this process held at most, since its start or {@link #resetPeak}. */
    public static OptionalLong peak() {
        return bytes(STATUS, "VmHWM:");
    }

    /** Gives back to the system what this process has freed, and makes what it holds the peak. */
    public static void resetPeak() {
        collect();
        trim();
        try {
            Files.writeString(CLEAR_REFS, RESET_PEAK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Arrays outside the heap are freed by a thread of its own, some time after their collection. */
    private static void collect() {
        try {
            for (int i = 0; i < COLLECTIONS; i++) {
                System.gc();
                Thread.sleep(CLEANING_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Trims the heap of the C library where that is glibc. */
    @SuppressWarnings("restricted") // native access is enabled by the launch flags
    private static void trim() {
        var linker = Linker.nativeLinker();
        var trim = linker.defaultLookup().find("malloc_trim");
        if (trim.isEmpty()) {
            return;
        }
        var type = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG);
        try {
            int _ = (int) linker.downcallHandle(trim.get(), type).invokeExact(0L);
        } catch (Throwable e) {
            throw new IllegalStateException("malloc_trim failed", e);
        }
    }

    private static OptionalLong bytes(Path file, String field) {
        if (!Files.isReadable(file)) {
            return OptionalLong.empty();
        }
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(field))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(kibibytes -> Long.parseLong(kibibytes) << 10)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
