package dev.tornadovim.pipeline.onnx;

import dev.tornadovim.pipeline.onnx.OnnxFile.Graph;
import dev.tornadovim.pipeline.onnx.OnnxFile.Node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Evaluates a graph as the operator specification of ONNX (version 17) says, in plain loops and
 * double; shares nothing with the engines.
 */
final class OnnxInterpreter {

    private final Map<String, NdArray> values;

    private OnnxInterpreter(Map<String, NdArray> values) {
        this.values = values;
    }

    /** The outputs of a graph in their order. */
    static List<NdArray> run(Graph graph, Map<String, NdArray> inputs) {
        Map<String, NdArray> values = new HashMap<>(inputs);
        values.putAll(graph.initializers());
        OnnxInterpreter interpreter = new OnnxInterpreter(values);
        for (Node node : graph.nodes()) {
            List<NdArray> outputs = interpreter.evaluate(node);
            for (int i = 0; i < outputs.size(); i++) {
                values.put(node.outputs().get(i), outputs.get(i));
            }
        }
        return graph.outputs().keySet().stream().map(values::get).toList();
    }

    private List<NdArray> evaluate(Node node) {
        NdArray[] in = node.inputs().stream().map(values::get).toArray(NdArray[]::new);
        return switch (node.operator()) {
            case "Split" -> split(node, in[0], in[1].toIntegers());
            case "Scan" -> scan(node, in);
            default -> List.of(single(node, in));
        };
    }

    private static NdArray single(Node node, NdArray... in) {
        NdArray x = in[0];
        return switch (node.operator()) {
            case "Identity" -> x;
            case "Add" -> x.with(in[1], Double::sum);
            case "Mul" -> x.with(in[1], (a, b) -> a * b);
            case "Div" -> x.with(in[1], (a, b) -> a / b);
            case "Exp" -> x.map(Math::exp);
            case "Neg" -> x.map(v -> -v);
            case "Sqrt" -> x.map(Math::sqrt);
            case "Sigmoid" -> x.map(v -> 1 / (1 + Math.exp(-v)));
            case "Softplus" -> x.map(v -> Math.log1p(Math.exp(v)));
            case "Erf" -> x.map(OnnxInterpreter::erf);
            case "MatMul" -> x.matMul(in[1]);
            case "Transpose" -> x.transpose(list(node, "perm"));
            case "Reshape" -> reshape(x, in[1].toIntegers());
            case "Unsqueeze" -> x.withAxis(in[1].toIntegers()[0]);
            case "Squeeze" -> x.without(in[1].toIntegers()[0]);
            case "Slice" -> slice(in);
            case "Concat" -> NdArray.concatenate(x.axis(integer(node, "axis")), in);
            case "Gather" -> {
                int[] indices = in[1].toIntegers();
                yield x.pick(x.axis(integer(node, "axis")), indices.length, i -> indices[i]);
            }
            case "Shape" -> {
                int from = (int) integer(node, "start");
                int to = (int) integer(node, "end");
                yield NdArray.integers(Arrays.copyOfRange(x.shape(), from, to));
            }
            case "ConstantOfShape" ->
                    new NdArray(x.toIntegers(), new double[NdArray.size(x.toIntegers())]);
            case "Expand" -> x.expand(NdArray.broadcast(x.shape(), in[1].toIntegers()));
            case "ReduceMean" -> x.mean(axis(node, x), integer(node, "keepdims") == 1);
            case "ReduceMax" -> x.reduce(axis(node, x), integer(node, "keepdims") == 1, Math::max);
            case "Softmax" -> softmax(x, x.axis(integer(node, "axis")));
            case "LayerNormalization" -> layerNorm(node, in);
            case "Conv" -> convolve(node, in);
            default -> throw new IllegalArgumentException("unknown operator " + node.operator());
        };
    }

    private static List<NdArray> split(Node node, NdArray x, int... sizes) {
        int axis = x.axis(integer(node, "axis"));
        List<NdArray> parts = new ArrayList<>();
        int from = 0;
        for (int size : sizes) {
            int start = from;
            parts.add(x.pick(axis, size, i -> start + i));
            from += size;
        }
        return parts;
    }

    private static NdArray reshape(NdArray x, int... wanted) {
        int[] shape = wanted.clone();
        int known = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = shape[i] == 0 ? x.shape()[i] : shape[i];
            known *= shape[i];
        }
        for (int i = 0; i < shape.length; i++) {
            // The one -1 made the product negative.
            shape[i] = shape[i] == -1 ? x.values().length / -known : shape[i];
        }
        return x.as(shape);
    }

    private static NdArray slice(NdArray... in) {
        int axis = in[0].axis(in[3].toIntegers()[0]);
        int length = in[0].shape()[axis];
        int from = in[1].toIntegers()[0];
        int to = in[2].toIntegers()[0];
        int step = in.length > 4 ? in[4].toIntegers()[0] : 1;
        int start = from < 0 ? from + length : from;
        int end =
                step > 0
                        ? Math.min(to < 0 ? to + length : to, length)
                        : Math.max(to < 0 ? to + length : to, -1);
        return in[0].pick(axis, Math.ceilDiv(end - start, step), i -> start + i * step);
    }

    private static NdArray softmax(NdArray x, int axis) {
        NdArray largest = x.reduce(axis, true, Math::max);
        NdArray exp = x.with(largest, (a, b) -> Math.exp(a - b));
        return exp.with(exp.reduce(axis, true, Double::sum), (a, b) -> a / b);
    }

    private static NdArray layerNorm(Node node, NdArray... in) {
        int axis = in[0].axis(integer(node, "axis"));
        double epsilon = (Float) node.attributes().get("epsilon");
        NdArray centred = in[0].with(in[0].mean(axis, true), (a, b) -> a - b);
        NdArray variance = centred.map(v -> v * v).mean(axis, true);
        return centred.with(variance, (a, b) -> a / Math.sqrt(b + epsilon))
                .with(in[1], (a, b) -> a * b)
                .with(in[2], Double::sum);
    }

    /** Convolution over one or two axes; one is taken as an image of one row. */
    private static NdArray convolve(Node node, NdArray... in) {
        int[] strides = list(node, "strides");
        int[] pads = list(node, "pads");
        if (in[0].rank() == 3) {
            NdArray[] flat = {in[0].withAxis(2), in[1].withAxis(2), in[2]};
            int[] flatPads = {0, pads[0], 0, pads[1]};
            return convolve(node, new int[] {1, strides[0]}, flatPads, flat).without(2);
        }
        return convolve(node, strides, pads, in);
    }

    private static NdArray convolve(Node node, int[] strides, int[] pads, NdArray... in) {
        int[] x = in[0].shape();
        int[] w = in[1].shape();
        int rows = (x[2] + pads[0] + pads[2] - w[2]) / strides[0] + 1;
        int columns = (x[3] + pads[1] + pads[3] - w[3]) / strides[1] + 1;
        int perGroup = w[0] / (int) integer(node, "group");
        double[] result = new double[x[0] * w[0] * rows * columns];
        for (int i = 0; i < result.length; i++) {
            int left = i % columns * strides[1] - pads[1];
            int top = i / columns % rows * strides[0] - pads[0];
            int channel = i / columns / rows % w[0];
            int image = i / columns / rows / w[0];
            double sum = in[2].values()[channel];
            for (int k = 0; k < w[1] * w[2] * w[3]; k++) {
                int column = left + k % w[3];
                int row = top + k / w[3] % w[2];
                if (row >= 0 && row < x[2] && column >= 0 && column < x[3]) {
                    int source = channel / perGroup * w[1] + k / w[3] / w[2];
                    int at = ((image * x[1] + source) * x[2] + row) * x[3] + column;
                    sum += in[1].values()[channel * w[1] * w[2] * w[3] + k] * in[0].values()[at];
                }
            }
            result[i] = sum;
        }
        return new NdArray(new int[] {x[0], w[0], rows, columns}, result);
    }

    /** One state, any number of inputs, one output. */
    private List<NdArray> scan(Node node, NdArray... in) {
        Graph body = (Graph) node.attributes().get("body");
        int[] axes = list(node, "scan_input_axes");
        int[] directions = list(node, "scan_input_directions");
        List<String> names = List.copyOf(body.inputs().keySet());
        NdArray state = in[0];
        int turns = in[1].shape()[axes[0]];
        NdArray[] slices = new NdArray[turns];
        for (int t = 0; t < turns; t++) {
            Map<String, NdArray> inputs = new HashMap<>(values);
            inputs.put(names.getFirst(), state);
            for (int k = 0; k < axes.length; k++) {
                int at = directions[k] == 1 ? turns - 1 - t : t;
                inputs.put(names.get(k + 1), in[k + 1].pick(axes[k], 1, i -> at).without(axes[k]));
            }
            List<NdArray> outputs = run(body, inputs);
            state = outputs.getFirst();
            boolean prepend = list(node, "scan_output_directions")[0] == 1;
            slices[prepend ? turns - 1 - t : t] = outputs.getLast();
        }
        int axis = list(node, "scan_output_axes")[0];
        NdArray[] grown = Arrays.stream(slices).map(s -> s.withAxis(axis)).toArray(NdArray[]::new);
        return List.of(state, NdArray.concatenate(axis, grown));
    }

    /** The Maclaurin series, which loses no more than six digits of sixteen below 4. */
    private static double erf(double x) {
        if (Math.abs(x) > 4) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }

    private static int axis(Node node, NdArray x) {
        return x.axis(list(node, "axes")[0]);
    }

    private static int[] list(Node node, String name) {
        return (int[]) node.attributes().get(name);
    }

    private static long integer(Node node, String name) {
        return (Long) node.attributes().get(name);
    }
}
