package dev.tornadovim.pipeline.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.data.Image;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.pipeline.model.ClassToken;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.weights.SafetensorsWriter;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A classifier that looks at the mean of all patches. */
class FeatureExtractorTest {

    private static final VimConfig CONFIG =
            VimConfig.builder()
                    .image(32, 32)
                    .patch(8, 8)
                    .dModel(16)
                    .depth(2)
                    .dState(4)
                    .classes(5)
                    .classToken(ClassToken.MEAN)
                    .build();

    @TempDir private Path folder;
    private Path file;
    private ImageClassifier network;

    @BeforeEach
    void writeWeights() {
        network = CONFIG.allocate();
        network.initialise(3);
        file = folder.resolve("mean.safetensors");
        SafetensorsWriter.write(
                file,
                Map.of(ModelMetadata.KEY, ClassificationMetadata.published(CONFIG).json()),
                network.parameters());
    }

    /** Norm, mean and classifier computed here by hand from the features. */
    @Test
    void theClassifierFollowsFromTheFeatures() {
        byte[] pixels = new byte[3 * 50 * 40];
        new Random(1).nextBytes(pixels);
        Image image = new Image(3, 50, 40, pixels);
        try (Engine engine = new CpuEngine(2);
                var extractor = FeatureExtractor.load(ModelFile.of(file), engine);
                var classifier = ClassificationPredictor.load(file, engine)) {
            FeatureMap map = extractor.features(image).getFirst();
            assertThat(List.of(map.height(), map.width(), map.channels()))
                    .isEqualTo(List.of(4, 4, 16));
            assertThat(logits(map))
                    .containsExactly(classifier.classify(image).logits(), within(1e-4f));
        }
    }

    private float[] logits(FeatureMap map) {
        float[] scale = network.parameters().get("norm_f.weight").toArray();
        double[] mean = new double[16];
        for (int patch = 0; patch < 16; patch++) {
            float[] token = map.at(patch / 4, patch % 4);
            double squares = 0;
            for (float value : token) {
                squares += value * value;
            }
            double rms = Math.sqrt(squares / 16 + CONFIG.rmsEps());
            for (int c = 0; c < 16; c++) {
                mean[c] += token[c] / rms * scale[c] / 16;
            }
        }
        float[] weight = network.parameters().get("head.weight").toArray();
        float[] logits = network.parameters().get("head.bias").toArray();
        for (int i = 0; i < logits.length; i++) {
            for (int c = 0; c < 16; c++) {
                logits[i] += (float) (weight[i * 16 + c] * mean[c]);
            }
        }
        return logits;
    }

    @Test
    void layersAreChosen() {
        Image image = new Image(1, 32, 32, new byte[32 * 32]);
        try (Engine engine = new CpuEngine(1);
                var both = FeatureExtractor.load(ModelFile.of(file), engine, 0, 1);
                var last = FeatureExtractor.load(ModelFile.of(file), engine)) {
            List<FeatureMap> maps = both.features(image);
            assertThat(maps).hasSize(2);
            assertThat(maps.get(1).values())
                    .isEqualTo(last.features(image).getFirst().values())
                    .isNotEqualTo(maps.get(0).values());
            assertThatThrownBy(() -> FeatureExtractor.load(ModelFile.of(file), engine, 2))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theMeanIsOverPatches() {
        var map = new FeatureMap(1, 2, 2, new float[] {1, 2, 3, 6});
        assertThat(map.mean()).containsExactly(2, 4);
        assertThat(map.at(0, 1)).containsExactly(3, 6);
        assertThatThrownBy(() -> map.at(1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
