package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.PositionEmbedding;
import dev.tornadovim.pipeline.model.PositionEmbedding.Layout;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.model.VimInitialiser;
import dev.tornadovim.pipeline.model.VimParameters;
import dev.tornadovim.pipeline.weights.LoadReport.Mismatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Loads a trained Vim into a network that may have another number of classes and another grid of
 * patches; everything else must agree in name and shape.
 *
 * @param parameters the loaded network
 * @param adapted what had to be changed, one line each; empty when the file fitted as it is
 */
public record VimImport(VimParameters parameters, List<String> adapted) {

    private static final String POSITIONS = "pos_embed";
    private static final Set<String> CLASSIFIER = Set.of("head.weight", "head.bias");

    /** Copies the list. */
    public VimImport {
        adapted = List.copyOf(adapted);
    }

    /**
     * Loads a file. A classifier for another number of classes is initialised anew; position
     * embeddings of another grid, which must be square, are resampled.
     *
     * @param config the network wanted
     * @param positions how to take the class token out of the position embedding
     * @param seed of a new classifier
     */
    public static VimImport load(
            TensorSource source, VimConfig config, PositionEmbedding positions, long seed) {
        VimParameters parameters = VimParameters.allocate(config);
        Map<String, Tensor> all = parameters.all();
        LoadReport report = WeightsLoader.compare(source, all);
        List<Mismatch> adaptable =
                report.misshaped().stream().filter(VimImport::adaptable).toList();
        List<Mismatch> others = new ArrayList<>(report.misshaped());
        others.removeAll(adaptable);
        new LoadReport(
                        report.source(),
                        report.loaded(),
                        report.missing(),
                        report.unexpected(),
                        others)
                .requireComplete();

        report.loaded().forEach(name -> all.get(name).set(source.read(name)));
        List<String> adapted = new ArrayList<>();
        for (Mismatch mismatch : adaptable) {
            Tensor tensor = all.get(mismatch.name());
            if (mismatch.name().equals(POSITIONS)) {
                resample(source, config, positions, tensor);
                adapted.add(describe(mismatch, "resampled bicubically, " + positions));
            } else {
                VimInitialiser.initialise(config, tensor, seed);
                adapted.add(describe(mismatch, "initialised anew"));
            }
        }
        return new VimImport(parameters, adapted);
    }

    private static boolean adaptable(Mismatch mismatch) {
        Shape found = mismatch.found();
        Shape expected = mismatch.expected();
        if (found.rank() != expected.rank()) {
            return false;
        }
        if (mismatch.name().equals(POSITIONS)) {
            return found.dim(0) == 1 && found.columns() == expected.columns();
        }
        return CLASSIFIER.contains(mismatch.name())
                && (found.rank() == 1 || found.columns() == expected.columns());
    }

    private static void resample(
            TensorSource source, VimConfig config, PositionEmbedding positions, Tensor tensor) {
        try {
            Layout from = Layout.square(source.shape(POSITIONS).dim(1), config.classToken());
            tensor.set(positions.resample(source.read(POSITIONS), from, Layout.of(config)));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(source.description(), e.getMessage(), e);
        }
    }

    private static String describe(Mismatch mismatch, String what) {
        return "%s: %s to %s, %s"
                .formatted(mismatch.name(), mismatch.found(), mismatch.expected(), what);
    }
}
