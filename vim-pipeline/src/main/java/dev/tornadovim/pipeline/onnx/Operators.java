package dev.tornadovim.pipeline.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The operators of ONNX (operator set {@value #OPSET}) that the networks are made of, one node each.
 * What a node takes beside its arguments is called after it, as in {@code x.axes}.
 *
 * @param graph that the nodes go to
 */
record Operators(OnnxGraph graph) {

    /** Version of the operator set; the first with LayerNormalization. */
    static final int OPSET = 17;

    /** a + b, with broadcasting. */
    Value add(String name, Value a, Value b) {
        return graph.node("Add", name, List.of(a, b));
    }

    /** x + constant. */
    Value add(String name, Value x, float constant) {
        return add(name, x, graph.scalar(name + ".constant", constant));
    }

    /** a ∘ b, with broadcasting. */
    Value multiply(String name, Value a, Value b) {
        return graph.node("Mul", name, List.of(a, b));
    }

    /** constant · x. */
    Value multiply(String name, Value x, float constant) {
        return multiply(name, x, graph.scalar(name + ".constant", constant));
    }

    /** a / b, with broadcasting. */
    Value divide(String name, Value a, Value b) {
        return graph.node("Div", name, List.of(a, b));
    }

    /** A function of each element: Exp, Neg, Sqrt, Sigmoid, Softplus, Erf. */
    Value map(String operator, String name, Value x) {
        return graph.node(operator, name, List.of(x));
    }

    /** Matrix product of the last two axes. */
    Value matMul(String name, Value a, Value b) {
        return graph.node("MatMul", name, List.of(a, b));
    }

    /** x with its axes in another order. */
    Value transpose(String name, Value x, long... order) {
        return graph.node("Transpose", name, List.of(x), Attribute.list("perm", order));
    }

    /** x in another shape; 0 keeps a dimension, -1 takes what is left. */
    Value reshape(String name, Value x, long... shape) {
        return graph.node("Reshape", name, List.of(x, graph.integers(name + ".shape", shape)));
    }

    /** x with a new axis of length one. */
    Value unsqueeze(String name, Value x, long axis) {
        return graph.node("Unsqueeze", name, List.of(x, graph.integers(name + ".axes", axis)));
    }

    /** x without an axis of length one. */
    Value squeeze(String name, Value x, long axis) {
        return graph.node("Squeeze", name, List.of(x, graph.integers(name + ".axes", axis)));
    }

    /** x cut along its last axis. */
    List<Value> split(String name, Value x, List<String> parts, long... sizes) {
        return graph.node(
                "Split",
                name,
                List.of(x, graph.integers(name + ".sizes", sizes)),
                parts,
                Attribute.of("axis", -1));
    }

    /** x[from … to) along an axis. */
    Value slice(String name, Value x, long axis, long from, long to) {
        return graph.node(
                "Slice",
                name,
                List.of(
                        x,
                        graph.integers(name + ".starts", from),
                        graph.integers(name + ".ends", to),
                        graph.integers(name + ".axes", axis)));
    }

    /** x with an axis in reverse order. */
    Value reverse(String name, Value x, long axis) {
        return graph.node(
                "Slice",
                name,
                List.of(
                        x,
                        graph.integers(name + ".starts", -1),
                        graph.integers(name + ".ends", Integer.MIN_VALUE),
                        graph.integers(name + ".axes", axis),
                        graph.integers(name + ".steps", -1)));
    }

    /** The parts one after the other along an axis. */
    Value concatenate(String name, List<Value> parts, long axis) {
        return graph.node("Concat", name, parts, Attribute.of("axis", axis));
    }

    /** The elements of an axis at some indices. */
    Value gather(String name, Value x, long axis, int... indices) {
        long[] wanted = new long[indices.length];
        for (int i = 0; i < indices.length; i++) {
            wanted[i] = indices[i];
        }
        return graph.node(
                "Gather",
                name,
                List.of(x, graph.integers(name + ".indices", wanted)),
                Attribute.of("axis", axis));
    }

    /** Length of the first axis, [1]. */
    Value firstDimension(String name, Value x) {
        return graph.node(
                "Shape", name, List.of(x), Attribute.of("start", 0), Attribute.of("end", 1));
    }

    /** Zeros of a shape that is computed. */
    Value zeros(String name, Value shape) {
        return graph.node("ConstantOfShape", name, List.of(shape));
    }

    /** x repeated along axes of length one, to a shape that is computed. */
    Value expand(String name, Value x, Value shape) {
        return graph.node("Expand", name, List.of(x, shape));
    }

    /** ReduceMean or ReduceMax along one axis, which is kept with length one or dropped. */
    Value reduce(String operator, String name, Value x, long axis, boolean keep) {
        return graph.node(
                operator,
                name,
                List.of(x),
                Attribute.list("axes", axis),
                Attribute.of("keepdims", keep ? 1 : 0));
    }

    /** Softmax along the last axis. */
    Value softmax(String name, Value x) {
        return graph.node("Softmax", name, List.of(x), Attribute.of("axis", -1));
    }

    /** Convolution; {@code padding} as ONNX has it, all beginnings and then all ends. */
    Value convolve(
            String name,
            Value x,
            Value weight,
            Value bias,
            long groups,
            long[] strides,
            long[] padding) {
        return graph.node(
                "Conv",
                name,
                List.of(x, weight, bias),
                Attribute.of("group", groups),
                Attribute.list("strides", strides),
                Attribute.list("pads", padding));
    }

    /** Layer normalisation along the last axis. */
    Value layerNorm(String name, Value x, Value weight, Value bias, float epsilon) {
        return graph.node(
                "LayerNormalization",
                name,
                List.of(x, weight, bias),
                Attribute.of("axis", -1),
                Attribute.of("epsilon", epsilon));
    }

    /**
     * A loop over axis 1 of all inputs, with one state and one output, which grows along axis 1.
     *
     * @param body takes the state and one slice of each input, gives the new state and a slice
     * @param reverse whether it starts at the end; slices stay at their places
     */
    Value scan(String name, OnnxGraph body, Value state, List<Value> inputs, boolean reverse) {
        long[] axes = new long[inputs.size()];
        long[] directions = new long[inputs.size()];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = 1;
            directions[i] = reverse ? 1 : 0;
        }
        List<Value> arguments = new ArrayList<>(Stream.of(state).toList());
        arguments.addAll(inputs);
        return graph.node(
                        "Scan",
                        name,
                        arguments,
                        List.of(name + ".last_state", name),
                        Attribute.of("body", body),
                        Attribute.of("num_scan_inputs", inputs.size()),
                        Attribute.list("scan_input_axes", axes),
                        Attribute.list("scan_input_directions", directions),
                        Attribute.list("scan_output_axes", 1),
                        Attribute.list("scan_output_directions", reverse ? 1 : 0))
                .getLast();
    }
}
