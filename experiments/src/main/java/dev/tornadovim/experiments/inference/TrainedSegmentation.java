package dev.tornadovim.experiments.inference;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.Task;
import dev.tornadovim.experiments.train.SegmentationSetup;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.segmentation.SegmentationModel;
import dev.tornadovim.pipeline.segmentation.Segmenter;
import dev.tornadovim.pipeline.weights.NetworkImport;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightsException;
import dev.tornadovim.pipeline.weights.WeightsLoader;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A segmentation network with the weights of a checkpoint of this project.
 *
 * @param source the file, and the part of it
 * @param model with its weights
 * @param config how images are prepared and cut, and which engine runs
 * @param classNames in the order of the labels
 */
public record TrainedSegmentation(
        String source, SegmentationModel model, ExperimentConfig config, List<String> classNames) {

    /**
     * Opens a checkpoint.
     *
     * @param file the weights; its image size becomes that of the windows
     * @param overrides of the config that the file carries
     * @throws WeightsException if it is no checkpoint of segmentation
     */
    public static TrainedSegmentation open(ModelFile file, List<String> overrides) {
        if (file.preset().isPresent()) {
            throw new ConfigException(
                    "--model is for classifiers: a segmentation network is what its file says");
        }
        try (TensorSource source = file.open()) {
            var trained = DenseCheckpoint.read(file, source, Task.SEGMENTATION, overrides);
            ExperimentConfig config = trained.config();
            List<String> names = trained.classNames();
            var network = SegmentationSetup.network(config, names.size());
            SegmentationModel model = SegmentationModel.allocate(network, false);
            NetworkImport.loadBackbone(
                    source, model.backbone(), DenseCheckpoint.backboneOptions(file));
            Map<String, Tensor> heads = new LinkedHashMap<>(model.tensors());
            heads.keySet().removeAll(model.backbone().parameters().keySet());
            WeightsLoader.loadAll(source, heads);
            return new TrainedSegmentation(source.description(), model, config, names);
        }
    }

    /**
     * A segmenter with these weights.
     *
     * @param batch windows that are computed together
     */
    public Segmenter segmenter(Engine engine, int batch) {
        Segmenter segmenter = SegmentationSetup.segmenter(config, model.config(), engine, batch);
        segmenter.load(weights());
        return segmenter;
    }

    /** All blocks of the network. */
    List<ParameterBlock> weights() {
        List<ParameterBlock> blocks = new ArrayList<>(model.backbone().blocks());
        blocks.addAll(model.heads());
        blocks.addAll(model.statistics());
        return blocks;
    }
}
