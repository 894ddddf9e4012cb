package dev.tornadovim.experiments.efficiency;

import dev.tornadovim.kernels.engine.Engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs the networks over the resolutions. At each resolution all networks are loaded, one after the
 * other, which shows what memory each takes; then they run by turns, so that a machine that slows down
 * meanwhile slows all of them down.
 *
 * @param pixels sides of the images, ascending
 * @param batch images at once
 * @param seconds that each network is timed at each resolution; at least one run
 */
record EfficiencyStudy(List<Integer> pixels, int batch, double seconds) {

    private static final int TURNS = 3;

    /** A network that took longer than this, in multiples of its time, gets no further turn. */
    private static final double LATE = 3;

    EfficiencyStudy {
        pixels = pixels.stream().sorted().distinct().toList();
        if (pixels.isEmpty() || pixels.getFirst() < Contender.PATCH) {
            throw new IllegalArgumentException(
                    "--sizes must be at least 16 pixels, one patch, not " + pixels);
        }
        if (batch < 1 || !(seconds >= 0)) {
            throw new IllegalArgumentException(
                    "--batch must be at least 1 and --seconds at least 0, not %d and %s"
                            .formatted(batch, seconds));
        }
    }

    /** Measures everything and tells each figure as soon as it is known. */
    List<Measurement> run(Engine engine, Gauges gauges, Consumer<Measurement> listener) {
        List<Measurement> all = new ArrayList<>();
        // The first programs of a process load classes and compile code: a run or two, not timed.
        new EfficiencyStudy(pixels, batch, 0).at(pixels.getFirst(), engine, gauges);
        for (int side : pixels) {
            for (Measurement measurement : at(side, engine, gauges)) {
                listener.accept(measurement);
                all.add(measurement);
            }
        }
        return all;
    }

    private List<Measurement> at(int side, Engine engine, Gauges gauges) {
        List<ContenderRun> networks = new ArrayList<>();
        try {
            for (Contender contender : Contender.values()) {
                networks.add(new ContenderRun(contender, side, batch, engine, gauges.memory()));
            }
            for (int turn = 0; turn < TURNS; turn++) {
                double most = turn == 0 ? Double.POSITIVE_INFINITY : LATE * seconds;
                networks.stream()
                        .filter(network -> network.isWithin(most))
                        .forEach(network -> network.measure(seconds / TURNS, gauges.energy()));
            }
            return networks.stream().map(ContenderRun::result).toList();
        } finally {
            networks.forEach(ContenderRun::close);
        }
    }
}
