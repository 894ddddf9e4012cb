package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.inference.WeightsExport;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Writes weights in another format. */
@Command(
        name = "convert",
        description =
                "Convert weights to safetensors with their public names, or export the network as"
                        + " ONNX.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  convert vim_t_midclstok_76p1acc.pth vim_t.safetensors",
            "  convert --ema runs/…/checkpoints/last.safetensors mine.safetensors",
            "  convert --image-size 384 vim_t.safetensors vim_t_384.onnx"
        })
final class ConvertCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "IN",
            description = "Weights: safetensors or PyTorch .pth.")
    private Path in;

    @Parameters(
            index = "1",
            paramLabel = "OUT",
            description = "Output file; its extension selects the format: .safetensors or .onnx.")
    private Path out;

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "KEY=VALUE",
            description = "For .onnx: overrides of the preprocessing, such as data.mean=[0.5].")
    private List<String> overrides = List.of();

    @Mixin private NetworkOptions network;

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
        var summary = format.write(network.file(in), overrides, out);
        spec.commandLine().getOut().println(summary);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
