package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.inference.WeightsExport;
import dev.tornadovim.pipeline.weights.WeightSet;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Writes weights in another format. */
@Command(
        name = "convert",
        description = "Write the weights of a file in another format, under their public names.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  convert vim_t_midclstok_76p1acc.pth vim_t.safetensors",
            "  convert --ema runs/…/checkpoints/last.safetensors mine.safetensors"
        })
final class ConvertCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "IN", description = "Safetensors, or .pth of PyTorch.")
    private Path in;

    @Parameters(
            index = "1",
            paramLabel = "OUT",
            description = "File to write; its extension is the format: .safetensors.")
    private Path out;

    @Option(names = "--ema", description = "Take the averaged weights of a training checkpoint.")
    private boolean ema;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        var format =
                WeightsExport.of(out)
                        .orElseThrow(
                                () ->
                                        new ParameterException(
                                                spec.commandLine(),
                                                "OUT is %s, expected a file that ends in %s"
                                                        .formatted(
                                                                out, WeightsExport.extensions())));
        var summary = format.write(in, ema ? WeightSet.EMA : WeightSet.MODEL, out);
        spec.commandLine().getOut().println(summary);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
