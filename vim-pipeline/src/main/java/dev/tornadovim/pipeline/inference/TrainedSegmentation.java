package dev.tornadovim.pipeline.inference;

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
 * @param metadata how images are prepared and cut
 * @param classNames in the order of the labels
 */
public record TrainedSegmentation(
        String source,
        SegmentationModel model,
        SegmentationMetadata metadata,
        List<String> classNames) {

    /**
     * Opens a checkpoint.
     *
     * @param file the weights; its image size becomes that of the windows
     * @throws WeightsException if it is no checkpoint of segmentation that describes its model
     */
    public static TrainedSegmentation open(ModelFile file) {
        try (TensorSource source = file.open()) {
            var found = Descriptions.require(SegmentationMetadata.class, source);
            return load(
                    file,
                    source,
                    Descriptions.resized(found, found::withImageSize, file, source),
                    Descriptions.classNames(source, found.network().classes()));
        }
    }

    /**
     * Loads the weights of a checkpoint into a network that is known.
     *
     * @throws WeightsException if they are of another network
     */
    public static TrainedSegmentation load(
            ModelFile file,
            TensorSource source,
            SegmentationMetadata metadata,
            List<String> classNames) {
        SegmentationModel model = SegmentationModel.allocate(metadata.network());
        NetworkImport.loadBackbone(source, model.backbone(), Descriptions.allOf(file));
        Map<String, Tensor> heads = new LinkedHashMap<>(model.tensors());
        heads.keySet().removeAll(model.backbone().parameters().keySet());
        WeightsLoader.loadAll(source, heads);
        return new TrainedSegmentation(source.description(), model, metadata, classNames);
    }

    /**
     * A segmenter with these weights.
     *
     * @param batch windows that are computed together
     */
    public Segmenter segmenter(Engine engine, int batch) {
        Segmenter segmenter = metadata.segmenter(engine, batch);
        segmenter.load(weights());
        return segmenter;
    }

    /** All blocks of the network. */
    public List<ParameterBlock> weights() {
        List<ParameterBlock> blocks = new ArrayList<>(model.backbone().blocks());
        blocks.addAll(model.heads());
        blocks.addAll(model.statistics());
        return blocks;
    }
}
