package dev.tornadovim.experiments.efficiency;

import dev.tornadovim.experiments.bench.TimedProgram;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.program.MemoryPlan;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.ImageClassifier;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

/** A network in the memory of an engine, and what its forward passes took. */
final class LoadedNetwork extends TimedProgram {

    private final int batch;
    private double joules;
    private int measured;

    private LoadedNetwork(Engine engine, Program program, Tensor logits, int batch) {
        super(engine, program, List.of(Phase.FORWARD), List.of(logits));
        this.batch = batch;
    }

    /** Loads a network that takes {@code batch} images of noise at once. */
    static LoadedNetwork of(Engine engine, ImageClassifier network, int batch) {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor image = builder.input("image", network.imageShape(batch));
        fillWithNoise(image);
        Tensor logits = network.logits(builder, image);
        builder.output("logits", logits);
        Program program = builder.build();
        requireFree(
                program.allocatedBytes()
                        + MemoryPlan.of(program, Storage.Kind.CPU_SCRATCH).bytes());
        return new LoadedNetwork(engine, program, logits, batch);
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

    /** Timed forward passes for some seconds, at least one. */
    void measure(double budget, PowerGauge power) {
        power.start();
        int passes = run(1, budget);
        OptionalDouble energy = power.joules();
        if (energy.isPresent()) {
            joules += energy.getAsDouble();
            measured += passes * batch;
        }
    }

    /** Images a second of the median pass. */
    double imagesPerSecond() {
        return batch / medianSeconds();
    }

    /** Joules an image, where they were measured. */
    OptionalDouble joulesPerImage() {
        return measured == 0 ? OptionalDouble.empty() : OptionalDouble.of(joules / measured);
    }
}
