package dev.tornadovim.pipeline.inference;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.Preprocessing;
import dev.tornadovim.data.augment.Resampler.Interpolation;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.Backbone;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.weights.NetworkImport;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightsException;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes features of the patches of an image with the backbone of any trained model: what a dense
 * task's head would see, the output of layers added to the residual stream, before the final norm. Not
 * for several threads at once.
 */
public final class FeatureExtractor implements AutoCloseable {

    private final Preprocessing preprocessing;
    private final PredictorEngine engine;
    private final Execution execution;
    private final Tensor image;
    private final List<Tensor> maps;

    /** A backbone with its weights, and how images are prepared for it. */
    private record Trained(Backbone backbone, Preprocessing preprocessing) {

        static Trained open(ModelFile file) {
            try (TensorSource source = file.open()) {
                ClassificationMetadata metadata = metadata(file, source);
                Backbone backbone = metadata.network().backbone();
                NetworkImport.loadBackbone(source, backbone, Descriptions.allOf(file));
                return new Trained(backbone, metadata.preprocessing());
            }
        }
    }

    private FeatureExtractor(Trained trained, PredictorEngine engine, int... layers) {
        this.preprocessing = trained.preprocessing();
        this.engine = engine;
        var builder = new ProgramBuilder(false);
        NetworkConfig network = trained.backbone().config();
        image =
                builder.input(
                        "image",
                        Shape.of(
                                1,
                                network.channels(),
                                network.imageHeight(),
                                network.imageWidth()));
        int[] after = layers.length == 0 ? new int[] {network.depth() - 1} : layers;
        maps = trained.backbone().features(builder, image, after);
        for (int i = 0; i < maps.size(); i++) {
            builder.output("features." + i, maps.get(i));
        }
        execution = engine.get().load(builder.build());
    }

    /** How images are prepared: the center crop of a classifier, the whole square of a dense task. */
    private static ClassificationMetadata metadata(ModelFile file, TensorSource source) {
        ModelMetadata described = ModelMetadata.of(source).orElse(null);
        if (described == null || described instanceof ClassificationMetadata) {
            return TrainedClassifier.describe(file, source);
        }
        ModelMetadata wanted =
                Descriptions.resized(described, described::withImageSize, file, source);
        return new ClassificationMetadata(
                wanted.backbone(), 1, Interpolation.BICUBIC, wanted.statistics());
    }

    /**
     * Loads a file of weights for the engine that suits the machine.
     *
     * @param layers whose features are wanted, ascending, counted from 0; none: the last layer
     * @throws WeightsException if the file is missing, broken, or holds no model that is known
     * @throws IllegalArgumentException if the network has no such layer
     */
    public static FeatureExtractor load(Path weights, int... layers) {
        Trained trained = Trained.open(ModelFile.of(weights));
        return new FeatureExtractor(trained, PredictorEngine.auto(), layers);
    }

    /**
     * Loads a file of weights for an engine, which the caller closes after the extractor.
     *
     * @param layers whose features are wanted, ascending, counted from 0; none: the last layer
     * @throws WeightsException if the file is missing, broken, or holds no model that is known
     * @throws IllegalArgumentException if the network has no such layer
     */
    public static FeatureExtractor load(ModelFile file, Engine engine, int... layers) {
        return new FeatureExtractor(Trained.open(file), PredictorEngine.shared(engine), layers);
    }

    /**
     * Computes the features of an image file, turned as its EXIF orientation says.
     *
     * @throws DataException if it cannot be read
     */
    public List<FeatureMap> features(Path file) {
        return features(new ImageDecoder().decode(file));
    }

    /** Computes the features of an image of any size. */
    public List<FeatureMap> features(BufferedImage picture) {
        return features(ImageDecoder.convert(picture));
    }

    /**
     * Computes the features of an image of any size and with any channels.
     *
     * @return one map per layer
     */
    public List<FeatureMap> features(Image picture) {
        image.set(preprocessing.prepare(picture));
        execution.run(Phase.FORWARD);
        List<FeatureMap> features = new ArrayList<>();
        for (Tensor map : maps) {
            execution.download(map);
            features.add(new FeatureMap(map.dim(1), map.dim(2), map.dim(3), map.toArray()));
        }
        return features;
    }

    @Override
    public void close() {
        execution.close();
        engine.close();
    }
}
