package dev.tornadovim.experiments.inference;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.train.CheckpointConfig;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.model.NetworkPresets;
import dev.tornadovim.pipeline.weights.NetworkImport;
import dev.tornadovim.pipeline.weights.NetworkShapes;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightsException;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network with the weights of a file. A checkpoint of this project carries its config; of any other
 * file the network is the preset that the user names, or what the shapes of the tensors tell, and its
 * images are prepared as those of ImageNet.
 *
 * @param source the file, and the part of it
 * @param network with its weights
 * @param config how images are prepared, and which engine runs
 * @param classNames in the order of the logits, if the file has them
 */
public record TrainedModel(
        String source,
        ImageClassifier network,
        ExperimentConfig config,
        Optional<List<String>> classNames) {

    private static final Logger LOG = LogManager.getLogger(TrainedModel.class);

    /** Config of files that bring none. */
    private static final String EVALUATION = "_base_/evaluation.yaml";

    /** Seed of what a file lacks; a strict import has nothing of that kind. */
    private static final long NO_SEED = 0;

    /**
     * Opens a file.
     *
     * @param overrides of the config, without those that would change the network
     * @throws WeightsException if it is no file of weights, or one for another network
     */
    public static TrainedModel open(ModelFile file, List<String> overrides) {
        NetworkOverrides.refuse(overrides, "model", "data.imageSize");
        try (TensorSource source = file.open()) {
            var own = CheckpointConfig.network(source);
            NetworkConfig trained = networkOf(file, source, own);
            NetworkConfig wanted =
                    file.imageSize().isPresent()
                            ? trained.withImage(
                                    file.imageSize().getAsInt(), file.imageSize().getAsInt())
                            : trained;
            ImageClassifier network = wanted.allocate();
            var options = new NetworkImport.Options(file.positions(), true, NO_SEED, own);
            NetworkImport.load(source, network, options)
                    .adapted()
                    .forEach(line -> LOG.info("{}", line));
            return new TrainedModel(
                    source.description(),
                    network,
                    config(source, wanted, overrides),
                    CheckpointConfig.classes(source));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(file.weights(), e.getMessage(), e);
        }
    }

    private static NetworkConfig networkOf(
            ModelFile file, TensorSource source, Optional<NetworkConfig> own) {
        if (file.preset().isPresent()) {
            return NetworkShapes.fit(preset(file.preset().get()), source);
        }
        if (own.isPresent()) {
            return NetworkShapes.fit(own.get(), source);
        }
        return NetworkShapes.infer(source);
    }

    private static NetworkConfig preset(String name) {
        try {
            return NetworkPresets.of(name);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage(), e);
        }
    }

    private static ExperimentConfig config(
            TensorSource source, NetworkConfig network, List<String> overrides) {
        // The machine that trained says nothing about this one.
        var all = new ArrayList<>(List.of("engine=auto", "device=auto", "threads=0"));
        all.addAll(overrides);
        all.add("data.imageSize=" + network.imageHeight());
        var config =
                CheckpointConfig.of(source, all)
                        .orElseGet(
                                () ->
                                        new ConfigLoader(ConfigFolder.locate(Path.of("")))
                                                .load(EVALUATION, all)
                                                .config());
        int channels = config.data().mean().size();
        if (channels != network.channels()) {
            throw new ConfigException(
                    "%s: a network of %d channel(s), but data.mean has %d; set data.mean and data.deviation"
                            .formatted(source.description(), network.channels(), channels));
        }
        return config;
    }
}
