package dev.tornadovim.pipeline.train;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.weights.WeightSet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything that training changes besides the parameters: both moments of AdamW and, where wanted,
 * an exponential moving average of the parameters, each in blocks of the parameters' own layout.
 */
public final class OptimizerState {

    private final List<ParameterBlock> parameters;
    private final List<ParameterBlock> firstMoments;
    private final List<ParameterBlock> secondMoments;
    private final List<ParameterBlock> averages;

    /** Zero moments, and an average that starts at the parameters' present values. */
    public OptimizerState(List<ParameterBlock> parameters, boolean averaging) {
        this.parameters = List.copyOf(parameters);
        this.firstMoments = like(WeightSet.OPTIMIZER_PREFIX + "exp_avg.");
        this.secondMoments = like(WeightSet.OPTIMIZER_PREFIX + "exp_avg_sq.");
        this.averages = averaging ? like(WeightSet.EMA_PREFIX) : List.of();
        for (int i = 0; i < averages.size(); i++) {
            averages.get(i).storage().segment().copyFrom(parameters.get(i).storage().segment());
        }
    }

    private List<ParameterBlock> like(String prefix) {
        return parameters.stream().map(block -> block.like(prefix)).toList();
    }

    /** The parameters that are trained. */
    public List<ParameterBlock> parameters() {
        return parameters;
    }

    /** First moments, block by block. */
    List<ParameterBlock> firstMoments() {
        return firstMoments;
    }

    /** Second moments, block by block. */
    List<ParameterBlock> secondMoments() {
        return secondMoments;
    }

    /** Averaged parameters, block by block; empty when there is no averaging. */
    public List<ParameterBlock> averages() {
        return averages;
    }

    /** Whole arrays of everything, to move between host and device. */
    Tensor[] flat() {
        return Stream.of(parameters, firstMoments, secondMoments, averages)
                .flatMap(List::stream)
                .map(ParameterBlock::flat)
                .toArray(Tensor[]::new);
    }

    /** The weights by name: parameters, and averages with their prefix. */
    public Map<String, Tensor> weights() {
        return collect(Stream.of(parameters, averages));
    }

    /** All tensors of a checkpoint by name. */
    public Map<String, Tensor> tensors() {
        return collect(Stream.of(parameters, firstMoments, secondMoments, averages));
    }

    private static Map<String, Tensor> collect(Stream<List<ParameterBlock>> lists) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        lists.flatMap(List::stream)
                .flatMap(block -> block.parameters().values().stream())
                .forEach(tensor -> all.put(tensor.name(), tensor));
        return all;
    }
}
