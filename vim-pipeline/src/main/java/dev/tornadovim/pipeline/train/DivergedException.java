package dev.tornadovim.pipeline.train;

/** Training produced a loss that is no number; nothing after the last good step is kept. */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Names the step and what may help. */
    public DivergedException(long step, int epoch, float loss) {
        super(
                "the loss is %s at step %d (epoch %d); checkpoints of earlier steps are kept; try a lower optim.learningRate or optim.clipNorm=1"
                        .formatted(loss, step, epoch + 1));
    }
}
