package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.pipeline.model.ClassToken;
import dev.tornadovim.pipeline.model.DirectionStrategy;
import dev.tornadovim.pipeline.model.VimConfig;

/**
 * The network: the components of {@link VimConfig}, which says what each means, without those that
 * follow from the data. Presets are the group files in {@code configs/_base_/model}.
 */
public record ModelConfig(
        int patchSize,
        int stride,
        int dModel,
        int depth,
        int dState,
        int dConv,
        int expand,
        int dtRank,
        DirectionStrategy direction,
        ClassToken classToken,
        boolean divideOutput,
        float dropPathRate,
        float dropRate,
        float rmsEps) {

    /** Checks the sizes that do not depend on the data. */
    public ModelConfig {
        Range.atLeast("model.patchSize", 1, patchSize);
        Range.atLeast("model.stride", 1, stride);
        Range.atLeast("model.dModel", 1, dModel);
        Range.atLeast("model.depth", 1, depth);
        Range.atLeast("model.dState", 1, dState);
        Range.atLeast("model.dConv", 1, dConv);
        Range.atLeast("model.expand", 1, expand);
        Range.atLeast("model.dtRank", VimConfig.AUTO, dtRank);
        Range.shareBelowOne("model.dropPathRate", dropPathRate);
        Range.shareBelowOne("model.dropRate", dropRate);
        Range.positive("model.rmsEps", rmsEps);
    }

    /**
     * The network for certain data.
     *
     * @param height rows of an image
     * @param width columns of an image
     * @param channels 1 for grey, 3 for colour
     * @param classes number of classes
     * @throws IllegalArgumentException if the sizes do not fit together
     */
    public VimConfig vim(int height, int width, int channels, int classes) {
        return VimConfig.builder()
                .image(height, width)
                .channels(channels)
                .classes(classes)
                .patch(patchSize, stride)
                .dModel(dModel)
                .depth(depth)
                .dState(dState)
                .dConv(dConv)
                .expand(expand)
                .dtRank(dtRank)
                .direction(direction)
                .classToken(classToken)
                .divideOutput(divideOutput)
                .dropPathRate(dropPathRate)
                .dropRate(dropRate)
                .rmsEps(rmsEps)
                .build();
    }
}
