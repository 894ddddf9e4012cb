package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.sink.SampleGallery;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.weights.SafetensorsWriter;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes folders as runs and sweeps leave them, with texts that are hard to show. */
final class Folders {
    static final List<String> CLASSES =
            List.of(
                    "T-shirt/top",
                    "a <b>bold</b> & \"quoted\" class",
                    "Donaudampfschifffahrtsgesellschaft");

    private static final int STEPS = 400;

    private Folders() {}

    /** A finished classification of four epochs whose best top-1 is {@code best}, after epoch 3. */
    static Path run(Path folder, double best, String... settings) throws IOException {
        Files.createDirectories(folder.resolve("eval"));
        Files.createDirectories(folder.resolve("checkpoints"));
        write(folder, "config.yaml", config(settings));
        write(folder, "overrides.yaml", "- optim.learningRate=1e-3\n- 'run.tag=\"x\"'\n");
        write(folder, "command.txt", "train fashion-mnist optim.learningRate=1e-3\n");
        write(folder, "provenance.json", PROVENANCE);
        write(folder, "metrics.jsonl", metrics(best));
        write(folder, "epochs.csv", "epoch,step\n1,100\n");
        write(folder, "eval/confusion.csv", confusion());
        write(folder, "run.log", "log\n");
        samples(folder);
        weights(folder);
        write(folder, "DONE", "");
        return folder;
    }

    /** The same, failed in its first epoch. */
    static Path failed(Path folder) throws IOException {
        Files.createDirectories(folder);
        write(folder, "config.yaml", config());
        write(folder, "command.txt", "train fashion-mnist\n");
        write(folder, "metrics.jsonl", step(10, 2.3) + step(20, Double.NaN) + "{\"kind\":\"st");
        write(folder, "FAILED", "the loss is NaN at step 20 <&>\n");
        return folder;
    }

    /** A sweep over two directions and three seeds; job 5 failed. */
    static Path sweep(Path folder) throws IOException {
        Files.createDirectories(folder);
        double[] best = {0.80, 0.81, 0.82, 0.84, 0.85};
        var jobs = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            var direction = i < 3 ? "layer" : "ssm_conv";
            var job = folder.resolve(String.valueOf(i));
            if (i == 5) {
                failed(job);
            } else {
                run(job, best[i], "seed: " + i % 3);
            }
            jobs.add(
                    "{\"name\":\"%d\",\"values\":{\"model.direction\":\"%s\",\"seed\":\"%d\"}}"
                            .formatted(i, direction, i % 3));
        }
        write(
                folder,
                "sweep.json",
                "{\"config\":\"study\",\"command\":\"sweep"
                        + " study\",\"parameters\":[\"model.direction\",\"seed\"],\"jobs\":["
                        + String.join(",", jobs)
                        + "]}");
        write(folder, "jobs.csv", "job\n0\n");
        for (int i = 0; i < 6; i++) {
            Reports.write(folder.resolve(String.valueOf(i)));
        }
        return folder;
    }

    /** Adds the profile of two ops. */
    static void profile(Path run) throws IOException {
        Files.createDirectories(run.resolve("profile"));
        write(run, "profile/cpu.json", PROFILE);
    }

    private static String config(String... settings) {
        return "# Purpose:  to be shown\n"
                + "# Expected: the test's order\n"
                + "name: fashion-mnist\n"
                + "task: classification\n"
                + "model:\n"
                + "  family: vim\n"
                + "  depth: 4\n"
                + "data:\n"
                + "  imageSize: 28\n"
                + "  cropShare: 0.0\n"
                + "  mean:\n"
                + "  - 0.286\n"
                + "  deviation:\n"
                + "  - 0.353\n"
                + String.join("\n", settings)
                + "\n";
    }

    private static String metrics(double best) {
        var lines = new StringBuilder();
        for (int epoch = 1; epoch <= 4; epoch++) {
            for (int step = (epoch - 1) * STEPS + 10; step <= epoch * STEPS; step += 10) {
                lines.append(step(step, 2.3 / Math.sqrt(step / 10.0) + 0.1 * Math.sin(step)));
            }
            double top1 = best - 0.05 * Math.abs(3 - epoch);
            lines.append(
                    format(
                            "{'kind':'eval','step':%d,'epoch':%d,'weights':'model','images':90,'loss':%f,'top1':%f,'top5':1.0,'seconds':1.5}",
                            epoch * STEPS, epoch, 1.0 / epoch, top1));
            lines.append(
                    format(
                            "{'kind':'epoch','step':%d,'epoch':%d,'loss':%f,'learningRate':0.001,'imagesPerSecond':200.0,'seconds':20.0}",
                            epoch * STEPS, epoch, 2.0 / epoch));
        }
        return lines.toString();
    }

    private static String step(int step, double loss) {
        return format(
                "{'kind':'step','step':%d,'epoch':1,'loss':%s,'learningRate':%s,'gradientNorm':1.5,'imagesPerSecond':200.0}",
                step, Double.isNaN(loss) ? "'NaN'" : String.valueOf(loss), 1e-3 / step);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format.replace('\'', '"') + "\n", values)
                .replace('\'', '"');
    }

    private static String confusion() {
        return "label,T-shirt/top,\"a <b>bold</b> & \"\"quoted\"\""
                + " class\",Donaudampfschifffahrtsgesellschaft\n"
                + "T-shirt/top,27,2,1\n"
                + "\"a <b>bold</b> & \"\"quoted\"\" class\",0,30,0\n"
                + "Donaudampfschifffahrtsgesellschaft,12,3,15\n";
    }

    private static void samples(Path folder) {
        var picture = new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(3, 3, 0xffffff);
        var samples = new ArrayList<SampleGallery.Sample>();
        for (int i = 0; i < 12; i++) {
            samples.add(
                    new SampleGallery.Sample(
                            picture,
                            CLASSES.get(i % 3),
                            CLASSES.get(2) + ", 71 %",
                            Optional.of(i % 2 == 0)));
        }
        new SampleGallery("Of 40 images.", samples).write(folder.resolve("eval/samples"), 160);
    }

    /** Six parameters, averages of some, and running statistics. */
    private static void weights(Path folder) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(
                "head.weight",
                Tensor.allocated("head.weight", Shape.of(2, 2), Storage.Kind.PARAMETER));
        tensors.put(
                "head.bias", Tensor.allocated("head.bias", Shape.of(2), Storage.Kind.PARAMETER));
        tensors.put(
                "ema.head.bias",
                Tensor.allocated("ema.head.bias", Shape.of(2), Storage.Kind.PARAMETER));
        for (var statistic : List.of("running_mean", "running_var", "num_batches_tracked")) {
            var name = "bn." + statistic;
            tensors.put(name, Tensor.allocated(name, Shape.of(3), Storage.Kind.STATE));
        }
        SafetensorsWriter.write(folder.resolve("checkpoints/best.safetensors"), Map.of(), tensors);
    }

    static void write(Path folder, String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private static final String PROVENANCE =
            """
            {"started":"2026-01-31T12:00:00Z",
             "source":{"commit":"0123456789abcdef0123456789abcdef01234567","branch":"main","dirty":true},
             "machine":{"java":"JVM 25","os":"Linux","cpu":"CPU with a long name","cores":2,"vectorBits":512,"maxHeapBytes":1},
             "seed":7,"threads":2,"engine":"cpu (2 threads)",
             "data":[
               {"name":"Things train","licence":"MIT","source":"/data/a/long/path/without/any/space/to/break/at","images":12000,
                "classNames":["T-shirt/top","Trouser"],"sha256":"16d82e2b505296aa2b78bd5ea0992634f30419a4c97def7c907d154a35ac6157"},
               {"name":"Things test","licence":"MIT","source":"here","images":2000,
                "classNames":["T-shirt/top","Trouser"],"sha256":"9f1ec356a747bfe4ebab3cfb722d3694c9ca737e2570f6f90cf31d7b6fd689d4"}]}
            """;

    private static final String PROFILE =
            """
            {"config":"fashion-mnist","work":"training step","engines":[
              {"engine":"cpu (2 threads)","images":64,"fastest":0.1,"sum":0.05,
               "ceilings":{"gflops":200.0,"gflopsOf":"multiply-adds","gigabytes":20.0,"gigabytesOf":"copy"},
               "ops":[
                {"name":"scan.backward.of.a.long.name","count":4,"seconds":0.04,"flops":1000000000,"bytes":50000000,"least":0.005},
                {"name":"copy","count":4,"seconds":0.01,"flops":0,"bytes":50000000,"least":0.005}]}]}
            """;
}
