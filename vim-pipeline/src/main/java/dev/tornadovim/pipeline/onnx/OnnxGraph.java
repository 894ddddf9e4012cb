package dev.tornadovim.pipeline.onnx;

import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.onnx.OnnxFields.GraphProto;
import dev.tornadovim.pipeline.onnx.OnnxFields.NodeProto;
import dev.tornadovim.pipeline.onnx.OnnxFields.TensorProto;
import dev.tornadovim.pipeline.onnx.OnnxFields.TensorShapeProto;
import dev.tornadovim.pipeline.onnx.OnnxFields.TypeProto;
import dev.tornadovim.pipeline.onnx.OnnxFields.ValueInfoProto;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A graph in the making: inputs, initializers, nodes in the order of their computation, outputs. The
 * first dimension of inputs and outputs is the batch, of any size. Names are unique in a graph and all
 * bodies inside it, as ONNX demands; a name used twice is refused.
 */
final class OnnxGraph {

    /** What the first dimension of inputs and outputs is called. */
    static final String BATCH = "batch";

    private final String name;
    private final Set<String> names;
    private final List<ProtoMessage> inputs = new ArrayList<>();
    private final List<ProtoMessage> initializers = new ArrayList<>();
    private final List<ProtoMessage> nodes = new ArrayList<>();
    private final List<ProtoMessage> outputs = new ArrayList<>();

    OnnxGraph(String name) {
        this(name, new HashSet<>());
    }

    private OnnxGraph(String name, Set<String> names) {
        this.name = name;
        this.names = names;
    }

    /** A graph for the body of a loop, whose nodes may use values of this graph too. */
    OnnxGraph body(String bodyName) {
        return new OnnxGraph(bodyName, names);
    }

    /** Adds an input [batch, inner…]. */
    Value input(String inputName, int... inner) {
        inputs.add(valueInfo(inputName, inner));
        return unique(inputName);
    }

    /** Makes a value [batch, inner…] an output. */
    void output(Value value, int... inner) {
        outputs.add(valueInfo(value.name(), inner));
    }

    /** Adds trained values; they are read when the file is written. */
    Value parameter(String parameterName, Tensor tensor) {
        ProtoMessage message = new ProtoMessage();
        for (int dim : tensor.shape().toArray()) {
            message.integer(TensorProto.DIMS, dim);
        }
        initializers.add(
                message.integer(TensorProto.DATA_TYPE, TensorProto.FLOAT)
                        .text(TensorProto.NAME, parameterName)
                        .values(TensorProto.RAW_DATA, tensor));
        return unique(parameterName);
    }

    /** Adds a list of integers, such as axes or a shape. */
    Value integers(String constantName, long... values) {
        initializers.add(
                new ProtoMessage()
                        .integer(TensorProto.DIMS, values.length)
                        .integer(TensorProto.DATA_TYPE, TensorProto.INT64)
                        .integers(TensorProto.INT64_DATA, values)
                        .text(TensorProto.NAME, constantName));
        return unique(constantName);
    }

    /** Adds a number. */
    Value scalar(String constantName, float value) {
        initializers.add(
                new ProtoMessage()
                        .integer(TensorProto.DATA_TYPE, TensorProto.FLOAT)
                        .decimal(TensorProto.FLOAT_DATA, value)
                        .text(TensorProto.NAME, constantName));
        return unique(constantName);
    }

    /** Adds a node with one output, which is called as the node. */
    Value node(String operator, String nodeName, List<Value> arguments, Attribute... attributes) {
        return node(operator, nodeName, arguments, List.of(nodeName), attributes).getFirst();
    }

    /** Adds a node with several outputs. */
    List<Value> node(
            String operator,
            String nodeName,
            List<Value> arguments,
            List<String> outputNames,
            Attribute... attributes) {
        nodes.add(
                new ProtoMessage()
                        .texts(NodeProto.INPUT, arguments.stream().map(Value::name).toList())
                        .texts(NodeProto.OUTPUT, outputNames)
                        .text(NodeProto.NAME, nodeName)
                        .text(NodeProto.OP_TYPE, operator)
                        .messages(
                                NodeProto.ATTRIBUTE,
                                List.of(attributes).stream().map(Attribute::message).toList()));
        return outputNames.stream().map(this::unique).toList();
    }

    /** The graph as in the file. */
    ProtoMessage message() {
        return new ProtoMessage()
                .messages(GraphProto.NODE, nodes)
                .text(GraphProto.NAME, name)
                .messages(GraphProto.INITIALIZER, initializers)
                .messages(GraphProto.INPUT, inputs)
                .messages(GraphProto.OUTPUT, outputs);
    }

    private Value unique(String valueName) {
        if (!names.add(valueName)) {
            throw new IllegalArgumentException("two values are called " + valueName);
        }
        return new Value(valueName);
    }

    private static ProtoMessage valueInfo(String valueName, int... inner) {
        ProtoMessage shape =
                new ProtoMessage()
                        .message(
                                TensorShapeProto.DIM,
                                new ProtoMessage().text(TensorShapeProto.DIM_PARAM, BATCH));
        for (int dim : inner) {
            shape.message(
                    TensorShapeProto.DIM,
                    new ProtoMessage().integer(TensorShapeProto.DIM_VALUE, dim));
        }
        ProtoMessage tensor =
                new ProtoMessage()
                        .integer(TypeProto.ELEM_TYPE, TensorProto.FLOAT)
                        .message(TypeProto.SHAPE, shape);
        return new ProtoMessage()
                .text(ValueInfoProto.NAME, valueName)
                .message(
                        ValueInfoProto.TYPE,
                        new ProtoMessage().message(TypeProto.TENSOR_TYPE, tensor));
    }
}
