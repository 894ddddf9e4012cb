package dev.tornadovim.pipeline.weights;

import java.util.List;

/** The networks in a training checkpoint. */
public enum WeightSet {
    /** The trained network. */
    MODEL("model", "state_dict"),
    /** The exponential moving average of its weights. */
    EMA("model_ema", "state_dict_ema", "ema");

    /** Prefix of averaged weights in a checkpoint of this project. */
    public static final String EMA_PREFIX = "ema.";

    /** Prefix of the state of the optimizer in a checkpoint of this project. */
    public static final String OPTIMIZER_PREFIX = "optimizer.";

    private final List<String> sections;

    WeightSet(String... sections) {
        this.sections = List.of(sections);
    }

    /** Keys under which checkpoints of PyTorch have it, the usual one first. */
    List<String> sections() {
        return sections;
    }
}
