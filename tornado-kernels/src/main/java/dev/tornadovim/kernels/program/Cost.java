package dev.tornadovim.kernels.program;

/**
 * Work of a step.
 *
 * @param flops floating-point operations; a fused multiply-add counts two
 * @param bytes the fewest bytes that must move: each input read once, each output written once
 */
public record Cost(long flops, long bytes) {

    /** The cost of moving {@code floats} values and computing {@code flops} operations. */
    public static Cost of(long flops, long floats) {
        return new Cost(flops, floats * Float.BYTES);
    }

    /** Both costs together. */
    public Cost plus(Cost other) {
        return new Cost(flops + other.flops, bytes + other.bytes);
    }
}
