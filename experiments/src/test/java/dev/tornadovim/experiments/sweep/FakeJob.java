package dev.tornadovim.experiments.sweep;

import dev.tornadovim.experiments.run.RunFolder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Stands for a training: a short process that leaves behind what a run does. */
final class FakeJob {
    static final String BEGIN = "begin";
    static final String END = "end";

    private FakeJob() {}

    /** Depth 7 fails with a reason, depth 8 dies without one; others get better with their depth. */
    public static void main(String[] args) throws Exception {
        var run = RunFolder.open(Path.of(args[0]));
        stamp(run, BEGIN);
        run.resume();
        int depth = run.config().model().depth();
        if (depth == 7) {
            run.failed("images, as expected, are missing");
            System.exit(1);
        }
        if (depth == 8) {
            System.exit(9);
        }
        var metric = run.config().task().primary().name();
        var header = "epoch,step,loss,%s,test_loss,images_per_second".formatted(metric);
        var rows = new ArrayList<>(List.of(header));
        for (int epoch = 1; epoch <= 2; epoch++) {
            double value = 0.1 * depth + 0.01 * run.config().seed() + (epoch == 1 ? 0.005 : 0);
            rows.add("%d,%d,1.5,%s,0.5,100".formatted(epoch, epoch, value));
            Files.write(run.epochs(), rows);
            Thread.sleep(150);
        }
        stamp(run, END);
        run.done();
        System.exit(0);
    }

    private static void stamp(RunFolder run, String name) throws IOException {
        Files.writeString(run.path().resolve(name), Instant.now().toString());
    }
}
