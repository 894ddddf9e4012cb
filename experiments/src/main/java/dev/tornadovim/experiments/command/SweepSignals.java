package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.config.schema.RunConfig.OnSigusr1;
import dev.tornadovim.experiments.run.Signal;
import dev.tornadovim.experiments.run.Signals;
import dev.tornadovim.experiments.sweep.SweepFolder;
import dev.tornadovim.pipeline.train.RunControl;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * What signals do to a sweep: the running jobs save a checkpoint and end, no further one starts, and
 * the sweep ends when they have.
 */
final class SweepSignals implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(SweepSignals.class);

    private final boolean stopOnSigusr1;
    private final RunControl control = new RunControl();
    private final Signals signals;
    private volatile Signal cause;

    /** Starts to listen; the jobs of a sweep agree in what SIGUSR1 does. */
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
        LOG.info("{}: running jobs save and end; a second signal ends all at once", signal);
        if (!control.requestStop()) {
            Runtime.getRuntime().halt(signal.exitCode());
        }
    }

    /** What the sweep is to ask. */
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
