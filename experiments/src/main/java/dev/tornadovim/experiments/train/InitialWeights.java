package dev.tornadovim.experiments.train;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.LoadConfig;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionModel;
import dev.tornadovim.pipeline.model.Backbone;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.segmentation.SegmentationModel;
import dev.tornadovim.pipeline.weights.NetworkImport;
import dev.tornadovim.pipeline.weights.SeveralNetworksException;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightFiles;
import dev.tornadovim.pipeline.weights.WeightSet;
import dev.tornadovim.pipeline.weights.WeightsLoader;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What training starts from: random weights, or those of a file. */
public final class InitialWeights {

    private static final Logger LOG = LogManager.getLogger(InitialWeights.class);

    private InitialWeights() {}

    /** Sets backbone and heads. */
    public static void set(SegmentationModel model, ExperimentConfig config) {
        model.initialiseHeads(config.seed());
        set(model.backbone(), model.tensors(), config);
    }

    /** Sets backbone and heads. */
    public static void set(DetectionModel model, ExperimentConfig config) {
        model.heads().initialise(config.seed());
        set(model.backbone(), model.heads().parameters(), config);
    }

    /**
     * Sets the backbone from the file of a classifier or of a dense task, and the heads from one that
     * has the same; logs what was taken.
     */
    private static void set(
            Backbone backbone, Map<String, Tensor> tensors, ExperimentConfig config) {
        if (config.init().isEmpty()) {
            backbone.initialise(config.seed());
            return;
        }
        try (TensorSource source = open(config)) {
            log(source, NetworkImport.loadBackbone(source, backbone, options(source, config)));
            Map<String, Tensor> heads = new LinkedHashMap<>(tensors);
            heads.keySet().removeAll(backbone.parameters().keySet());
            int taken = WeightsLoader.loadMatching(source, heads).loaded().size();
            LOG.info(
                    "  heads: {} of {} tensors are in the file, the others start at random",
                    taken,
                    heads.size());
        }
    }

    /** Sets all parameters, and logs what of a file had to be adapted. */
    public static void set(ImageClassifier model, ExperimentConfig config) {
        if (config.init().isEmpty()) {
            model.initialise(config.seed());
            return;
        }
        try (TensorSource source = open(config)) {
            log(source, NetworkImport.load(source, model, options(source, config)));
        }
    }

    private static TensorSource open(ExperimentConfig config) {
        Path file = Path.of(config.init().orElseThrow());
        LoadConfig load = config.load();
        if (load.ema() && load.network().isPresent()) {
            throw new ConfigException(
                    "load.ema and load.network both choose a network of %s: set one"
                            .formatted(file));
        }
        try {
            return load.network().isPresent()
                    ? WeightFiles.open(file, load.network().get())
                    : WeightFiles.open(file, load.ema() ? WeightSet.EMA : WeightSet.MODEL);
        } catch (SeveralNetworksException e) {
            throw new ConfigException(e.getMessage() + " with load.network", e);
        }
    }

    private static NetworkImport.Options options(TensorSource source, ExperimentConfig config) {
        LoadConfig load = config.load();
        return new NetworkImport.Options(
                load.positions(), load.strict(), config.seed(), trained(source, load.strict()));
    }

    /** The network that the file says the weights are of; other projects' files say nothing. */
    private static Optional<NetworkConfig> trained(TensorSource source, boolean strict) {
        try {
            return CheckpointConfig.network(source);
        } catch (ConfigException e) {
            if (strict) {
                throw e;
            }
            LOG.warn("{}; whether its network was the same is not known", e.getMessage());
            return Optional.empty();
        }
    }

    private static void log(TensorSource source, NetworkImport result) {
        LOG.info(
                "initial weights: {}, {} tensors as they are",
                source.description(),
                result.report().loaded().size());
        result.adapted().forEach(line -> LOG.info("  {}", line));
    }
}
