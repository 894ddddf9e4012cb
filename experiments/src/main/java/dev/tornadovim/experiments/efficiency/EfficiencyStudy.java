package dev.tornadovim.experiments.efficiency;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.tornado.DeviceException;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs the networks over the resolutions. At each resolution all networks are loaded, one after the
 * other, which shows what memory each takes; then they run by turns, so that a machine that slows down
 * meanwhile slows all of them down.
 *
 * @param pixels sides of the images, ascending
 * @param batch images at once
 * @param seconds that each network is timed at each resolution; at least one pass
 */
record EfficiencyStudy(List<Integer> pixels, int batch, double seconds) {

    private static final int TURNS = 3;

    /** A network that took longer than this, in multiples of its time, gets no further turn. */
    private static final double LATE = 3;

    EfficiencyStudy {
        pixels = pixels.stream().sorted().distinct().toList();
        if (pixels.isEmpty() || pixels.getFirst() < 16) {
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
        // The first programs of a process load classes and compile code: a pass or two, not timed.
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
        Map<Contender, LoadedNetwork> loaded = new EnumMap<>(Contender.class);
        Map<Contender, Long> peaks = new EnumMap<>(Contender.class);
        Map<Contender, String> problems = new EnumMap<>(Contender.class);
        try {
            for (Contender contender : Contender.values()) {
                try {
                    gauges.memory().reset();
                    LoadedNetwork network =
                            LoadedNetwork.of(engine, contender.network(side), batch);
                    loaded.put(contender, network);
                    network.warmUp(0);
                    peaks.put(contender, gauges.memory().peakBytes());
                } catch (DeviceException | IllegalArgumentException | OutOfMemoryError e) {
                    problems.put(contender, String.valueOf(e.getMessage()));
                    LoadedNetwork half = loaded.remove(contender);
                    if (half != null) {
                        half.close();
                    }
                }
            }
            byTurns(List.copyOf(loaded.values()), gauges.power());
            List<Measurement> results = new ArrayList<>();
            for (Contender contender : Contender.values()) {
                results.add(
                        loaded.containsKey(contender)
                                ? result(contender, side, loaded.get(contender), peaks)
                                : Measurement.failed(
                                        contender, side, batch, problems.get(contender)));
            }
            return results;
        } finally {
            loaded.values().forEach(LoadedNetwork::close);
        }
    }

    private void byTurns(List<LoadedNetwork> networks, PowerGauge power) {
        for (int turn = 0; turn < TURNS; turn++) {
            for (LoadedNetwork network : networks) {
                if (turn == 0 || network.totalSeconds() < LATE * seconds) {
                    network.measure(seconds / TURNS, power);
                }
            }
        }
    }

    private Measurement result(
            Contender contender, int side, LoadedNetwork network, Map<Contender, Long> peaks) {
        return Measurement.of(
                contender,
                side,
                batch,
                new Measurement.Result(
                        network.imagesPerSecond(),
                        network.allBytes(),
                        peaks.get(contender),
                        network.joulesPerImage()));
    }
}
