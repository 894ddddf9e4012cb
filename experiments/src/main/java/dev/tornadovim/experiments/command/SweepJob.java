package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.run.Signal;
import dev.tornadovim.experiments.run.Signals;

import java.io.IOException;
import java.util.Locale;

/** The process of one job of a sweep: resumes a run folder, and ends with the sweep. */
public final class SweepJob {

    private SweepJob() {}

    /** Takes the run folder; standard input is a pipe that the sweep keeps open while it runs. */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        Thread.ofPlatform().daemon().name("sweep-watch").start(SweepJob::hearTheSweep);
        System.exit(VimCommand.run("train", "--resume", args[0]));
    }

    /** Each byte from the pipe is a request; its end is the end of the sweep. */
    private static void hearTheSweep() {
        try {
            for (int request = System.in.read(); request >= 0; request = System.in.read()) {
                Signals.request(Signal.values()[request]);
            }
        } catch (IOException e) {
            // A broken pipe means the same as its end.
        }
        Runtime.getRuntime().halt(Signal.TERM.exitCode());
    }
}
