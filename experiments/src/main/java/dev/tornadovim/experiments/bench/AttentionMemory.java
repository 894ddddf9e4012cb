package dev.tornadovim.experiments.bench;

import dev.tornadovim.kernels.op.attention.AttentionForm;
import dev.tornadovim.kernels.program.MemoryPlan;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.pipeline.model.DeitClassifier;
import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.model.DeitParameters;
import dev.tornadovim.pipeline.train.ClassifierTask;

import java.util.List;

/**
 * What attention costs in memory: planned bytes of DeiT at batch 1. Maps that are stored grow with
 * the square of the tokens, those that exist tile by tile do not. Programs are built and planned, not
 * run, so any size is cheap.
 *
 * @param tokens length of the sequence
 * @param materialised bytes with stored maps
 * @param streaming bytes with maps that exist tile by tile
 */
record AttentionMemory(int tokens, long materialised, long streaming) {

    /** Plans both forms. */
    static AttentionMemory of(DeitConfig config, boolean training) {
        return new AttentionMemory(
                config.tokens(),
                bytes(config, AttentionForm.MATERIALISED, training),
                bytes(config, AttentionForm.STREAMING, training));
    }

    private static long bytes(DeitConfig config, AttentionForm form, boolean training) {
        var model = new DeitClassifier(DeitParameters.allocate(config), form, false);
        Program program =
                training
                        ? ModelBenchmark.trainingProgram(new ClassifierTask(model), 1).program()
                        : inference(model);
        return MemoryPlan.of(program, Storage.Kind.CPU_SCRATCH).bytes();
    }

    private static Program inference(DeitClassifier model) {
        ProgramBuilder builder = new ProgramBuilder(false);
        var image = builder.input("image", model.imageShape(1));
        builder.output("logits", model.logits(builder, image));
        return builder.build();
    }

    /** Prints inference and training at some sizes, and what they are of the first size. */
    static void print(BenchTable table, String name, DeitConfig config, List<Integer> pixels) {
        String columns = "%8s %6s %14s %6s %14s %6s";
        table.header(
                name + ", batch 1, planned MB",
                columns,
                "tokens",
                "",
                "materialised",
                "",
                "streaming",
                "");
        for (boolean training : new boolean[] {false, true}) {
            AttentionMemory first = null;
            for (int side : pixels) {
                AttentionMemory m = of(config.withImage(side, side), training);
                first = first == null ? m : first;
                table.row(
                        (training ? "training step, " : "inference, ") + side + " pixels",
                        "%8d %5.1fx %14.1f %5.1fx %14.1f %5.1fx",
                        m.tokens,
                        (double) m.tokens / first.tokens,
                        m.materialised * 1e-6,
                        (double) m.materialised / first.materialised,
                        m.streaming * 1e-6,
                        (double) m.streaming / first.streaming);
            }
        }
    }
}
