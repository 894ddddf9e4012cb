package dev.tornadovim.pipeline.train;

/** A training was stopped through {@link RunControl}; all its steps are in a checkpoint. */
public final class TrainingStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Progress progress;

    TrainingStoppedException(Progress progress) {
        super("stopped after step " + progress.step());
        this.progress = progress;
    }

    /** The progress when it stopped. */
    public Progress progress() {
        return progress;
    }
}
