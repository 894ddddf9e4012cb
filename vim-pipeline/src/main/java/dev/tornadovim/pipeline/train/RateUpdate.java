package dev.tornadovim.pipeline.train;

/** How often the learning rate changes. */
public enum RateUpdate {
    /** With every step, so that short runs warm up smoothly. */
    STEP,
    /** With every epoch, as in timm. */
    EPOCH,
    /**
     * With every epoch, one epoch late, as DeiT and the official Vim code do: they step the schedule
     * after the epoch, so the first two epochs both run at the warm-up rate.
     */
    EPOCH_LATE;

    /** The moment whose rate applies at {@code time}, both in epochs since the start. */
    double moment(double time) {
        return switch (this) {
            case STEP -> time;
            case EPOCH -> Math.floor(time);
            case EPOCH_LATE -> Math.max(0, Math.floor(time) - 1);
        };
    }
}
