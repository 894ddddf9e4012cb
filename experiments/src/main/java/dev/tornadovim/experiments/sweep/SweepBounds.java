package dev.tornadovim.experiments.sweep;

import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;

/**
 * What all jobs of a sweep together may use.
 *
 * @param cores at least one
 * @param bytes of memory
 * @param atOnce jobs at the same time at most; 0 where only the other bounds count
 */
public record SweepBounds(int cores, long bytes, int atOnce) {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})([MG])");

    /** Share of the machine's memory that a sweep takes where no bound is given. */
    private static final double SHARE = 0.75;

    /**
     * Bounds as a user gives them.
     *
     * @param cores 0 for all that the JVM may use
     * @param memory such as 800M or 16G; 0 for three quarters of the machine's
     * @param atOnce 0 for no bound
     * @throws IllegalArgumentException if one is out of range
     */
    public static SweepBounds of(int cores, String memory, int atOnce) {
        if (cores < 0 || atOnce < 0) {
            throw new IllegalArgumentException(
                    "--%s is %d, expected at least 1"
                            .formatted(cores < 0 ? "cores" : "at-once", Math.min(cores, atOnce)));
        }
        return new SweepBounds(
                cores == 0 ? Runtime.getRuntime().availableProcessors() : cores,
                memory.equals("0") ? (long) (SHARE * machineBytes()) : bytes(memory),
                atOnce);
    }

    private static long bytes(String size) {
        var parts = SIZE.matcher(size);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "--memory is '%s', expected a size such as 800M or 16G".formatted(size));
        }
        return Long.parseLong(parts.group(1)) << (parts.group(2).equals("M") ? 20 : 30);
    }

    private static long machineBytes() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }
}
