package dev.tornadovim.pipeline.train;

/**
 * Requests to a running training or evaluation to save a checkpoint or to stop. Any thread may make
 * them. The run checks for them between two steps, or between two batches of an evaluation.
 */
public final class RunControl {

    private volatile boolean running;
    private volatile boolean stop;
    private volatile boolean save;

    /** Accepts requests from now on. */
    public void begin() {
        running = true;
    }

    /** Accepts no more requests. */
    public void end() {
        running = false;
    }

    /**
     * Requests a checkpoint and an end.
     *
     * @return whether the request was accepted; false before the first step and after the last one
     */
    public boolean requestStop() {
        stop = true;
        return running;
    }

    /** Requests a checkpoint. */
    public void requestSave() {
        save = true;
    }

    /** Whether an end was requested. */
    public boolean stopRequested() {
        return stop;
    }

    /** Whether a checkpoint was requested since the last call. */
    public boolean takeSave() {
        boolean asked = save;
        save = false;
        return asked;
    }
}
