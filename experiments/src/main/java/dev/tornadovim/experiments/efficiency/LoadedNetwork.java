package dev.tornadovim.experiments.efficiency;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.MemoryPlan;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.ImageClassifier;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

/** A network in the memory of an engine, and how long its forward passes took. */
final class LoadedNetwork implements AutoCloseable {

    private final Execution execution;
    private final Tensor logits;
    private final int batch;
    private final long ownBytes;
    private final List<Double> seconds = new ArrayList<>();
    private double joules;
    private int measured;

    /** Loads a network that takes {@code batch} images of noise at once. */
    LoadedNetwork(Engine engine, ImageClassifier network, int batch) {
        this.batch = batch;
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor image = builder.input("image", network.imageShape(batch));
        fillWithNoise(image);
        logits = network.logits(builder, image);
        builder.output("logits", logits);
        Program program = builder.build();
        // Before an engine has planned the others, what a program was given is all there is.
        ownBytes = program.allocatedBytes();
        requireFree(ownBytes + MemoryPlan.of(program, Storage.Kind.CPU_SCRATCH).bytes());
        execution = engine.load(program);
    }

    /** Linux ends a process that takes more than there is, without a word. */
    private static void requireFree(long bytes) {
        long free = ProcessMemory.available();
        if (bytes > free) {
            throw new IllegalArgumentException(
                    "out of memory: its arrays take %d MB, %d MB are available"
                            .formatted(bytes / 1_000_000, free / 1_000_000));
        }
    }

    /** In place: a copy on Java's heap would count as memory of the network. */
    private static void fillWithNoise(Tensor image) {
        Random random = new Random(0);
        MemorySegment values = image.storage().segment();
        for (int i = 0; i < image.size(); i++) {
            values.setAtIndex(ValueLayout.JAVA_FLOAT, i, 2 * random.nextFloat() - 1);
        }
    }

    /** One forward pass that does not count. */
    void warmUp() {
        pass();
    }

    private void pass() {
        execution.run(Phase.FORWARD);
        execution.download(logits);
    }

    /** Forward passes for some seconds, at least one. */
    void measure(double budget, PowerGauge power) {
        long end = System.nanoTime() + (long) (budget * 1e9);
        power.start();
        int passes = 0;
        do {
            long start = System.nanoTime();
            pass();
            seconds.add((System.nanoTime() - start) * 1e-9);
            passes++;
        } while (System.nanoTime() < end);
        OptionalDouble energy = power.joules();
        if (energy.isPresent()) {
            joules += energy.getAsDouble();
            measured += passes * batch;
        }
    }

    /** Seconds of all passes that count. */
    double measuredSeconds() {
        return seconds.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Images a second of the median pass. */
    double imagesPerSecond() {
        List<Double> sorted = seconds.stream().sorted().toList();
        return batch / sorted.get(sorted.size() / 2);
    }

    /** Joules an image, where they were measured. */
    OptionalDouble joulesPerImage() {
        return measured == 0 ? OptionalDouble.empty() : OptionalDouble.of(joules / measured);
    }

    /** All arrays of the program. */
    long arrayBytes() {
        return ownBytes + execution.plannedBytes();
    }

    @Override
    public void close() {
        execution.close();
    }
}
