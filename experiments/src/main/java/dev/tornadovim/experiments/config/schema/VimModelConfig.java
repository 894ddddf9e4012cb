package dev.tornadovim.experiments.config.schema;

import com.fasterxml.jackson.annotation.JsonTypeName;

import dev.tornadovim.pipeline.model.ClassToken;
import dev.tornadovim.pipeline.model.DirectionStrategy;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.VimConfig;

/**
 * A Vision Mamba: the components of {@link VimConfig}, which says what each means, without those that
 * follow from the data.
 */
@JsonTypeName("vim")
public record VimModelConfig(
        Family family,
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
        boolean rotary,
        float dropPathRate,
        float dropRate,
        float rmsEps)
        implements ModelConfig {

    /** Checks the sizes that do not depend on the data. */
    public VimModelConfig {
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

    @Override
    public VimConfig network(int height, int width, int channels, int classes) {
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
                .rotary(rotary)
                .dropPathRate(dropPathRate)
                .dropRate(dropRate)
                .rmsEps(rmsEps)
                .build();
    }

    @Override
    public ImageClassifier classifier(int height, int width, int channels, int classes) {
        return network(height, width, channels, classes).allocate();
    }
}
