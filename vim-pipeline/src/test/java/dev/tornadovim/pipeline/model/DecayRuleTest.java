package dev.tornadovim.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.pipeline.detection.DetectionConfig;
import dev.tornadovim.pipeline.detection.DetectionModel;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Names without weight decay, as hustvl/Vim's optimizers group them. */
class DecayRuleTest {

    private static final VimConfig VIM =
            VimConfig.builder().image(32, 32).dModel(16).depth(1).build();
    private static final DeitConfig DEIT =
            DeitConfig.builder().image(32, 32).dModel(16).heads(1).depth(1).build();

    private static List<String> spared(List<ParameterBlock> blocks) {
        List<String> spared = new ArrayList<>();
        for (ParameterBlock block : blocks) {
            block.parameters()
                    .forEach(
                            (name, tensor) -> {
                                if (tensor.offset() >= block.decayEnd()) {
                                    spared.add(name);
                                }
                            });
        }
        return spared;
    }

    /** {@code LayerDecayOptimizerConstructor}: one-dimensional parameters, by the shape alone. */
    @Test
    void mmsegmentationSparesVectors() {
        String mixer = "backbone.layers.0.mixer.";
        assertThat(spared(VIM.backbone(DecayRule.MMSEGMENTATION).blocks()))
                .containsExactlyInAnyOrder(
                        "backbone.patch_embed.proj.bias",
                        mixer + "D",
                        mixer + "conv1d.bias",
                        mixer + "dt_proj.bias",
                        mixer + "D_b",
                        mixer + "conv1d_b.bias",
                        mixer + "dt_proj_b.bias",
                        "backbone.layers.0.norm.weight");
    }

    /** {@code no_weight_decay} of the classifier names them. */
    @Test
    void timmSparesEmbeddingsToo() {
        List<String> expected =
                new ArrayList<>(spared(VIM.backbone(DecayRule.MMSEGMENTATION).blocks()));
        expected.addAll(List.of("backbone.pos_embed", "backbone.cls_token"));
        assertThat(spared(VIM.backbone().blocks())).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** {@code get_default_optimizer_params} with {@code overrides={"pos_embed": …}}. */
    @Test
    void detectron2SparesPositionsAndNormsOfPyTorch() {
        assertThat(spared(VIM.backbone(DecayRule.DETECTRON2).blocks()))
                .containsExactly("backbone.pos_embed");
        String block = "backbone.blocks.0.";
        assertThat(spared(DEIT.backbone(DecayRule.DETECTRON2).blocks()))
                .containsExactlyInAnyOrder(
                        "backbone.pos_embed",
                        block + "norm1.weight",
                        block + "norm1.bias",
                        block + "norm2.weight",
                        block + "norm2.bias");
    }

    @Test
    void normsOfDetectorsDecayByDetectron2Alone() {
        var config = DetectionConfig.vitDet(3);
        var heads = DetectionModel.allocate(config, VIM, DecayRule.DETECTRON2).heads();
        assertThat(spared(heads.blocks())).isEmpty();
        var sparing = DetectionModel.allocate(config, VIM).heads();
        assertThat(spared(sparing.blocks()))
                .contains("backbone.simfp_2.1.weight", "roi_heads.box_head.0.conv1.norm.bias")
                .allMatch(name -> name.contains(".norm.") || name.contains("simfp_2.1."));
    }
}
