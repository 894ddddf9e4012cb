package dev.tornadovim.pipeline.train;

import java.nio.file.Path;
import java.util.Optional;

/** Training produced values that are not finite. The last checkpoint is unchanged. */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Names the value that is not finite, the checkpoint to resume from, and a remedy.
     *
     * @param what what is not finite, such as {@code the loss is NaN}
     * @param at the step during or after which it was found
     * @param checkpoint the latest checkpoint, if there is one
     */
    DivergedException(String what, Progress at, Optional<Saved> checkpoint) {
        super(
                "%s (step %d, epoch %d); %s; try a lower learning rate or clipping of the gradient norm"
                        .formatted(
                                what,
                                at.step(),
                                at.batch() == 0 ? at.epoch() : at.epoch() + 1,
                                checkpoint
                                        .map(Saved::toString)
                                        .orElse("no checkpoint was written before")));
    }

    /**
     * A checkpoint that can be resumed.
     *
     * @param file its path
     * @param step the step after which it was written
     */
    record Saved(Path file, long step) {
        @Override
        public String toString() {
            return "%s holds the weights of step %d".formatted(file, step);
        }
    }
}
