package dev.tornadovim.pipeline.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.Backbone;
import dev.tornadovim.pipeline.model.ClassToken;
import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.model.PositionEmbedding;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.weights.NetworkImport.Options;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

class BackboneImportTest {

    private static final VimConfig SMALL =
            VimConfig.builder().image(64, 64).dModel(64).depth(3).classes(10).build();
    private static final Options STRICT = new Options(PositionEmbedding.ALIGNED, true, 5);

    @TempDir private Path folder;

    @Test
    void aClassifierGivesItsBackboneAndItsHeadIsLeftOut() {
        ImageClassifier saved = SMALL.allocate();
        saved.initialise(1);
        Backbone backbone = SMALL.withImage(128, 96).backbone();
        NetworkImport result = load(save(saved.parameters()), backbone);

        assertThat(result.adapted())
                .containsExactly(
                        "backbone.pos_embed: [1, 17, 64] to [1, 49, 64], resampled bicubically,"
                                + " ALIGNED",
                        "not of the backbone, left out: norm_f.weight, head.weight, head.bias");
        assertThat(backbone.parameters().get("backbone.pos_embed").toArray())
                .isEqualTo(
                        PositionEmbedding.ALIGNED.resample(
                                saved.parameters().get("pos_embed").toArray(),
                                SMALL.positions(),
                                backbone.config().positions()));
        assertThat(backbone.parameters().get("backbone.layers.2.mixer.in_proj.weight").toArray())
                .isEqualTo(saved.parameters().get("layers.2.mixer.in_proj.weight").toArray());
    }

    @Test
    void aPublicCheckpointGivesItsBackbone() throws URISyntaxException {
        Path mini = Path.of(getClass().getResource("/golden/vim_mini_checkpoint.pth").toURI());
        Backbone backbone = SMALL.backbone();
        NetworkImport result = load(mini, backbone);

        assertThat(result.report().loaded()).hasSameSizeAs(backbone.parameters().keySet());
        try (TensorSource source = WeightFiles.open(mini)) {
            assertThat(backbone.parameters().get("backbone.layers.1.mixer.A_b_log").toArray())
                    .isEqualTo(source.read("layers.1.mixer.A_b_log"));
        }
    }

    @Test
    void aDeitGivesItsBackbone() {
        NetworkConfig config =
                DeitConfig.builder().image(64, 64).dModel(64).heads(1).depth(2).build();
        ImageClassifier saved = config.allocate();
        saved.initialise(1);
        NetworkImport result = load(save(saved.parameters()), config.backbone());
        assertThat(result.adapted())
                .containsExactly(
                        "not of the backbone, left out: norm.weight, norm.bias, head.weight,"
                                + " head.bias");
    }

    @Test
    void aDenseCheckpointGivesItsBackboneAndItsHeadsAreLeftOut() {
        Backbone saved = SMALL.backbone();
        saved.initialise(3);
        Map<String, Tensor> tensors = new LinkedHashMap<>(saved.parameters());
        tensors.put("backbone.fpn1.0.bias", tensors.get("backbone.patch_embed.proj.bias"));
        tensors.put("decode_head.conv_seg.bias", tensors.get("backbone.patch_embed.proj.bias"));
        Backbone backbone = SMALL.backbone();
        assertThat(load(save(tensors), backbone).adapted())
                .containsExactly(
                        "not of the backbone, left out: backbone.fpn1.0.bias,"
                                + " decode_head.conv_seg.bias");
        assertThat(backbone.parameters().get("backbone.cls_token").toArray())
                .isEqualTo(saved.parameters().get("backbone.cls_token").toArray());
    }

    @Test
    void anotherNetworkIsRefused() {
        ImageClassifier saved = SMALL.allocate();
        Path file = save(saved.parameters());
        Backbone without = SMALL.toBuilder().classToken(ClassToken.MEAN).build().backbone();
        assertThatThrownBy(() -> load(file, without))
                .hasMessage(file + ": made for another model: has unknown backbone.cls_token");
        Backbone deeper = SMALL.toBuilder().depth(4).build().backbone();
        assertThatThrownBy(() -> load(file, deeper))
                .hasMessageContaining("lacks backbone.layers.3.mixer.in_proj.weight");
    }

    private static NetworkImport load(Path file, Backbone backbone) {
        try (TensorSource source = WeightFiles.open(file)) {
            return NetworkImport.loadBackbone(source, backbone, STRICT);
        }
    }

    private Path save(Map<String, Tensor> tensors) {
        Path file = folder.resolve("weights.safetensors");
        SafetensorsWriter.write(file, Map.of(), tensors);
        return file;
    }
}
