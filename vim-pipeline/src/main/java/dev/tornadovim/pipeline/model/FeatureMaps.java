package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.op.token.DropTokens;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;

/** Turns sequences of tokens into maps of features. */
final class FeatureMaps {

    private FeatureMaps() {}

    /**
     * Leaves the class tokens out.
     *
     * @param sequences each [batch, tokens, D]
     * @return each [batch, grid height, grid width, D]
     */
    static List<Tensor> of(ProgramBuilder builder, NetworkConfig config, List<Tensor> sequences) {
        int[] positions = config.classTokenPositions();
        List<Tensor> maps = new ArrayList<>();
        for (Tensor sequence : sequences) {
            Tensor patches =
                    positions.length == 0
                            ? sequence
                            : builder.stage(
                                    "patches." + maps.size(),
                                    () -> DropTokens.apply(builder, sequence, positions));
            maps.add(
                    patches.reshape(
                            Shape.of(
                                    sequence.dim(0),
                                    config.gridHeight(),
                                    config.gridWidth(),
                                    config.dModel())));
        }
        return maps;
    }
}
