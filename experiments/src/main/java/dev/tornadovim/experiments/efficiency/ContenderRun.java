package dev.tornadovim.experiments.efficiency;

import dev.tornadovim.experiments.measure.LoadedWorkload;
import dev.tornadovim.experiments.measure.ProcessMemory;
import dev.tornadovim.experiments.measure.Workload;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.tornado.DeviceException;
import dev.tornadovim.kernels.tensor.Storage;

import java.util.OptionalDouble;

/** A network in the memory of an engine and what its runs took, or why it could not run. */
final class ContenderRun implements AutoCloseable {

    private final Contender contender;
    private final int pixels;
    private final int batch;
    private LoadedWorkload loaded;
    private String problem;
    private double peakBytes;
    private double joules;
    private int measured;

    /** Loads a network for square images and runs it once. */
    ContenderRun(Contender contender, int pixels, int batch, Engine engine, Gauge memory) {
        this.contender = contender;
        this.pixels = pixels;
        this.batch = batch;
        try {
            memory.start().run();
            Workload work = Workload.inference(contender.network(pixels), batch);
            requireFree(
                    work.program().allocatedBytes() + work.plannedBytes(Storage.Kind.CPU_SCRATCH));
            loaded = new LoadedWorkload(engine, work);
            loaded.timer().warmUp(1, 0);
            peakBytes = memory.amount().get().orElseThrow();
        } catch (DeviceException | IllegalArgumentException | OutOfMemoryError e) {
            problem = String.valueOf(e.getMessage());
            close();
        }
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

    /** Whether runs took less than some seconds so far; never where the network does not run. */
    boolean isWithin(double seconds) {
        return loaded != null && loaded.timer().total() < seconds;
    }

    /** Timed runs for some seconds, at least one. */
    void measure(double seconds, Gauge energy) {
        energy.start().run();
        int runs = loaded.timer().run(1, seconds);
        OptionalDouble used = energy.amount().get();
        if (used.isPresent()) {
            joules += used.getAsDouble();
            measured += runs * batch;
        }
    }

    Measurement result() {
        if (loaded == null) {
            return Measurement.failed(contender, pixels, batch, problem);
        }
        return Measurement.of(
                contender,
                pixels,
                batch,
                new Measurement.Result(
                        batch / loaded.timer().median(),
                        loaded.allBytes(),
                        (long) peakBytes,
                        measured == 0
                                ? OptionalDouble.empty()
                                : OptionalDouble.of(joules / measured)));
    }

    @Override
    public void close() {
        if (loaded != null) {
            loaded.close();
            loaded = null;
        }
    }
}
