package dev.tornadovim.pipeline.onnx;

import dev.tornadovim.pipeline.onnx.OnnxFields.AttributeProto;

/**
 * A property of a node that is fixed when the graph is written.
 *
 * @param message as in the file
 */
record Attribute(ProtoMessage message) {

    /** An integer. */
    static Attribute of(String name, long value) {
        return new Attribute(
                named(name, AttributeProto.TYPE_INT).integer(AttributeProto.INT, value));
    }

    /** A number. */
    static Attribute of(String name, float value) {
        return new Attribute(
                named(name, AttributeProto.TYPE_FLOAT).decimal(AttributeProto.FLOAT, value));
    }

    /** A list of integers. */
    static Attribute list(String name, long... values) {
        return new Attribute(
                named(name, AttributeProto.TYPE_INTS).integers(AttributeProto.INTS, values));
    }

    /** A graph, such as the body of a loop. */
    static Attribute of(String name, OnnxGraph value) {
        return new Attribute(
                named(name, AttributeProto.TYPE_GRAPH)
                        .message(AttributeProto.GRAPH, value.message()));
    }

    private static ProtoMessage named(String name, int type) {
        return new ProtoMessage()
                .text(AttributeProto.NAME, name)
                .integer(AttributeProto.TYPE, type);
    }
}
