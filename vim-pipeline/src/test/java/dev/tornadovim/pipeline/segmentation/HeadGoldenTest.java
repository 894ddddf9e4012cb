package dev.tornadovim.pipeline.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.OnDevice;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;
import dev.tornadovim.kernels.op.elementwise.Add;
import dev.tornadovim.kernels.op.elementwise.Scale;
import dev.tornadovim.kernels.op.loss.LabelCrossEntropy;
import dev.tornadovim.kernels.op.resize.BilinearResize;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.GoldenWeights;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.weights.SafetensorsFile;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Neck and heads against an implementation in plain PyTorch, in double: {@code head.py} beside the
 * values says how they were made. In training logits, loss, the gradients of all parameters and maps,
 * and the running statistics afterwards.
 */
class HeadGoldenTest {

    private static final int BATCH = 3;
    private static final int ROWS = 12;
    private static final int COLUMNS = 8;
    private static final int WIDTH = 8;

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void agreesWithPytorch(int stride) throws URISyntaxException {
        try (Engine engine = new CpuEngine(2)) {
            inference(engine, stride);
            training(engine, stride);
        }
    }

    @OnDevice
    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void agreesWithPytorchOnTheDevice(int stride) throws URISyntaxException {
        try (Engine engine = new TornadoEngine("auto", TornadoOptions.standard())) {
            inference(engine, stride);
            training(engine, stride);
        }
    }

    private static void inference(Engine engine, int stride) throws URISyntaxException {
        Network network = new Network(stride, false);
        Map<String, Tensor> values = new LinkedHashMap<>(Map.of("logits", network.logits));
        network.builder.output("logits", network.logits);
        assertGolden(engine, network, stride + ".inference.", values);
    }

    private static void training(Engine engine, int stride) throws URISyntaxException {
        Network network = new Network(stride, true);
        ProgramBuilder builder = network.builder;
        Tensor decode = network.loss("decode", network.logits);
        Tensor auxiliary = network.loss("auxiliary", network.auxiliary);
        Tensor loss =
                builder.stage(
                        "loss",
                        () -> Add.apply(builder, decode, Scale.apply(builder, auxiliary, 0.4f)));
        Tensor one = Tensor.allocated("one", Shape.of(1), Storage.Kind.STATE);
        one.set(new float[] {1});
        builder.backward(Map.of(loss, one));

        Map<String, Tensor> values = new LinkedHashMap<>();
        values.put("logits", network.logits);
        values.put("auxiliary", network.auxiliary);
        values.put("loss", loss);
        values.put("loss_decode", decode);
        network.maps.forEach(map -> values.put("d " + map.name(), builder.gradient(map)));
        values.forEach(builder::output);
        for (Part part : network.parts) {
            ParameterBlock block = part.weights();
            Storage gradient = builder.gradient(block).orElseThrow().storage();
            block.parameters().forEach((name, t) -> values.put("d " + name, t.in(gradient, name)));
            part.statistics().ifPresent(running -> values.putAll(running.parameters()));
        }
        assertGolden(engine, network, stride + ".training.", values);
    }

    private static void assertGolden(
            Engine engine, Network network, String prefix, Map<String, Tensor> values)
            throws URISyntaxException {
        Path file =
                Path.of(HeadGoldenTest.class.getResource("/segmentation/head.safetensors").toURI());
        try (Execution execution = engine.load(network.builder.build());
                SafetensorsFile golden = SafetensorsFile.open(file)) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            execution.download(values.values().toArray(Tensor[]::new));
            assertThat(
                            golden.names().stream()
                                    .filter(name -> name.startsWith(prefix))
                                    .map(name -> name.substring(prefix.length())))
                    .containsExactlyInAnyOrderElementsOf(values.keySet());
            values.forEach(
                    (name, tensor) ->
                            assertThat(distance(tensor.toArray(), golden.read(prefix + name)))
                                    .as(prefix + name)
                                    .isLessThan(1e-4));
        }
    }

    /** Norm of the difference over norm of the expected values; gradients near 0 count as 0.01. */
    private static double distance(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference) / Math.max(0.01, Math.sqrt(norm));
    }

    /** Neck and both heads on maps that are inputs. */
    private static final class Network {
        final ProgramBuilder builder;
        final List<Tensor> maps = new ArrayList<>();
        final List<Part> parts;
        final Tensor logits;
        final Tensor auxiliary;
        final int stride;

        Network(int stride, boolean training) {
            this.stride = stride;
            SegmentationConfig config = config(stride);
            Neck neck = new Neck(stride, WIDTH);
            UPerHead decode = new UPerHead(config);
            FcnHead fcn = new FcnHead(config);
            parts = List.of(neck.part(), decode.part(), fcn.part());
            builder = new ProgramBuilder(training);
            for (Part part : parts) {
                set(part.weights());
                part.statistics().ifPresent(Network::set);
                if (training) {
                    builder.train(part.weights());
                }
            }
            for (int i = 0; i < 4; i++) {
                Tensor map = builder.input("map" + i, Shape.of(BATCH, ROWS, COLUMNS, WIDTH));
                setMap(map);
                maps.add(map);
                if (training) {
                    builder.differentiate(map);
                }
            }
            List<Tensor> pyramid = builder.stage("neck", () -> neck.apply(builder, maps));
            logits = builder.stage("decode_head", () -> decode.apply(builder, pyramid));
            auxiliary =
                    training
                            ? builder.stage(
                                    "auxiliary_head",
                                    () -> fcn.apply(builder, pyramid.get(FcnHead.LEVEL)))
                            : null;
        }

        private static SegmentationConfig config(int stride) {
            VimConfig backbone =
                    VimConfig.builder()
                            .image(ROWS * stride, COLUMNS * stride)
                            .patch(stride, stride)
                            .dModel(WIDTH)
                            .depth(4)
                            .build();
            List<Integer> layers = SegmentationConfig.quarters(4);
            return new SegmentationConfig(
                    backbone, layers, 6, SegmentationConfig.POOL_SCALES, 5, 0.4f, 0, 3);
        }

        private static void set(ParameterBlock block) {
            block.parameters().forEach((name, tensor) -> tensor.set(golden(name, tensor)));
        }

        private static float[] golden(String name, Tensor tensor) {
            double fanIn = (double) tensor.size() / tensor.dim(0);
            double[] draws = GoldenWeights.draws(name, tensor.size());
            float[] values = new float[draws.length];
            for (int i = 0; i < values.length; i++) {
                double v = draws[i];
                if (name.endsWith("running_var")) {
                    v = 1 + 0.5 * v;
                } else if (name.endsWith("bias") || name.endsWith("running_mean")) {
                    v = 0.1 * v;
                } else {
                    v = tensor.shape().rank() == 1 ? 1 + 0.1 * v : v * Math.sqrt(3 / fanIn);
                }
                values[i] = (float) v;
            }
            return values;
        }

        /** The file's maps are [batch, channel, row, column]. */
        private static void setMap(Tensor map) {
            double[] draws = GoldenWeights.draws(map.name(), map.size());
            float[] values = new float[draws.length];
            int positions = ROWS * COLUMNS;
            for (int i = 0; i < values.length; i++) {
                int channel = i % WIDTH;
                int position = i / WIDTH % positions;
                int b = i / WIDTH / positions;
                values[i] = (float) (1.7 * draws[(b * WIDTH + channel) * positions + position]);
            }
            map.set(values);
        }

        Tensor loss(String head, Tensor scores) {
            int height = ROWS * stride;
            int width = COLUMNS * stride;
            Tensor labels = builder.input("labels", Shape.of(BATCH * height * width));
            float[] values = new float[labels.size()];
            for (int i = 0; i < values.length; i++) {
                int label = i * 7 / 5 % 4;
                values[i] = label == 3 ? SegmentationConfig.IGNORED : label;
            }
            labels.set(values);
            return builder.stage(
                    head + ".loss",
                    () -> {
                        Tensor full = BilinearResize.apply(builder, scores, height, width, false);
                        Tensor rows = full.reshape(Shape.of(full.rows(), full.columns()));
                        return LabelCrossEntropy.apply(
                                builder, rows, labels, SegmentationConfig.IGNORED);
                    });
        }
    }
}
