package dev.tornadovim.experiments.efficiency;

import dev.tornadovim.data.file.FileReplacement;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.run.Machine;
import dev.tornadovim.experiments.run.NewFolder;
import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.experiments.train.RunEngines;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.tornado.DeviceInfo;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The whole of the command: measures, prints, and leaves a folder with {@code efficiency.csv}, {@code
 * efficiency.svg} and {@code efficiency.txt}. The files are written anew after each figure, so that
 * an interrupted run leaves what it has.
 */
public final class EfficiencyRun {

    /** A device needs more images at once to be busy. */
    private static final int CPU_BATCH = 1;

    /** The largest power of two at which a device's arrays can hold the maps at 1248 pixels. */
    private static final int DEVICE_BATCH = 8;

    private final ExperimentConfig config;
    private final PrintWriter out;

    /** A run with the engine of a config. */
    public EfficiencyRun(ExperimentConfig config, PrintWriter out) {
        this.config = config;
        this.out = out;
    }

    /**
     * Measures.
     *
     * @param pixels sides of the images
     * @param batch images at once, 0 for what suits the engine
     * @param seconds that each network is timed at each resolution
     * @param parent of the folder that is made
     * @param command that was given
     * @throws IllegalArgumentException if a size is below one patch, or a batch or time negative
     * @throws RunException if the folder cannot be written
     */
    public void run(List<Integer> pixels, int batch, double seconds, Path parent, String command) {
        try (Engine engine = RunEngines.open(config)) {
            Optional<DeviceInfo> device =
                    engine instanceof TornadoEngine tornado
                            ? Optional.of(tornado.device())
                            : Optional.empty();
            int images = batch > 0 ? batch : device.isPresent() ? DEVICE_BATCH : CPU_BATCH;
            EfficiencyStudy study = new EfficiencyStudy(pixels, images, seconds);
            Path folder = folder(parent);
            try (Gauges gauges = Gauges.of(device)) {
                String title = "inference, batch %d, %s".formatted(images, engine.name());
                List<String> about =
                        List.of(
                                title,
                                "machine: " + Machine.here().cpu(),
                                "memory: " + gauges.memory().source(),
                                "energy: " + gauges.energy().source());
                about.forEach(out::println);
                EfficiencyTable table = new EfficiencyTable(out);
                table.header();
                List<Measurement> all = new ArrayList<>();
                study.run(
                        engine,
                        gauges,
                        m -> {
                            table.row(m);
                            all.add(m);
                            write(folder, all, title, about, command);
                        });
                new Findings(all).lines().forEach(out::println);
                out.println(folder);
                out.flush();
            }
        }
    }

    private static Path folder(Path parent) {
        try {
            String name = NewFolder.name(LocalDateTime.now(), Optional.empty());
            return NewFolder.create(parent, name);
        } catch (IOException e) {
            throw unwritable(parent, e);
        }
    }

    private static void write(
            Path folder, List<Measurement> all, String title, List<String> about, String command) {
        var lines = Stream.of(List.of("command: " + command), about, new Findings(all).lines());
        String figure = EfficiencyFigure.svg(all, "Efficiency: " + title);
        try {
            Files.writeString(folder.resolve("efficiency.csv"), EfficiencyTable.csv(all));
            Files.writeString(folder.resolve("efficiency.svg"), figure);
            Files.write(folder.resolve("efficiency.txt"), lines.flatMap(List::stream).toList());
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    private static RunException unwritable(Path path, IOException e) {
        return new RunException(
                "%s cannot be written: %s".formatted(path, FileReplacement.reason(e)), e);
    }
}
