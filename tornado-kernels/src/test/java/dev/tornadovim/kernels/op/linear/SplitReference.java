package dev.tornadovim.kernels.op.linear;

import dev.tornadovim.kernels.op.Reference;

/** Two linear layers on the halves of the columns of x, with their outputs side by side. */
record SplitReference(int in, int left, int right) implements Reference {

    @Override
    public double[][] forward(double[][] inputs) {
        double[] x = inputs[0];
        double[][] first = {columns(x, 2 * in, 0, in), inputs[1]};
        double[][] second = {columns(x, 2 * in, in, in), inputs[2], inputs[3]};
        return new double[][] {
            join(
                    new LinearReference(in, left, false).forward(first)[0],
                    left,
                    new LinearReference(in, right, true).forward(second)[0],
                    right)
        };
    }

    @Override
    public double[][] backward(double[][] inputs, double[][] outputGradients) {
        double[] x = inputs[0];
        double[] dy = outputGradients[0];
        double[][] first = {columns(x, 2 * in, 0, in), inputs[1]};
        double[][] second = {columns(x, 2 * in, in, in), inputs[2], inputs[3]};
        double[][] dyLeft = {columns(dy, left + right, 0, left)};
        double[][] dyRight = {columns(dy, left + right, left, right)};
        double[][] dFirst = new LinearReference(in, left, false).backward(first, dyLeft);
        double[][] dSecond = new LinearReference(in, right, true).backward(second, dyRight);
        double[] dx = join(dFirst[0], in, dSecond[0], in);
        return new double[][] {dx, dFirst[1], dSecond[1], dSecond[2]};
    }

    private static double[] columns(double[] x, int stride, int from, int count) {
        double[] part = new double[x.length / stride * count];
        for (int i = 0; i < part.length; i++) {
            part[i] = x[i / count * stride + from + i % count];
        }
        return part;
    }

    private static double[] join(double[] a, int aColumns, double[] b, int bColumns) {
        double[] all = new double[a.length + b.length];
        int columns = aColumns + bColumns;
        for (int i = 0; i < all.length; i++) {
            int row = i / columns;
            int column = i % columns;
            all[i] =
                    column < aColumns
                            ? a[row * aColumns + column]
                            : b[row * bColumns + column - aColumns];
        }
        return all;
    }
}
