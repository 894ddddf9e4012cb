package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.run.Signal;
import dev.tornadovim.experiments.run.Signals;
import dev.tornadovim.pipeline.train.RunControl;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.util.Optional;

/**
 * Handles signals during an evaluation: it ends after the current batch and prints the figures of
 * the images evaluated so far.
 */
final class EvaluationSignals implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(EvaluationSignals.class);

    private final RunControl control = new RunControl();
    private final Signals signals = Signals.listen(this::receive);
    private volatile Signal cause;

    private void receive(Signal signal) {
        if (signal == Signal.USR1) {
            LOG.info("{}: an evaluation has nothing to save and continues", signal);
            return;
        }
        cause = signal;
        LOG.info(
                "{}: stopping after this batch; a second signal ends the process immediately",
                signal);
        control.requestStop();
    }

    /** The control to pass to the evaluation. */
    RunControl control() {
        return control;
    }

    /** The signal that stopped it, if one did. */
    Optional<Signal> cause() {
        return Optional.ofNullable(cause);
    }

    @Override
    public void close() {
        signals.close();
    }
}
