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
 * What signals do to the training of a run folder: the step that is under way ends, a checkpoint is
 * saved, and the folder says how to resume. Before the first step there is nothing to save, and after
 * the last one all is saved: then the process ends at once.
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

    /** Starts to listen. */
    static RunSignals of(RunFolder run) {
        return new RunSignals(run);
    }

    /** What the training is to ask. */
    RunControl control() {
        return control;
    }

    private void receive(Signal signal) {
        if (signal == Signal.USR1 && run.config().run().onSigusr1() == OnSigusr1.SAVE) {
            LOG.info("{}: a checkpoint is saved after this step", signal);
            control.requestSave();
            return;
        }
        cause = signal;
        if (control.requestStop()) {
            LOG.info("{}: stops after this step; a second signal ends the run at once", signal);
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
     * @return how to resume it, for the user
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
