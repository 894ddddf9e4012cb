package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.Backbone;
import dev.tornadovim.pipeline.model.Network;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.model.PositionEmbedding;
import dev.tornadovim.pipeline.model.PositionEmbedding.Layout;
import dev.tornadovim.pipeline.weights.LoadReport.Mismatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Loads trained weights into a network that may have another number of classes and another grid of
 * patches: a classifier for other classes is newly initialized, position embeddings of another grid
 * are resampled.
 *
 * @param report names that matched, and those that did not
 * @param adapted the changes made, one line each; empty if the file matched
 */
public record NetworkImport(LoadReport report, List<String> adapted) {

    private static final String POSITIONS = "pos_embed";
    private static final Set<String> CLASSIFIER = Set.of("head.weight", "head.bias");

    /**
     * Options of loading.
     *
     * @param positions how to take the class token out of the position embedding
     * @param strict whether every other tensor must agree in name and shape; otherwise tensors that
     *     the file lacks or has in another shape are newly initialized, and additional ones are
     *     left out
     * @param seed of newly initialized tensors
     * @param trained the network that the weights were trained in, if the file describes it
     */
    public record Options(
            PositionEmbedding positions,
            boolean strict,
            long seed,
            Optional<NetworkConfig> trained) {

        /** For files that do not describe their network. */
        public Options(PositionEmbedding positions, boolean strict, long seed) {
            this(positions, strict, seed, Optional.empty());
        }
    }

    /** Copies the list. */
    public NetworkImport {
        adapted = List.copyOf(adapted);
    }

    /**
     * Sets all parameters of a network.
     *
     * @throws WeightsException if the file is for another network, naming all tensors or settings that
     *     differ, or a weight is not finite
     */
    public static NetworkImport load(TensorSource file, Network network, Options options) {
        NetworkShapes.requireUndistilled(file);
        List<String> differences = differences(file, network, options);
        TensorSource source = RotaryBuffers.leftOut(file, network.config(), options.strict());
        Map<String, Tensor> all = network.parameters();
        LoadReport report = WeightsLoader.compare(source, all);
        List<Mismatch> adaptable =
                report.misshaped().stream().filter(NetworkImport::adaptable).toList();
        LoadReport rest = without(report, adaptable);
        if (options.strict()) {
            rest.requireComplete();
        }
        report.loaded().forEach(name -> all.get(name).set(source.readFinite(name)));
        List<String> adapted = new ArrayList<>(differences);
        for (Mismatch mismatch : adaptable) {
            Tensor tensor = all.get(mismatch.name());
            if (isPositions(mismatch.name())) {
                resample(source, network, options.positions(), tensor);
                adapted.add(describe(mismatch, "resampled bicubically, " + options.positions()));
            } else {
                network.initialise(tensor, options.seed());
                adapted.add(describe(mismatch, "newly initialized"));
            }
        }
        for (Mismatch mismatch : rest.misshaped()) {
            network.initialise(all.get(mismatch.name()), options.seed());
            adapted.add(describe(mismatch, "newly initialized"));
        }
        rest.missing().forEach(name -> network.initialise(all.get(name), options.seed()));
        if (!rest.missing().isEmpty()) {
            adapted.add("missing, newly initialized: " + TensorNames.list(rest.missing()));
        }
        if (!rest.unexpected().isEmpty()) {
            adapted.add("unknown, left out: " + TensorNames.list(rest.unexpected()));
        }
        adapted.addAll(source.notes());
        return new NetworkImport(report, adapted);
    }

    /**
     * Sets all parameters of a backbone from the checkpoint of a classifier, without its head, or
     * from the backbone in the checkpoint of a dense task.
     *
     * @throws WeightsException if the file is for another network, naming all tensors or settings that
     *     differ, or a weight is not finite
     */
    public static NetworkImport loadBackbone(
            TensorSource source, Backbone backbone, Options options) {
        NetworkShapes.requireUndistilled(source);
        return load(BackboneNames.of(source), backbone, options);
    }

    /** Checks what shapes do not show; refuses weights that would compute something else. */
    private static List<String> differences(TensorSource source, Network network, Options options) {
        if (options.trained().isEmpty()) {
            return List.of();
        }
        var found =
                NetworkDifferences.between(
                        options.trained().get(), network.config(), network instanceof Backbone);
        if (options.strict() && !found.meaning().isEmpty()) {
            throw new WeightsException(
                    source.description(),
                    "made for another model: " + String.join("; ", found.meaning()));
        }
        List<String> all = new ArrayList<>(found.meaning());
        all.addAll(found.training());
        return all;
    }

    private static boolean isPositions(String name) {
        return name.equals(POSITIONS) || name.equals(Backbone.PREFIX + POSITIONS);
    }

    private static LoadReport without(LoadReport report, List<Mismatch> adaptable) {
        List<Mismatch> others = new ArrayList<>(report.misshaped());
        others.removeAll(adaptable);
        return new LoadReport(
                report.source(), report.loaded(), report.missing(), report.unexpected(), others);
    }

    private static boolean adaptable(Mismatch mismatch) {
        Shape found = mismatch.found();
        Shape expected = mismatch.expected();
        if (found.rank() != expected.rank()) {
            return false;
        }
        if (isPositions(mismatch.name())) {
            return found.dim(0) == 1 && found.columns() == expected.columns();
        }
        return CLASSIFIER.contains(mismatch.name())
                && (found.rank() == 1 || found.columns() == expected.columns());
    }

    private static void resample(
            TensorSource source, Network network, PositionEmbedding positions, Tensor tensor) {
        try {
            Layout to = network.config().positions();
            Layout from = Layout.square(source.shape(tensor.name()).dim(1), to.classToken());
            tensor.set(positions.resample(source.readFinite(tensor.name()), from, to));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(source.description(), e.getMessage(), e);
        }
    }

    private static String describe(Mismatch mismatch, String what) {
        return "%s: %s to %s, %s"
                .formatted(mismatch.name(), mismatch.found(), mismatch.expected(), what);
    }
}
