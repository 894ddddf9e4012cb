package dev.tornadovim.pipeline.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionConfig;
import dev.tornadovim.pipeline.detection.DetectionModel;
import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.model.DirectionStrategy;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.segmentation.SegmentationConfig;
import dev.tornadovim.pipeline.segmentation.SegmentationModel;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** Checksums of version 0.1, whose classes of initializers told parameters apart by their names. */
class InitialValueTest {

    private static final VimConfig VIM =
            VimConfig.builder().image(64, 64).dModel(16).depth(4).dState(4).classes(5).build();

    @Test
    void ofVim() {
        assertThat(classifier(VIM)).isEqualTo(590_496_308L);
        var shared = VIM.toBuilder().direction(DirectionStrategy.SSM).build();
        assertThat(classifier(shared)).isEqualTo(2_104_271_781L);
    }

    @Test
    void ofDeit() {
        var deit = DeitConfig.builder().image(64, 64).dModel(24).depth(2).classes(5).build();
        assertThat(classifier(deit)).isEqualTo(3_794_067_744L);
    }

    private static long classifier(NetworkConfig config) {
        var network = config.allocate();
        network.initialise(5);
        return checksum(network.parameters());
    }

    @Test
    void ofSegmentation() {
        assertThat(segmentation(VIM)).isEqualTo(173_793_408L);
        assertThat(segmentation(VIM.toBuilder().patch(16, 8).build())).isEqualTo(3_847_135_146L);
    }

    private static long segmentation(NetworkConfig backbone) {
        var layers = SegmentationConfig.quarters(4);
        var scales = SegmentationConfig.POOL_SCALES;
        var model =
                SegmentationModel.allocate(
                        new SegmentationConfig(backbone, layers, 8, scales, 6, 0.4f, 0.1f, 3));
        model.backbone().initialise(2);
        model.initialiseHeads(2);
        return checksum(model.tensors());
    }

    @Test
    void ofDetection() {
        var heads = DetectionModel.allocate(DetectionConfig.vitDet(3), VIM).heads();
        heads.initialise(2);
        assertThat(checksum(heads.parameters())).isEqualTo(236_226_881L);
    }

    private static long checksum(Map<String, Tensor> parameters) {
        var checksum = new CRC32();
        parameters.forEach(
                (name, tensor) -> {
                    checksum.update(name.getBytes(StandardCharsets.UTF_8));
                    for (float value : tensor.toArray()) {
                        checksum.update(ByteBuffer.allocate(Float.BYTES).putFloat(0, value));
                    }
                });
        return checksum.getValue();
    }

    @Test
    void lateDeclarationsAreRefused() {
        var parameters = new Parameters("block", "part.");
        var first = parameters.add("a", Shape.of(2), true, InitialValue.ONES);
        parameters.initialize(0);
        assertThat(first.tensor().name()).isEqualTo("part.a");
        assertThat(first.tensor().toArray()).isEqualTo(new float[] {1, 1});
        assertThatThrownBy(() -> parameters.add("b", Shape.of(2), true, InitialValue.ZEROS))
                .hasMessage("b is declared too late");
        assertThat(List.of(parameters.has("part.a"), parameters.has("part.b")))
                .containsExactly(true, false);
    }
}
