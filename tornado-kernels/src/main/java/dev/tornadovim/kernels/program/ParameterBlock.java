package dev.tornadovim.kernels.program;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named parameters that lie in one array. The blocks of a network that have the same structure get
 * the same inner offsets, so one compiled kernel serves them all, and an optimizer needs one launch a
 * block. Parameters with weight decay come first: an element's decay is decided by its index.
 */
public final class ParameterBlock {

    private static final int ALIGNMENT = 16;

    /** Blocks are whole groups of work-items: TornadoVM launches the largest group that divides. */
    private static final int GROUP = 256;

    private final String name;
    private final String prefix;
    private final Storage storage;
    private final int decayEnd;
    private final Map<String, Tensor> parameters;

    private ParameterBlock(
            String name,
            String prefix,
            Storage storage,
            int decayEnd,
            Map<String, Tensor> parameters) {
        this.name = name;
        this.prefix = prefix;
        this.storage = storage;
        this.decayEnd = decayEnd;
        this.parameters = Collections.unmodifiableMap(parameters);
    }

    /** Starts a block whose parameters are called {@code name.suffix}. */
    public static Builder named(String name) {
        return new Builder(name, name.isEmpty() ? "" : name + ".");
    }

    /** Starts a block whose parameters are called by their suffix alone, whatever the block's name. */
    public static Builder withoutPrefix(String name) {
        return prefixed(name, "");
    }

    /** Starts a block whose parameters are called {@code prefix + suffix}, whatever its name. */
    public static Builder prefixed(String name, String prefix) {
        return new Builder(name, prefix);
    }

    /** Name of the block, such as {@code layers.3}. */
    public String name() {
        return name;
    }

    /** The one array of the block. */
    public Storage storage() {
        return storage;
    }

    /** Elements before this index have weight decay. */
    public int decayEnd() {
        return decayEnd;
    }

    /** All parameters by full name, in the order they were declared. */
    public Map<String, Tensor> parameters() {
        return parameters;
    }

    /** The parameter {@code suffix} of this block. */
    public Tensor get(String suffix) {
        String full = prefix + suffix;
        Tensor tensor = parameters.get(full);
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "block "
                            + name
                            + " has no parameter "
                            + full
                            + ", only "
                            + parameters.keySet());
        }
        return tensor;
    }

    /** Number of trained values; gaps between parameters do not count. */
    public long parameterCount() {
        return parameters.values().stream().mapToLong(Tensor::size).sum();
    }

    /** A zeroed block of the same layout, such as an optimizer moment or an EMA copy. */
    public ParameterBlock like(String copyPrefix) {
        Storage copy = Storage.allocated(copyPrefix + name, storage.size(), Storage.Kind.STATE);
        Map<String, Tensor> views = new LinkedHashMap<>();
        parameters.forEach((key, tensor) -> views.put(key, tensor.in(copy, copyPrefix + key)));
        return new ParameterBlock(name, prefix, copy, decayEnd, views);
    }

    /** A tensor over the whole array. */
    public Tensor flat() {
        return new Tensor(name, Shape.of(storage.size()), storage, 0, storage.size());
    }

    /** Collects the parameters of a block. */
    public static final class Builder {
        private record Declared(String name, Shape shape, boolean decay) {}

        private final String name;
        private final String prefix;
        private final List<Declared> declared = new ArrayList<>();

        private Builder(String name, String prefix) {
            this.name = name;
            this.prefix = prefix;
        }

        /** Declares a parameter; {@code decay} says whether weight decay applies to it. */
        public Builder add(String suffix, Shape shape, boolean decay) {
            declared.add(new Declared(prefix + suffix, shape, decay));
            return this;
        }

        /** Allocates the block, zeroed. */
        public ParameterBlock build() {
            int decayEnd = 0;
            Map<String, Integer> offsets = new LinkedHashMap<>();
            int size = 0;
            for (boolean decay : new boolean[] {true, false}) {
                for (Declared d : declared) {
                    if (d.decay == decay) {
                        offsets.put(d.name, size);
                        size += (d.shape.size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
                    }
                }
                decayEnd = decay ? size : decayEnd;
            }
            int whole = Math.ceilDiv(size, GROUP) * GROUP;
            Storage storage = Storage.allocated(name, whole, Storage.Kind.PARAMETER);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Declared d : declared) {
                tensors.put(
                        d.name,
                        new Tensor(
                                d.name, d.shape, storage, offsets.get(d.name), d.shape.columns()));
            }
            return new ParameterBlock(name, prefix, storage, decayEnd, tensors);
        }
    }
}
