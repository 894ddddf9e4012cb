package dev.tornadovim.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.OnDevice;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.weights.PthFile;
import dev.tornadovim.pipeline.weights.SafetensorsFile;
import dev.tornadovim.pipeline.weights.WeightsLoader;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * Values of an independent implementation in double, which was checked against the official code.
 * {@link GoldenWeights} says what weights and images they belong to.
 */
class VimGoldenTest {

    private static final VimConfig SMALL =
            VimConfig.builder().image(64, 64).dModel(64).depth(3).classes(10).build();
    private static final float[] LABELS = {3, 1, 4, 1};

    @Test
    void smallNetworkLogitsLossAndEveryGradient() throws URISyntaxException {
        assertGolden(small().run(2), 1e-5);
    }

    @OnDevice
    @Test
    void smallNetworkOnTheDevice() throws URISyntaxException {
        try (Engine engine = device()) {
            assertGolden(small().run(engine), 1e-4);
        }
    }

    /** Loss and logits within {@code tolerance}, every gradient within 1e-4. */
    private static void assertGolden(TestNetwork.Result result, double tolerance)
            throws URISyntaxException {
        try (SafetensorsFile golden =
                SafetensorsFile.open(resource("vim_small_grads.safetensors"))) {
            assertThat(distance(result.logits(), golden.read("logits"))).isLessThan(tolerance);
            float loss = golden.read("loss")[0];
            assertThat((double) result.loss()).isCloseTo(loss, within(tolerance * loss));
            Set<String> names = new TreeSet<>(golden.names());
            names.removeAll(Set.of("logits", "loss"));
            assertThat(names).hasSize(result.gradients().size());
            for (String name : names) {
                float[] gradient = result.gradients().get(name.substring("grad.".length()));
                assertThat(gradient).as(name).isNotNull();
                assertThat(distance(gradient, golden.read(name))).as(name).isLessThan(1e-4);
            }
        }
    }

    @Test
    void bitsDoNotDependOnTheNumberOfThreads() {
        TestNetwork.Result one = small().run(1);
        TestNetwork.Result two = small().run(2);

        assertThat(one.logits()).isEqualTo(two.logits());
        assertThat(one.loss()).isEqualTo(two.loss());
        one.gradients()
                .forEach(
                        (name, gradient) ->
                                assertThat(gradient).as(name).isEqualTo(two.gradients().get(name)));
    }

    @Test
    void tinyAt224() throws IOException {
        try (Engine engine = new CpuEngine(2)) {
            tinyAt224(engine);
        }
    }

    @OnDevice
    @Test
    void tinyAt224OnTheDevice() throws IOException {
        try (Engine engine = device()) {
            tinyAt224(engine);
        }
    }

    private static void tinyAt224(Engine engine) throws IOException {
        ImageClassifier model = VimPresets.of("vim_tiny").allocate();
        GoldenWeights.set(model);
        float[] logits = logits(model, 2, engine);

        JsonNode golden;
        try (InputStream in =
                VimGoldenTest.class.getResourceAsStream("/golden/vim_tiny_224.json")) {
            golden = new ObjectMapper().readTree(in);
        }
        assertThat(model.parameterCount()).isEqualTo(golden.get("params").longValue());
        float[] expected = new float[2000];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (float) golden.get("logits").get(i / 1000).get(i % 1000).doubleValue();
            assertThat(logits[i]).as("logit " + i).isCloseTo(expected[i], within(1e-4f));
        }
        assertThat(distance(logits, expected)).isLessThan(1e-4);
    }

    @Test
    void anImportedCheckpointGivesTheSameLogits() throws URISyntaxException {
        ImageClassifier model = SMALL.allocate();
        try (PthFile checkpoint = PthFile.open(resource("vim_mini_checkpoint.pth"))) {
            WeightsLoader.load(checkpoint, model.parameters());
        }
        try (Engine engine = new CpuEngine(2);
                SafetensorsFile golden =
                        SafetensorsFile.open(resource("vim_small_grads.safetensors"))) {
            assertThat(distance(logits(model, 4, engine), golden.read("logits"))).isLessThan(1e-5);
        }
    }

    private static TestNetwork small() {
        ImageClassifier model = SMALL.allocate();
        GoldenWeights.set(model);
        TestNetwork network = new TestNetwork(model, LABELS, layer -> false);
        GoldenWeights.setImage(network.image());
        return network;
    }

    private static Engine device() {
        return new TornadoEngine("auto", TornadoOptions.standard());
    }

    private static float[] logits(ImageClassifier model, int batch, Engine engine) {
        NetworkConfig config = model.config();
        var builder = new ProgramBuilder(false);
        int side = config.imageHeight();
        Tensor image = builder.input("image", Shape.of(batch, 3, side, side));
        Tensor logits = model.logits(builder, image);
        builder.output("logits", logits);
        GoldenWeights.setImage(image);
        try (Execution execution = engine.load(builder.build())) {
            execution.run(Phase.FORWARD);
            execution.download(logits);
            return logits.toArray();
        }
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(VimGoldenTest.class.getResource("/golden/" + name).toURI());
    }

    /** Norm of the difference over norm of the expected values. */
    private static double distance(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }
}
