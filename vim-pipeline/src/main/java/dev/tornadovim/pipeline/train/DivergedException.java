package dev.tornadovim.pipeline.train;

import java.nio.file.Path;
import java.util.Optional;

/** Training left the finite numbers; the checkpoint of the last good step is as it was. */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what is not finite, where to go on from, and what may help.
     *
     * @param what is not finite, such as {@code the loss is NaN}
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
     * A checkpoint that holds.
     *
     * @param file of it
     * @param step after which it was written
     */
    record Saved(Path file, long step) {
        @Override
        public String toString() {
            return "%s holds the weights of step %d".formatted(file, step);
        }
    }
}
