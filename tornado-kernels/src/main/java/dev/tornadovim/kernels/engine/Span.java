package dev.tornadovim.kernels.engine;

/**
 * A stretch of time in a run. Spans of one track nest or follow each other.
 *
 * @param track thread of the host or queue of the device that was busy
 * @param kind what was going on
 * @param stage name of the stage, or of the engine's own work, such as {@code inputs}
 * @param name of the phase, stage, step, kernel or copy
 * @param start as {@link System#nanoTime} tells it
 * @param nanos length
 */
public record Span(String track, Kind kind, String stage, String name, long start, long nanos) {

    /** The track of phases, stages, and the steps of the CPU engine. */
    public static final String PROGRAM = "program";

    /** The track of what TornadoVM's device does. */
    public static final String QUEUE = "queue";

    /** What goes on in a span. */
    public enum Kind {
        /** All stages of a phase, from the first start to the last end. */
        PHASE,
        /** A stage; on a device from the call to the end, so launches and waiting are in it. */
        STAGE,
        /** A step of the CPU engine, or of a stage of the host. */
        STEP,
        /** What one thread did of a step's loop. */
        LOOP,
        /**
         * A kernel of the device. TornadoVM tells how long kernels and copies took but not when they
         * began, so those of a stage are put one behind the other from the stage's start on.
         */
        KERNEL,
        /** A copy between host and device. */
        COPY
    }

    /** When it ended. */
    public long end() {
        return start + nanos;
    }
}
