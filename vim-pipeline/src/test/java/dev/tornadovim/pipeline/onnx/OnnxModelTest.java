package dev.tornadovim.pipeline.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.ClassToken;
import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.model.DirectionStrategy;
import dev.tornadovim.pipeline.model.GoldenWeights;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.ReferenceVim;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.model.VimConfigBuilder;
import dev.tornadovim.pipeline.weights.NetworkShapes;
import dev.tornadovim.pipeline.weights.PthFile;
import dev.tornadovim.pipeline.weights.SafetensorsFile;
import dev.tornadovim.pipeline.weights.WeightsException;
import dev.tornadovim.pipeline.weights.WeightsLoader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Files are read back with protobuf's own reader and computed by {@link OnnxInterpreter}. */
class OnnxModelTest {

    /** Sines and cosines are in the file in fp32, where the equations have them in double. */
    private static final double TABLES_IN_FP32 = 1e-6;

    @TempDir private Path folder;

    @Test
    void smallVimGivesTheGoldenLogits() throws IOException, URISyntaxException {
        ImageClassifier network = smallVim();
        OnnxFile file = export(network, Map.of());
        float[] golden = golden("vim_small_grads.safetensors");

        Tensor four = image(network, 4);
        assertThat(logits(file, four)).containsExactly(exact(golden), within(1e-5));
        // The file is for any batch: the first image alone.
        assertThat(logits(file, image(network, 1)))
                .containsExactly(exact(Arrays.copyOf(golden, 10)), within(1e-5));
    }

    @Test
    void smallDeitGivesTheGoldenLogits() throws IOException, URISyntaxException {
        ImageClassifier network =
                DeitConfig.builder()
                        .image(24, 24)
                        .patchSize(8)
                        .dModel(24)
                        .depth(2)
                        .heads(3)
                        .classes(5)
                        .build()
                        .allocate();
        network.parameters().forEach((name, t) -> t.set(GoldenWeights.of(name, t.shape())));

        assertThat(logits(export(network, Map.of()), image(network, 2)))
                .containsExactly(exact(golden("deit_small_grads.safetensors")), within(1e-5));
    }

    static List<VimConfig> ablations() {
        List<VimConfig> all = new ArrayList<>();
        for (DirectionStrategy direction : DirectionStrategy.values()) {
            for (ClassToken classToken : ClassToken.values()) {
                all.add(tiny().direction(direction).classToken(classToken).build());
            }
        }
        all.add(tiny().divideOutput(false).build());
        all.add(tiny().rotary(true).build());
        all.add(tiny().rotary(true).direction(DirectionStrategy.LAYER).build());
        all.add(tiny().dState(3).dConv(3).expand(3).dtRank(2).channels(1).build());
        return all;
    }

    /** An oblong image with patches that overlap, so that no two sizes are equal by accident. */
    private static VimConfigBuilder tiny() {
        return VimConfig.builder()
                .image(10, 13)
                .patch(4, 3)
                .dModel(8)
                .depth(4)
                .dState(4)
                .dtRank(3)
                .classes(3);
    }

    @ParameterizedTest
    @MethodSource("ablations")
    void everyAblationAgreesWithTheEquations(VimConfig config) throws IOException {
        ImageClassifier network = config.allocate();
        GoldenWeights.set(network);
        Tensor images = image(network, 2);

        ReferenceVim reference = new ReferenceVim(network);
        double[] expected = new double[6];
        for (int i = 0; i < 2; i++) {
            System.arraycopy(reference.logits(images.toArray(), i), 0, expected, 3 * i, 3);
        }
        assertThat(logits(export(network, Map.of()), images))
                .containsExactly(expected, within(config.rotary() ? TABLES_IN_FP32 : 1e-9));
    }

    @Test
    void aFileSaysWhatItIs() throws IOException, URISyntaxException {
        ImageClassifier network = smallVim();
        OnnxFile file = export(network, Map.of("classes", "boot\nbag"));

        assertThat(file.producer()).isEqualTo("Tornado-Vim");
        assertThat(file.opset()).isEqualTo(17);
        assertThat(file.graph().inputs())
                .containsExactly(Map.entry("image", List.of("batch", "3", "64", "64")));
        assertThat(file.graph().outputs())
                .containsExactly(Map.entry("logits", List.of("batch", "10")));
        assertThat(file.metadata()).containsEntry("classes", "boot\nbag");
        assertThat(file.metadata().get("network"))
                .contains("\"dModel\":64", "\"direction\":\"SSM_CONV\"", "\"classes\":10");
        network.parameters()
                .forEach(
                        (name, tensor) -> {
                            NdArray written = file.graph().initializers().get(name);
                            assertThat(written.shape()).isEqualTo(tensor.shape().toArray());
                            assertThat(written.values()).isEqualTo(exact(tensor.toArray()));
                        });
    }

    @Test
    void everyNodeIsNamedAfterItsLayer() throws IOException, URISyntaxException {
        List<OnnxFile.Node> nodes = export(smallVim(), Map.of()).graph().nodes();

        assertThat(nodes)
                .allMatch(
                        node ->
                                node.name()
                                        .matches(
                                                "(layers\\.[0-2]\\.(norm|mixer|residual)|patch|cls_token"
                                                    + "|sequence|tokens|state|batch_size|norm_f|pool|head|logits).*"));
        assertThat(new HashSet<>(nodes.stream().map(OnnxFile.Node::name).toList()))
                .hasSameSizeAs(nodes);
        assertThat(nodes)
                .filteredOn(node -> node.operator().equals("Scan"))
                .extracting(OnnxFile.Node::name)
                .hasSize(6)
                .startsWith("layers.0.mixer.scan.states", "layers.0.mixer.scan_b.states");
    }

    @Test
    void twoValuesOfOneNameAreRefused() {
        OnnxGraph graph = new OnnxGraph("network");
        graph.scalar("x", 1);
        OnnxGraph body = graph.body("body");
        assertThatThrownBy(() -> body.input("x", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two values are called x");
    }

    @Test
    void filesAboveTwoGigabytesAreRefused() {
        Path file = Path.of("large.onnx");
        OnnxModel.requireFits(file, Integer.MAX_VALUE);
        assertThatThrownBy(() -> OnnxModel.requireFits(file, 1L << 31))
                .isInstanceOf(WeightsException.class)
                .hasMessage(
                        "large.onnx: the network takes 2147483648 bytes, but an ONNX file holds at"
                                + " most 2147483647");
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws URISyntaxException {
        ImageClassifier network = smallVim();
        Path file = folder.resolve("missing").resolve("x.onnx");
        assertThatThrownBy(() -> OnnxModel.write(file, network, Map.of()))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(file + ": cannot be written: ");
    }

    private OnnxFile export(ImageClassifier network, Map<String, String> metadata)
            throws IOException {
        Path file = folder.resolve("network.onnx");
        assertThat(OnnxModel.write(file, network, metadata)).isEqualTo(Files.size(file));
        assertThat(folder.toFile().list()).containsExactly("network.onnx");
        return OnnxFile.read(file);
    }

    private static double[] logits(OnnxFile file, Tensor image) {
        NdArray pixels = NdArray.of(image.toArray(), image.shape().toArray());
        return OnnxInterpreter.run(file.graph(), Map.of(OnnxModel.IMAGE, pixels))
                .getFirst()
                .values();
    }

    private static ImageClassifier smallVim() throws URISyntaxException {
        try (PthFile source = PthFile.open(resource("vim_mini_checkpoint.pth"))) {
            ImageClassifier network = NetworkShapes.infer(source).allocate();
            WeightsLoader.load(source, network.parameters());
            return network;
        }
    }

    private static Tensor image(ImageClassifier network, int batch) {
        Tensor image = Tensor.allocated("image", network.imageShape(batch), Storage.Kind.STATE);
        GoldenWeights.setImage(image);
        return image;
    }

    private static float[] golden(String name) throws URISyntaxException {
        try (SafetensorsFile golden = SafetensorsFile.open(resource(name))) {
            return golden.read("logits");
        }
    }

    private static double[] exact(float... values) {
        double[] exact = new double[values.length];
        Arrays.setAll(exact, i -> values[i]);
        return exact;
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(OnnxModelTest.class.getResource("/golden/" + name).toURI());
    }
}
