package dev.tornadovim.kernels.program;

import dev.tornadovim.kernels.tensor.Tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What an op is called, what it reads and what it writes: the one declaration from which the steps of
 * its forward pass, their traffic and the walk of reverse mode follow. As in
 *
 * <pre>{@code
 * return Operands.of("layerNorm").in(x, weight, bias).out(y).saved(mean, rstd);
 * }</pre>
 *
 * @param name short name used in profiles
 * @param inputs tensors that the op reads, parameters included
 * @param outputs tensors that the op writes for others
 * @param saved tensors that the op writes for its own backward pass
 */
public record Operands(String name, List<Tensor> inputs, List<Tensor> outputs, List<Tensor> saved) {

    /** Copies the lists. */
    public Operands {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        saved = List.copyOf(saved);
    }

    /** An op without tensors so far. */
    public static Operands of(String name) {
        return new Operands(name, List.of(), List.of(), List.of());
    }

    /** The same with these inputs; null entries, optional inputs that are not there, are left out. */
    public Operands in(Tensor... tensors) {
        return new Operands(name, present(inputs, Arrays.asList(tensors)), outputs, saved);
    }

    /** The same with these inputs. */
    public Operands in(List<Tensor> tensors) {
        return new Operands(name, present(inputs, tensors), outputs, saved);
    }

    /** The same with these outputs; null entries are left out. */
    public Operands out(Tensor... tensors) {
        return new Operands(name, inputs, present(outputs, Arrays.asList(tensors)), saved);
    }

    /** The same with these tensors for the backward pass; null entries are left out. */
    public Operands saved(Tensor... tensors) {
        return new Operands(name, inputs, outputs, present(saved, Arrays.asList(tensors)));
    }

    private static List<Tensor> present(List<Tensor> before, List<Tensor> more) {
        return Stream.concat(before.stream(), more.stream()).filter(Objects::nonNull).toList();
    }
}
