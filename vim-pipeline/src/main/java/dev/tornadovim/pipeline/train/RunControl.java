package dev.tornadovim.pipeline.train;

/**
 * Requests to a training or an evaluation that is running: to save a checkpoint, or to stop. Any
 * thread may ask. The run answers between two steps, or between two batches of an evaluation.
 */
public final class RunControl {

    private volatile boolean running;
    private volatile boolean stop;
    private volatile boolean save;

    /** Says that requests will be answered from now on. */
    public void begin() {
        running = true;
    }

    /** Says that requests will no longer be answered. */
    public void end() {
        running = false;
    }

    /**
     * Asks for a checkpoint and an end.
     *
     * @return whether the request will be answered; false before the first step and after the last one
     */
    public boolean requestStop() {
        stop = true;
        return running;
    }

    /** Asks for a checkpoint. */
    public void requestSave() {
        save = true;
    }

    /** Whether an end was asked for. */
    public boolean stopRequested() {
        return stop;
    }

    /** Whether a checkpoint was asked for since the last call. */
    public boolean takeSave() {
        boolean asked = save;
        save = false;
        return asked;
    }
}
