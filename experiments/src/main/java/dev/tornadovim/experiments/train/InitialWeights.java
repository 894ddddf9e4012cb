package dev.tornadovim.experiments.train;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.LoadConfig;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.weights.NetworkImport;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightFiles;
import dev.tornadovim.pipeline.weights.WeightSet;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.nio.file.Path;

/** What training starts from: random weights, or those of a file. */
final class InitialWeights {

    private static final Logger LOG = LogManager.getLogger(InitialWeights.class);

    private InitialWeights() {}

    /** Sets all parameters, and logs what of a file had to be adapted. */
    static void set(ImageClassifier model, ExperimentConfig config) {
        if (config.init().isEmpty()) {
            model.initialise(config.seed());
            return;
        }
        Path file = Path.of(config.init().get());
        LoadConfig load = config.load();
        WeightSet set = load.ema() ? WeightSet.EMA : WeightSet.MODEL;
        var options = new NetworkImport.Options(load.positions(), load.strict(), config.seed());
        try (TensorSource source = WeightFiles.open(file, set)) {
            NetworkImport result = NetworkImport.load(source, model, options);
            LOG.info(
                    "initial weights: {}, {} of {} tensors as they are",
                    source.description(),
                    result.report().loaded().size(),
                    model.parameters().size());
            result.adapted().forEach(line -> LOG.info("  {}", line));
        }
    }
}
