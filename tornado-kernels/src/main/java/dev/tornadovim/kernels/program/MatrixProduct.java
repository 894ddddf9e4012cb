package dev.tornadovim.kernels.program;

import dev.tornadovim.kernels.tensor.Tensor;

/**
 * The product {@code c = a' · b'}, or {@code c += a' · b'}, of row-major matrices whose rows may lie
 * apart; {@code x'} is {@code x} or its transpose.
 *
 * @param a [m, k], or [k, m] when transposed
 * @param transposeA whether {@code a} is transposed
 * @param b [k, n], or [n, k] when transposed
 * @param transposeB whether {@code b} is transposed
 * @param c [m, n]
 * @param accumulate whether to add to what is there
 */
public record MatrixProduct(
        Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor c, boolean accumulate) {

    /** Checks that the shapes fit. */
    public MatrixProduct {
        int m = transposeA ? a.columns() : a.rows();
        int k = transposeA ? a.rows() : a.columns();
        int inner = transposeB ? b.columns() : b.rows();
        int n = transposeB ? b.rows() : b.columns();
        if (k != inner || c.rows() != m || c.columns() != n) {
            throw new IllegalArgumentException("no product of " + a + " and " + b + " is a " + c);
        }
    }

    /** Rows of {@code c}. */
    public int m() {
        return c.rows();
    }

    /** Columns of {@code c}. */
    public int n() {
        return c.columns();
    }

    /** Terms of each element of {@code c}. */
    public int k() {
        return transposeA ? a.rows() : a.columns();
    }
}
