package dev.tornadovim.pipeline.train;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.weights.WeightSet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The state of a training: the weights of the network, both moments of AdamW and, optionally, an
 * exponential moving average of the trained parameters. All blocks have the layout of the
 * parameters.
 */
public final class OptimizerState {

    private final List<ParameterBlock> parameters;
    private final List<ParameterBlock> firstMoments;
    private final List<ParameterBlock> secondMoments;
    private final List<ParameterBlock> averages;
    private final List<ParameterBlock> buffers;
    private final List<ParameterBlock> frozen;

    /** Starts with zero moments, and an average equal to the current parameters. */
    public OptimizerState(LearningTask<?> task, boolean averaging) {
        this.parameters = List.copyOf(task.parameters());
        this.buffers = List.copyOf(task.buffers());
        this.frozen = List.copyOf(task.frozen());
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

    /** The trained parameters. */
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

    /** Averaged parameters, block by block; empty without averaging. */
    public List<ParameterBlock> averages() {
        return averages;
    }

    /** All blocks of the network, in the order of {@link LearningTask#weights}. */
    public List<ParameterBlock> modelWeights() {
        return join(parameters, buffers, frozen);
    }

    /** The same with the averages in place of the trained parameters. */
    public List<ParameterBlock> averagedWeights() {
        return join(averages, buffers, frozen);
    }

    private static List<ParameterBlock> join(
            List<ParameterBlock> first, List<ParameterBlock> second, List<ParameterBlock> third) {
        return Stream.of(first, second, third).flatMap(List::stream).toList();
    }

    /** The whole arrays of everything that training changes, for copies between host and device. */
    Tensor[] flat() {
        return Stream.of(parameters, firstMoments, secondMoments, averages, buffers)
                .flatMap(List::stream)
                .map(ParameterBlock::flat)
                .toArray(Tensor[]::new);
    }

    /** The name of a tensor with a value that is not finite, if there is one. */
    Optional<String> nonFinite() {
        return tensors().values().stream()
                .filter(tensor -> !isFinite(tensor))
                .map(Tensor::name)
                .findFirst();
    }

    /** Zero times any finite number is zero. */
    private static boolean isFinite(Tensor tensor) {
        float sum = 0;
        for (float value : tensor.toArray()) {
            sum += 0 * value;
        }
        return sum == 0;
    }

    /** The weights by name: the network's own, and averages with their prefix. */
    public Map<String, Tensor> weights() {
        return collect(Stream.of(parameters, averages, buffers, frozen));
    }

    /** All tensors of a checkpoint by name. */
    public Map<String, Tensor> tensors() {
        return collect(
                Stream.of(parameters, firstMoments, secondMoments, averages, buffers, frozen));
    }

    private static Map<String, Tensor> collect(Stream<List<ParameterBlock>> lists) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        lists.flatMap(List::stream)
                .flatMap(block -> block.parameters().values().stream())
                .forEach(tensor -> all.put(tensor.name(), tensor));
        return all;
    }
}
