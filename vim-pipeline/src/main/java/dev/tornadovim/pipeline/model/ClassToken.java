package dev.tornadovim.pipeline.model;

import java.util.List;

/** What the classifier looks at (Vision Mamba, table 5). */
public enum ClassToken {
    /** One class token between the first and the second half of the patches: the default. */
    MIDDLE,
    /** One class token before the patches. */
    HEAD,
    /** A class token before and one after the patches; the mean of both outputs is classified. */
    DOUBLE,
    /** No class token; the mean of all outputs is classified. */
    MEAN,
    /** No class token; every output is classified, and each class takes its largest logit. */
    MAX;

    /** Number of class tokens in the sequence. */
    public int count() {
        return switch (this) {
            case MIDDLE, HEAD -> 1;
            case DOUBLE -> 2;
            case MEAN, MAX -> 0;
        };
    }

    /** Names of the tokens' parameters, in the order of their positions; as in the official code. */
    public List<String> parameterNames() {
        return switch (this) {
            case MIDDLE, HEAD -> List.of("cls_token");
            case DOUBLE -> List.of("cls_token_head", "cls_token_tail");
            case MEAN, MAX -> List.of();
        };
    }

    /** Where the class tokens stand in a sequence with {@code patches} patches, ascending. */
    public int[] positions(int patches) {
        return switch (this) {
            case MIDDLE -> new int[] {patches / 2};
            case HEAD -> new int[] {0};
            case DOUBLE -> new int[] {0, patches + 1};
            case MEAN, MAX -> new int[0];
        };
    }
}
