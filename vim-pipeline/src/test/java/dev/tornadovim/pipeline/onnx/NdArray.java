package dev.tornadovim.pipeline.onnx;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;

/** A dense row-major array in double; integers of ONNX are held exactly too. */
record NdArray(int[] shape, double[] values) {

    NdArray {
        if (size(shape) != values.length) {
            throw new IllegalArgumentException(
                    Arrays.toString(shape) + " with " + values.length + " values");
        }
    }

    static NdArray of(float[] values, int... shape) {
        double[] exact = new double[values.length];
        Arrays.setAll(exact, i -> values[i]);
        return new NdArray(shape, exact);
    }

    static NdArray integers(int... values) {
        return new NdArray(
                new int[] {values.length}, Arrays.stream(values).asDoubleStream().toArray());
    }

    static int size(int... shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    int rank() {
        return shape.length;
    }

    int[] toIntegers() {
        return Arrays.stream(values).mapToInt(v -> (int) v).toArray();
    }

    /** A negative axis counts from the last. */
    int axis(long axis) {
        return (int) (axis < 0 ? axis + rank() : axis);
    }

    /** Product of the dimensions before an axis. */
    int outer(int axis) {
        return size(Arrays.copyOf(shape, axis));
    }

    /** Product of the dimensions after an axis. */
    int inner(int axis) {
        return size(Arrays.copyOfRange(shape, axis + 1, rank()));
    }

    NdArray as(int... other) {
        return new NdArray(other, values);
    }

    NdArray map(DoubleUnaryOperator function) {
        return new NdArray(shape, Arrays.stream(values).map(function).toArray());
    }

    /** An axis replaced by elements of it: element i of the result is element {@code from(i)}. */
    NdArray pick(int axis, int length, IntUnaryOperator from) {
        int[] to = shape.clone();
        to[axis] = length;
        int inner = inner(axis);
        double[] result = new double[size(to)];
        for (int o = 0; o < outer(axis); o++) {
            for (int i = 0; i < length; i++) {
                int source = (o * shape[axis] + from.applyAsInt(i)) * inner;
                System.arraycopy(values, source, result, (o * length + i) * inner, inner);
            }
        }
        return new NdArray(to, result);
    }

    NdArray transpose(int... order) {
        int[] to = new int[rank()];
        Arrays.setAll(to, i -> shape[order[i]]);
        double[] result = new double[values.length];
        int[] at = new int[rank()];
        for (int i = 0; i < result.length; i++) {
            int rest = i;
            for (int k = rank() - 1; k >= 0; k--) {
                at[order[k]] = rest % to[k];
                rest /= to[k];
            }
            int source = 0;
            for (int k = 0; k < rank(); k++) {
                source = source * shape[k] + at[k];
            }
            result[i] = values[source];
        }
        return new NdArray(to, result);
    }

    /** The shape that both broadcast to, as in NumPy. */
    static int[] broadcast(int[] a, int[] b) {
        int[] to = new int[Math.max(a.length, b.length)];
        for (int k = 1; k <= to.length; k++) {
            int da = k > a.length ? 1 : a[a.length - k];
            int db = k > b.length ? 1 : b[b.length - k];
            if (da != db && da != 1 && db != 1) {
                throw new IllegalArgumentException(
                        Arrays.toString(a) + " and " + Arrays.toString(b) + " do not fit");
            }
            to[to.length - k] = Math.max(da, db);
        }
        return to;
    }

    /** The values repeated along dimensions of length one. */
    NdArray expand(int... to) {
        if (Arrays.equals(shape, to)) {
            return this;
        }
        double[] result = new double[size(to)];
        for (int i = 0; i < result.length; i++) {
            int rest = i;
            int source = 0;
            int stride = 1;
            for (int k = 1; k <= rank(); k++) {
                int dim = shape[rank() - k];
                source += dim == 1 ? 0 : rest % to[to.length - k] * stride;
                rest /= to[to.length - k];
                stride *= dim;
            }
            result[i] = values[source];
        }
        return new NdArray(to, result);
    }

    NdArray with(NdArray other, DoubleBinaryOperator function) {
        int[] to = broadcast(shape, other.shape);
        double[] a = expand(to).values;
        double[] b = other.expand(to).values;
        double[] result = new double[a.length];
        Arrays.setAll(result, i -> function.applyAsDouble(a[i], b[i]));
        return new NdArray(to, result);
    }

    /** Product of the last two axes; those before are broadcast. */
    NdArray matMul(NdArray other) {
        int m = shape[rank() - 2];
        int depth = shape[rank() - 1];
        int n = other.shape[other.rank() - 1];
        int[] lead =
                broadcast(
                        Arrays.copyOf(shape, rank() - 2),
                        Arrays.copyOf(other.shape, other.rank() - 2));
        int[] to = Arrays.copyOf(lead, lead.length + 2);
        to[lead.length] = m;
        to[lead.length + 1] = depth;
        double[] a = expand(to).values;
        to[lead.length] = depth;
        to[lead.length + 1] = n;
        double[] b = other.expand(to).values;
        to[lead.length] = m;
        double[] result = new double[size(to)];
        for (int i = 0; i < result.length; i++) {
            int column = i % n;
            int row = i / n;
            int matrix = row / m * depth * n;
            for (int k = 0; k < depth; k++) {
                result[i] += a[row * depth + k] * b[matrix + k * n + column];
            }
        }
        return new NdArray(to, result);
    }

    static NdArray concatenate(int axis, NdArray... parts) {
        int length = Arrays.stream(parts).mapToInt(p -> p.shape[axis]).sum();
        int[] to = parts[0].shape.clone();
        to[axis] = length;
        double[] result = new double[size(to)];
        int at = 0;
        for (int o = 0; o < parts[0].outer(axis); o++) {
            for (NdArray part : parts) {
                int run = part.shape[axis] * part.inner(axis);
                System.arraycopy(part.values, o * run, result, at, run);
                at += run;
            }
        }
        return new NdArray(to, result);
    }

    NdArray reduce(int axis, boolean keep, DoubleBinaryOperator function) {
        int inner = inner(axis);
        double[] result = new double[outer(axis) * inner];
        for (int o = 0; o < outer(axis); o++) {
            for (int i = 0; i < inner; i++) {
                int start = o * shape[axis] * inner + i;
                double reduced = values[start];
                for (int k = 1; k < shape[axis]; k++) {
                    reduced = function.applyAsDouble(reduced, values[start + k * inner]);
                }
                result[o * inner + i] = reduced;
            }
        }
        int[] kept = shape.clone();
        kept[axis] = 1;
        NdArray all = new NdArray(kept, result);
        return keep ? all : all.without(axis);
    }

    NdArray mean(int axis, boolean keep) {
        return reduce(axis, keep, Double::sum).map(v -> v / shape[axis]);
    }

    /** The same values without an axis of length one. */
    NdArray without(int axis) {
        int[] to = new int[rank() - 1];
        Arrays.setAll(to, i -> shape[i < axis ? i : i + 1]);
        return as(to);
    }

    /** The same values with a new axis of length one. */
    NdArray withAxis(int axis) {
        int[] to = new int[rank() + 1];
        Arrays.setAll(to, i -> i < axis ? shape[i] : i == axis ? 1 : shape[i - 1]);
        return as(to);
    }
}
