package dev.tornadovim.pipeline.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.CodedOutputStream;

import dev.tornadovim.data.file.FileReplacement;
import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.onnx.OnnxFields.ModelProto;
import dev.tornadovim.pipeline.onnx.OnnxFields.OperatorSetIdProto;
import dev.tornadovim.pipeline.onnx.OnnxFields.StringStringEntryProto;
import dev.tornadovim.pipeline.weights.WeightsException;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes a trained network as an ONNX file: input {@value #IMAGE} [batch, channels, height, width] of
 * prepared pixels, for any batch and the resolution of the network; output {@value #LOGITS} [batch,
 * classes].
 */
public final class OnnxModel {

    /** Name of the input. */
    public static final String IMAGE = "image";

    /** Name of the output. */
    public static final String LOGITS = "logits";

    /** Version of the file format, the one that came with the operator set. */
    private static final int IR_VERSION = 8;

    private static final String PRODUCER = "Tornado-Vim";
    private static final int BUFFER = 1 << 16;

    private OnnxModel() {}

    /**
     * Writes a file, replacing one of that name; it appears whole or not at all.
     *
     * @param metadata free text for the file; the network's configuration is added as {@code network}
     * @return bytes written
     * @throws WeightsException if it cannot be written, or would have more than 2^31 - 1 bytes
     */
    public static long write(Path file, ImageClassifier network, Map<String, String> metadata) {
        ProtoMessage model = message(network, metadata);
        long bytes = model.size();
        requireFits(file, bytes);
        try {
            FileReplacement.write(
                    file,
                    channel -> {
                        CodedOutputStream out =
                                CodedOutputStream.newInstance(
                                        Channels.newOutputStream(channel), BUFFER);
                        model.writeTo(out);
                        out.flush();
                    });
        } catch (IOException e) {
            throw new WeightsException(file, "cannot be written: " + FileReplacement.reason(e), e);
        }
        return bytes;
    }

    /** Refuses what protocol buffers cannot hold in one message. */
    static void requireFits(Path file, long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw new WeightsException(
                    file,
                    "the network takes %d bytes, but an ONNX file holds at most %d"
                            .formatted(bytes, Integer.MAX_VALUE));
        }
    }

    private static ProtoMessage message(ImageClassifier network, Map<String, String> metadata) {
        ProtoMessage model =
                new ProtoMessage()
                        .integer(ModelProto.IR_VERSION, IR_VERSION)
                        .text(ModelProto.PRODUCER_NAME, PRODUCER)
                        .message(ModelProto.GRAPH, graph(network).message())
                        .message(
                                ModelProto.OPSET_IMPORT,
                                new ProtoMessage()
                                        .integer(OperatorSetIdProto.VERSION, Operators.OPSET));
        model.message(ModelProto.METADATA, entry("network", describe(network)));
        metadata.forEach((key, value) -> model.message(ModelProto.METADATA, entry(key, value)));
        return model;
    }

    /** The record of the configuration as JSON. */
    private static String describe(ImageClassifier network) {
        try {
            return new ObjectMapper().writeValueAsString(network.config());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON of " + network.config(), e);
        }
    }

    private static OnnxGraph graph(ImageClassifier network) {
        var config = network.config();
        OnnxGraph graph = new OnnxGraph("network");
        Value image =
                graph.input(IMAGE, config.channels(), config.imageHeight(), config.imageWidth());
        Operators ops = new Operators(graph);
        Layers layers = new Layers(ops, network.parameters());
        Value computed =
                switch (config) {
                    case VimConfig vim -> VimOnnx.logits(layers, vim, image);
                    case DeitConfig deit -> DeitOnnx.logits(layers, deit, image);
                };
        graph.output(ops.map("Identity", LOGITS, computed), config.classes());
        return graph;
    }

    private static ProtoMessage entry(String key, String value) {
        return new ProtoMessage()
                .text(StringStringEntryProto.KEY, key)
                .text(StringStringEntryProto.VALUE, value);
    }
}
