package dev.tornadovim.experiments.command;

import java.io.IOException;

/** The process of one job of a sweep: goes on with a run folder, and ends with the sweep. */
public final class SweepJob {

    /** As of a process that SIGTERM ended. */
    private static final int SWEEP_ENDED = 143;

    private SweepJob() {}

    /** Takes the run folder; standard input is a pipe that the sweep holds open as long as it runs. */
    public static void main(String[] args) {
        Thread.ofPlatform().daemon().name("sweep-watch").start(SweepJob::endWithTheSweep);
        System.exit(VimCommand.run("train", "--resume", args[0]));
    }

    private static void endWithTheSweep() {
        try {
            while (System.in.read() >= 0) {
                // The sweep writes nothing; the end of the pipe is its end.
            }
        } catch (IOException e) {
            // A broken pipe tells the same.
        }
        Runtime.getRuntime().halt(SWEEP_ENDED);
    }
}
