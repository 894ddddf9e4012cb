package dev.tornadovim.pipeline.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.OnDevice;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;
import dev.tornadovim.kernels.jvm.JvmRuntime;
import dev.tornadovim.kernels.op.drop.DropKeys;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.box.ScoredBoxes;
import dev.tornadovim.pipeline.detection.region.InferenceRegions;
import dev.tornadovim.pipeline.detection.region.TrainingRegions;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The detector behind a given feature map, against Detectron2 (commit 02b5c4e2 with torchvision 0.28
 * and torch 2.13, RoIAlign with two samples an axis): losses, the gradient of every parameter, and
 * detections. {@link SmallCascade} has weights, map and objects; samples are larger than what there is
 * to sample, so both sides learn from everything.
 */
class CascadeGoldenTest {

    private static final JsonNode GOLDEN = DetectronValues.read("/detection/cascade.json");

    @Test
    void lossesAndGradientsAreDetectron2s() {
        try (Engine engine = new CpuEngine(2)) {
            checkTraining(engine);
        }
    }

    @Test
    void lossesAndGradientsOnTheJvm() {
        JvmRuntime.install();
        try (Engine engine = device()) {
            checkTraining(engine);
        }
    }

    @OnDevice
    @Test
    void lossesAndGradientsOnTheDevice() {
        try (Engine engine = device()) {
            checkTraining(engine);
        }
    }

    private static Engine device() {
        return new TornadoEngine("auto", TornadoOptions.standard());
    }

    private static void checkTraining(Engine engine) {
        DetectionHeads heads = SmallCascade.heads();
        var builder = new ProgramBuilder(true);
        heads.blocks().forEach(builder::train);
        Tensor map = builder.input("map", SmallCascade.MAP);
        builder.differentiate(map);
        Tensor key = builder.input("key", DropKeys.SHAPE);
        List<Tensor> levels = heads.levels(builder, map);
        var regions = new TrainingRegions(heads.config(), levels, heads.strides(), key);
        regions.setTruths(SmallCascade.truths());
        DetectionHeads.Outputs outputs = heads.train(builder, levels, regions);
        Map<String, Tensor> losses = DetectionLosses.parts(builder, outputs, regions);
        losses.forEach(builder::output);
        Tensor loss = DetectionLosses.sum(builder, losses);
        Tensor one = Tensor.allocated("one", Shape.of(1), Storage.Kind.STATE);
        one.set(new float[] {1});
        builder.backward(Map.of(loss, one));
        Tensor mapGradient = builder.gradient(map);
        builder.output("d map", mapGradient);
        map.set(SmallCascade.map());
        try (Execution execution = engine.load(builder.build())) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            losses.values().forEach(execution::download);
            execution.download(mapGradient);
            JsonNode expected = GOLDEN.get("losses");
            losses.forEach(
                    (name, part) -> close(name, part.toArray()[0], expected.get(name).asDouble()));
            assertThat(losses.keySet()).containsExactlyInAnyOrderElementsOf(names(expected));
            for (ParameterBlock block : heads.blocks()) {
                Tensor all = builder.gradient(block).orElseThrow();
                execution.download(all);
                block.parameters()
                        .forEach((name, p) -> checkGradient(name, p.in(all.storage(), name)));
            }
            checkGradient("map", mapGradient);
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Norm, sum and, where the layout is PyTorch's, the first value. */
    private static void checkGradient(String name, Tensor gradient) {
        JsonNode expected = GOLDEN.get("gradients").get(name);
        float[] values = gradient.toArray();
        double squares = 0;
        double sum = 0;
        for (float value : values) {
            squares += (double) value * value;
            sum += value;
        }
        double norm = expected.get(0).asDouble();
        assertThat(Math.sqrt(squares))
                .as("norm of the gradient of %s", name)
                .isCloseTo(norm, within(2e-4 * norm + 1e-9));
        assertThat(sum)
                .as("sum of the gradient of %s", name)
                .isCloseTo(expected.get(1).asDouble(), within(1e-3 * norm + 1e-9));
        assertThat((double) values[0])
                .as("first value of the gradient of %s", name)
                .isCloseTo(expected.get(2).asDouble(), within(2e-4 * norm + 1e-9));
    }

    @Test
    void detectionsAreDetectron2s() {
        try (Engine engine = new CpuEngine(2)) {
            checkDetections(engine);
        }
    }

    @Test
    void detectionsOnTheJvm() {
        JvmRuntime.install();
        try (Engine engine = device()) {
            checkDetections(engine);
        }
    }

    @OnDevice
    @Test
    void detectionsOnTheDevice() {
        try (Engine engine = device()) {
            checkDetections(engine);
        }
    }

    private static void checkDetections(Engine engine) {
        DetectionHeads heads = SmallCascade.heads();
        var builder = new ProgramBuilder(false);
        Tensor map = builder.input("map", SmallCascade.MAP);
        List<Tensor> levels = heads.levels(builder, map);
        var regions = new InferenceRegions(heads.config(), levels, heads.strides());
        SmallCascade.setSizes(regions);
        Tensor pixels = heads.detect(builder, levels, regions);
        builder.output("pixels", pixels);
        map.set(SmallCascade.map());
        try (Execution execution = engine.load(builder.build())) {
            execution.run(Phase.FORWARD);
            execution.download(pixels);
            float[] logits = pixels.toArray();
            for (int image = 0; image < 2; image++) {
                check(
                        regions.detections(image),
                        logits,
                        image * heads.config().output().detections(),
                        GOLDEN.get("detections").get(image));
            }
        }
    }

    private static void check(ScoredBoxes found, float[] logits, int first, JsonNode expected) {
        assertThat(found.labels()).containsExactly(DetectronValues.ints(expected.get("labels")));
        for (int i = 0; i < found.size(); i++) {
            close("score", found.scores()[i], expected.get("scores").get(i).asDouble());
            for (int side = 0; side < 4; side++) {
                close(
                        "box",
                        found.boxes().xyxy()[4 * i + side],
                        expected.get("boxes").get(4 * i + side).asDouble());
            }
            int area = logits.length / 20;
            double mean = 0;
            for (int k = 0; k < area; k++) {
                mean += 1 / (1 + Math.exp(-logits[(first + i) * area + k])) / area;
            }
            close("mask", mean, expected.get("pixels").get(i).asDouble());
        }
    }

    private static void close(String what, double value, double expected) {
        assertThat(value).as(what).isCloseTo(expected, within(1e-4 * (1 + Math.abs(expected))));
    }
}
