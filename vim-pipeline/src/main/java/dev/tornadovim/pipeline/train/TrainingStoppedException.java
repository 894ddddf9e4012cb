package dev.tornadovim.pipeline.train;

/** A training ended because {@link RunControl} asked for it; what it had done is in a checkpoint. */
public final class TrainingStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Progress progress;

    TrainingStoppedException(Progress progress) {
        super("stopped after step " + progress.step());
        this.progress = progress;
    }

    /** How far the training came. */
    public Progress progress() {
        return progress;
    }
}
