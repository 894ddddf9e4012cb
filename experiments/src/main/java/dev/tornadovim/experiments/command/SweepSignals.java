package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.config.schema.RunConfig.OnSigusr1;
import dev.tornadovim.experiments.run.Signal;
import dev.tornadovim.experiments.run.Signals;
import dev.tornadovim.experiments.sweep.SweepFolder;
import dev.tornadovim.pipeline.train.RunControl;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Handles signals during a sweep: running jobs save a checkpoint and end, no new job starts, and the
 * sweep ends after them.
 */
final class SweepSignals implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(SweepSignals.class);

    private final boolean stopOnSigusr1;
    private final RunControl control = new RunControl();
    private final Signals signals;
    private volatile Signal cause;

    /** Starts listening; all jobs of a sweep handle SIGUSR1 alike. */
    SweepSignals(SweepFolder sweep) {
        var run = sweep.jobs().getFirst().run().config().run();
        this.stopOnSigusr1 = run.onSigusr1() == OnSigusr1.STOP;
        this.signals = Signals.listen(this::receive);
    }

    private void receive(Signal signal) {
        if (signal == Signal.USR1 && !stopOnSigusr1) {
            LOG.info("{}: running jobs save a checkpoint", signal);
            control.requestSave();
            return;
        }
        cause = signal;
        LOG.info(
                "{}: running jobs save and end; a second signal ends all of them immediately",
                signal);
        if (!control.requestStop()) {
            Runtime.getRuntime().halt(signal.exitCode());
        }
    }

    /** The control to pass to the sweep. */
    RunControl control() {
        return control;
    }

    /** The signal that stopped the sweep. */
    Signal cause() {
        return cause;
    }

    @Override
    public void close() {
        signals.close();
    }
}
