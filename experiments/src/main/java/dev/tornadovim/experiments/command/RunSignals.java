package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.config.schema.RunConfig.OnSigusr1;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.run.RunFolder.Status;
import dev.tornadovim.experiments.run.Signal;
import dev.tornadovim.experiments.run.Signals;
import dev.tornadovim.pipeline.train.Progress;
import dev.tornadovim.pipeline.train.RunControl;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Handles signals during a training: the current step ends, a checkpoint is saved, and the run
 * folder says how to resume. Before the first step there is nothing to save, and after the last one
 * everything is saved: then the process ends immediately.
 */
final class RunSignals implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(RunSignals.class);

    private final RunFolder run;
    private final RunControl control = new RunControl();
    private final Signals signals;
    private volatile Signal cause;

    private RunSignals(RunFolder run) {
        this.run = run;
        this.signals = Signals.listen(this::receive);
    }

    /** Starts listening. */
    static RunSignals of(RunFolder run) {
        return new RunSignals(run);
    }

    /** The control to pass to the training. */
    RunControl control() {
        return control;
    }

    private void receive(Signal signal) {
        if (signal == Signal.USR1 && run.config().run().onSigusr1() == OnSigusr1.SAVE) {
            LOG.info("{}: saving a checkpoint after this step", signal);
            control.requestSave();
            return;
        }
        cause = signal;
        if (control.requestStop()) {
            LOG.info(
                    "{}: stopping after this step; a second signal ends the run immediately",
                    signal);
            return;
        }
        if (run.status() == Status.UNFINISHED) {
            LOG.info("{}", run.stopped(signal, "before a step was done"));
        }
        Runtime.getRuntime().halt(signal.exitCode());
    }

    /**
     * Marks the run as stopped.
     *
     * @return a message that says how to resume the run
     */
    String stopped(Progress progress) {
        return run.stopped(cause, "after step " + progress.step());
    }

    /** Exit code of the process after a stop. */
    int exitCode() {
        return cause.exitCode();
    }

    @Override
    public void close() {
        signals.close();
    }
}
