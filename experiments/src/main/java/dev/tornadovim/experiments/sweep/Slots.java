package dev.tornadovim.experiments.sweep;

import dev.tornadovim.experiments.config.ConfigException;

import java.util.List;

/**
 * How many jobs run at once, and what each may use.
 *
 * @param atOnce jobs at the same time
 * @param threads of each
 * @param bytes of memory of each
 */
record Slots(int atOnce, int threads, long bytes) {

    /** Java and its libraries do not get along with less. */
    private static final long LEAST_BYTES = 1L << 30;

    /**
     * What a job needs.
     *
     * @param name for messages
     * @param threads that its config asks for; 0 for as many as there are
     * @param bytes of the process, estimated
     * @param device whether it runs on a device, which jobs do not share
     */
    record Need(String name, int threads, long bytes, boolean device) {}

    /**
     * Divides the bounds evenly.
     *
     * @param needs of all jobs
     * @throws ConfigException if a job alone is too large for them
     */
    static Slots of(SweepBounds bounds, List<Need> needs) {
        int threads = 0;
        long bytes = LEAST_BYTES;
        boolean device = false;
        for (var need : needs) {
            if (need.threads() > bounds.cores()) {
                throw new ConfigException(
                        "job %s has threads=%d, the bound is %d cores: fewer threads, or more --cores"
                                .formatted(need.name(), need.threads(), bounds.cores()));
            }
            if (Math.max(LEAST_BYTES, need.bytes()) > bounds.bytes()) {
                throw new ConfigException(
                        "job %s needs about %d MiB, the bound is %d MiB: a smaller job, or more --memory"
                                .formatted(
                                        need.name(),
                                        Math.max(LEAST_BYTES, need.bytes()) >> 20,
                                        bounds.bytes() >> 20));
            }
            threads = Math.max(threads, need.threads());
            bytes = Math.max(bytes, need.bytes());
            device |= need.device();
        }
        long most = Math.min(needs.size(), bounds.bytes() / bytes);
        most = Math.min(most, bounds.cores() / Math.max(1, threads));
        if (bounds.atOnce() > 0) {
            most = Math.min(most, bounds.atOnce());
        } else if (device) {
            most = 1;
        }
        int atOnce = (int) most;
        return new Slots(
                atOnce, threads > 0 ? threads : bounds.cores() / atOnce, bounds.bytes() / atOnce);
    }

    /** On one line. */
    String describe() {
        return "%d at once with %d thread%s and %d MiB each"
                .formatted(atOnce, threads, threads == 1 ? "" : "s", bytes >> 20);
    }

    /** What tells a JVM to keep within a slot: a quarter of the memory for the heap, no more. */
    List<String> jvmFlags() {
        long heap = bytes / 4 >> 20;
        return List.of(
                "-XX:ActiveProcessorCount=" + threads,
                "-Xmx" + heap + "m",
                "-XX:MaxDirectMemorySize=" + ((bytes >> 20) - heap) + "m");
    }
}
