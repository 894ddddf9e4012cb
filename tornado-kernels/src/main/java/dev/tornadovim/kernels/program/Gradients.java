package dev.tornadovim.kernels.program;

import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where gradients live while reverse mode walks the ops. The gradient of a tensor has the layout of
 * the tensor, so a view of a value has the same view of the gradient. The first contribution to a
 * region writes it, later ones accumulate; gradients of parameters always accumulate, which is what
 * lets several micro-batches share one update.
 */
public final class Gradients {

    /**
     * Where a contribution goes.
     *
     * @param tensor the gradient to write
     * @param accumulate whether to add to what is there
     */
    public record Target(Tensor tensor, boolean accumulate) {

        /** A tensor that gets new values. */
        public static Target write(Tensor tensor) {
            return new Target(tensor, false);
        }
    }

    private final Map<Storage, Storage> gradientOf = new HashMap<>();
    private final Map<Storage, List<Region>> written = new HashMap<>();
    private final Set<Storage> differentiable = new HashSet<>();
    private final Map<Storage, Integer> consumers = new HashMap<>();

    /** Marks storage as something to differentiate by. */
    void require(Storage storage) {
        differentiable.add(storage);
    }

    /** Follows an op forward: its outputs depend on parameters when one of its inputs does. */
    void follow(Op op) {
        boolean depends = op.inputs().stream().anyMatch(this::wanted);
        for (Tensor input : op.inputs()) {
            consumers.merge(input.storage(), 1, Integer::sum);
        }
        if (depends) {
            op.outputs().forEach(output -> differentiable.add(output.storage()));
        }
    }

    /** Whether anybody needs the gradient of {@code tensor}. */
    public boolean wanted(Tensor tensor) {
        return tensor != null && differentiable.contains(tensor.storage());
    }

    /** Whether any gradient has reached {@code tensor}. */
    public boolean has(Tensor tensor) {
        Storage gradient = gradientOf.get(tensor.storage());
        return gradient != null && written.containsKey(gradient);
    }

    /** The complete gradient of {@code tensor}; fails when a part of it was never written. */
    public Tensor of(Tensor tensor) {
        Storage gradient = gradientOf.get(tensor.storage());
        if (gradient == null) {
            throw new IllegalStateException("no gradient reaches " + tensor);
        }
        if (gradient.kind() != Storage.Kind.PARAMETER_GRADIENT) {
            Region region = Region.of(tensor);
            long covered =
                    written.getOrDefault(gradient, List.of()).stream()
                            .mapToLong(region::overlap)
                            .sum();
            if (covered < tensor.size()) {
                throw new IllegalStateException("only a part of the gradient reaches " + tensor);
            }
        }
        return tensor.in(gradient, "d " + tensor.name());
    }

    /** Where a contribution to the gradient of {@code tensor} goes. */
    public Target into(Tensor tensor) {
        Storage gradient = gradientOf.computeIfAbsent(tensor.storage(), Gradients::allocate);
        Tensor view = tensor.in(gradient, "d " + tensor.name());
        if (gradient.kind() == Storage.Kind.PARAMETER_GRADIENT) {
            written.computeIfAbsent(gradient, s -> new ArrayList<>());
            return new Target(view, true);
        }
        List<Region> regions = written.computeIfAbsent(gradient, s -> new ArrayList<>());
        Region region = Region.of(view);
        long covered = regions.stream().mapToLong(region::overlap).sum();
        if (covered == 0) {
            regions.add(region);
            return new Target(view, false);
        }
        if (covered < tensor.size()) {
            throw new IllegalStateException(
                    "a contribution to the gradient of "
                            + tensor
                            + " covers written and new parts");
        }
        return new Target(view, true);
    }

    /**
     * Makes an existing gradient serve as that of {@code tensor} too, which saves a copy where an op
     * passes a gradient on unchanged. Possible only when nobody else contributes.
     *
     * @return false when the caller has to write a contribution instead
     */
    public boolean share(Tensor tensor, Tensor gradient) {
        boolean possible =
                consumers.getOrDefault(tensor.storage(), 0) == 1
                        && !gradientOf.containsKey(tensor.storage())
                        && tensor.storage().kind() == Storage.Kind.ACTIVATION
                        && tensor.coversStorage()
                        && gradient.coversStorage();
        if (possible) {
            adopt(tensor, gradient);
        }
        return possible;
    }

    /** Declares {@code gradient} to be the complete gradient of {@code tensor}. */
    void adopt(Tensor tensor, Tensor gradient) {
        gradientOf.put(tensor.storage(), gradient.storage());
        written.computeIfAbsent(gradient.storage(), s -> new ArrayList<>())
                .add(Region.of(gradient));
    }

    /** Gradient storage of parameters, by parameter storage, for the update. */
    Map<Storage, Storage> all() {
        return Map.copyOf(gradientOf);
    }

    private static Storage allocate(Storage value) {
        String name = "d " + value.name();
        return value.kind() == Storage.Kind.PARAMETER
                ? Storage.allocated(name, value.size(), Storage.Kind.PARAMETER_GRADIENT)
                : Storage.planned(name, value.size(), Storage.Kind.ACTIVATION);
    }
}
