package dev.tornadovim.experiments.bench;

import dev.tornadovim.experiments.measure.Table;
import dev.tornadovim.experiments.measure.Workload;
import dev.tornadovim.kernels.op.attention.AttentionForm;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.pipeline.model.DeitConfig;

import java.util.List;

/**
 * What attention costs in memory: planned bytes of DeiT at batch 1. Maps that are stored grow with
 * the square of the tokens, those that exist tile by tile do not. Programs are built and planned, not
 * run, so any size is cheap.
 *
 * @param tokens length of the sequence
 * @param materialized bytes with stored maps
 * @param streaming bytes with maps that exist tile by tile
 */
record AttentionMemory(int tokens, long materialized, long streaming) {

    /** Plans both forms. */
    static AttentionMemory of(DeitConfig config, boolean training) {
        return new AttentionMemory(
                config.tokens(),
                bytes(config, AttentionForm.MATERIALISED, training),
                bytes(config, AttentionForm.STREAMING, training));
    }

    private static long bytes(DeitConfig config, AttentionForm form, boolean training) {
        var model = config.allocate(form);
        Workload work = training ? Workload.training(model, 1) : Workload.inference(model, 1);
        return work.plannedBytes(Storage.Kind.CPU_SCRATCH);
    }

    /** Prints inference and training at some sizes, and what they are of the first size. */
    static void print(Table table, String name, DeitConfig config, List<Integer> pixels) {
        String columns = "%8s %6s %14s %6s %14s %6s";
        String title = name + ", batch 1, planned MB";
        table.header(title, columns, "tokens", "", "materialised", "", "streaming", "");
        for (boolean training : new boolean[] {false, true}) {
            int smallest = pixels.getFirst();
            AttentionMemory first = of(config.withImage(smallest, smallest), training);
            for (int side : pixels) {
                AttentionMemory m = of(config.withImage(side, side), training);
                table.row(
                        (training ? "training step, " : "inference, ") + side + " pixels",
                        "%8d %5.1fx %14.1f %5.1fx %14.1f %5.1fx",
                        m.tokens,
                        (double) m.tokens / first.tokens,
                        m.materialized * 1e-6,
                        (double) m.materialized / first.materialized,
                        m.streaming * 1e-6,
                        (double) m.streaming / first.streaming);
            }
        }
    }
}
