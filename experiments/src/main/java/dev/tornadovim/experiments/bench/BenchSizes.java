package dev.tornadovim.experiments.bench;

import dev.tornadovim.experiments.measure.Workload;
import dev.tornadovim.kernels.op.scan.Direction;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.VimConfig;

import java.util.List;
import java.util.stream.Stream;

/**
 * What is measured.
 *
 * @param name of the network
 * @param model the network at its own resolution
 * @param products on the CPU
 * @param cpuScan the scan on the CPU
 * @param cpuScanRuns timed runs of it, and as many before
 * @param cpuPixels sides of the images that the CPU runs one by one
 * @param scans on a device
 * @param inference on a device, batch by batch
 * @param trainingBatches of training steps on a device
 * @param flatFrom side from which on the time of a token should not depend on the image
 */
record BenchSizes(
        String name,
        VimConfig model,
        List<ProductBenchmark> products,
        ScanBenchmark cpuScan,
        int cpuScanRuns,
        List<Integer> cpuPixels,
        List<ScanBenchmark> scans,
        List<Images> inference,
        List<Integer> trainingBatches,
        int flatFrom) {

    /**
     * A batch.
     *
     * @param pixels side of an image
     * @param batch number of images
     */
    record Images(int pixels, int batch) {}

    /** Vim-Ti, and the scans that published figures are for. */
    static BenchSizes full() {
        return new BenchSizes(
                "Vim-Ti",
                VimConfig.builder().build(),
                Stream.of(8 * 197, 32 * 197)
                        .flatMap(tokens -> ProductBenchmark.vimTiny(tokens).stream())
                        .toList(),
                ScanBenchmark.vimTiny224(),
                200,
                List.of(224, 512, 1024, 1248),
                List.of(scan(64, 197, 384), scan(8, 6085, 384), scan(1, 6085, 384)),
                List.of(
                        new Images(224, 128),
                        new Images(224, 1),
                        new Images(512, 32),
                        new Images(1024, 8),
                        new Images(1248, 32),
                        new Images(2048, 4)),
                List.of(128, 1),
                512);
    }

    /** The same tables in a minute or two, on a device that is no GPU: to see that all of it runs. */
    static BenchSizes small() {
        return new BenchSizes(
                "Vim of one block, width 32",
                VimConfig.builder().image(32, 32).dModel(32).depth(1).classes(10).build(),
                ProductBenchmark.vimTiny(64).subList(0, 1),
                scan(1, 17, 64),
                3,
                List.of(32, 64, 128),
                List.of(scan(2, 17, 64), scan(1, 197, 64)),
                List.of(new Images(32, 4), new Images(64, 2), new Images(128, 1)),
                List.of(2),
                64);
    }

    /** Inference on square images; the host reads no results. */
    Workload inference(int pixels, int batch) {
        return Workload.inference(network(pixels), batch).withoutResults();
    }

    /** A training step at the network's own resolution; the host reads no results. */
    Workload training(int batch) {
        return Workload.training(network(model.imageWidth()), batch).withoutResults();
    }

    private ImageClassifier network(int pixels) {
        return model.withImage(pixels, pixels).allocate();
    }

    /** Tokens of a square image. */
    int tokens(int pixels) {
        return model.withImage(pixels, pixels).tokens();
    }

    private static ScanBenchmark scan(int batch, int tokens, int channels) {
        return new ScanBenchmark(List.of(Direction.FORWARD), batch, tokens, channels, 16);
    }
}
