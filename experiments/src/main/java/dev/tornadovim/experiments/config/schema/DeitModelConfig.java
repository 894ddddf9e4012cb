package dev.tornadovim.experiments.config.schema;

import com.fasterxml.jackson.annotation.JsonTypeName;

import dev.tornadovim.kernels.op.attention.AttentionForm;
import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.model.ImageClassifier;

/**
 * A DeiT: the components of {@link DeitConfig}, which says what each means, without those that follow
 * from the data.
 *
 * @param attention whether the maps of attention are stored, or streamed in tiles
 */
@JsonTypeName("deit")
public record DeitModelConfig(
        Family family,
        int patchSize,
        int dModel,
        int depth,
        int heads,
        int mlpRatio,
        AttentionForm attention,
        float dropPathRate,
        float normEps)
        implements ModelConfig {

    /** Checks the sizes that do not depend on the data. */
    public DeitModelConfig {
        Range.atLeast("model.patchSize", 1, patchSize);
        Range.atLeast("model.dModel", 1, dModel);
        Range.atLeast("model.depth", 1, depth);
        Range.atLeast("model.heads", 1, heads);
        Range.require(
                dModel % heads == 0, "model.dModel", dModel, "a multiple of model.heads, " + heads);
        Range.atLeast("model.mlpRatio", 1, mlpRatio);
        Range.shareBelowOne("model.dropPathRate", dropPathRate);
        Range.positive("model.normEps", normEps);
    }

    @Override
    public DeitConfig network(int height, int width, int channels, int classes) {
        return DeitConfig.builder()
                .image(height, width)
                .channels(channels)
                .classes(classes)
                .patchSize(patchSize)
                .dModel(dModel)
                .depth(depth)
                .heads(heads)
                .mlpRatio(mlpRatio)
                .dropPathRate(dropPathRate)
                .normEps(normEps)
                .build();
    }

    @Override
    public ImageClassifier classifier(int height, int width, int channels, int classes) {
        return network(height, width, channels, classes).allocate(attention);
    }
}
