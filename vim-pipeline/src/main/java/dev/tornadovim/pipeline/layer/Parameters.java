package dev.tornadovim.pipeline.layer;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameters of one {@linkplain ParameterBlock block}, each declared once. Initial values depend on
 * the seed and the parameter's name alone.
 */
public final class Parameters {

    private final String owner;
    private final String prefix;
    private final ParameterBlock.Builder builder;
    private final Map<String, Parameter> declared = new LinkedHashMap<>();
    private ParameterBlock block;

    /** A declared parameter. */
    public final class Parameter {

        private final String name;
        private final InitialValue initial;

        private Parameter(String name, InitialValue initial) {
            this.name = name;
            this.initial = initial;
        }

        /** Its tensor, in the block of all parameters declared with it. */
        public Tensor tensor() {
            return block().get(name);
        }
    }

    /**
     * Starts a block of parameters that are called {@code prefix + name}.
     *
     * @param block name of the block
     */
    public Parameters(String block, String prefix) {
        this("", block, prefix);
    }

    /**
     * The same for a part of a larger network, whose checkpoint calls the parameters {@code owner +
     * prefix + name}. The owner makes no difference to initial values.
     */
    public Parameters(String owner, String block, String prefix) {
        this.owner = owner;
        this.prefix = prefix;
        this.builder = ParameterBlock.prefixed(owner + block, owner + prefix);
    }

    /**
     * Declares a parameter.
     *
     * @param decay whether weight decay acts on it
     * @throws IllegalStateException if the block is allocated already
     */
    public Parameter add(String name, Shape shape, boolean decay, InitialValue initial) {
        if (block != null) {
            throw new IllegalStateException("%s is declared too late".formatted(name));
        }
        builder.add(name, shape, decay);
        Parameter parameter = new Parameter(name, initial);
        declared.put(owner + prefix + name, parameter);
        return parameter;
    }

    /** The block, allocated and zeroed when it is first asked for. */
    public ParameterBlock block() {
        if (block == null) {
            block = builder.build();
        }
        return block;
    }

    /** Whether a parameter of that name in a checkpoint was declared here. */
    public boolean has(String fullName) {
        return declared.containsKey(fullName);
    }

    /** Sets the parameter of that name in a checkpoint to its initial value. */
    public void initialize(String fullName, long seed) {
        Parameter parameter = declared.get(fullName);
        parameter.initial.set(
                parameter.tensor(), InitialValue.random(seed, prefix + parameter.name));
    }

    /** Sets all parameters to their initial values. */
    public void initialize(long seed) {
        declared.keySet().forEach(name -> initialize(name, seed));
    }
}
