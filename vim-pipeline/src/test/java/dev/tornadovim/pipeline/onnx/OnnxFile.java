package dev.tornadovim.pipeline.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an ONNX file says, read by the field numbers of {@code onnx.proto3}.
 *
 * @param opset version of the operator set
 */
record OnnxFile(String producer, long opset, Graph graph, Map<String, String> metadata) {

    record Node(
            String operator,
            String name,
            List<String> inputs,
            List<String> outputs,
            Map<String, Object> attributes) {}

    /** Inputs and outputs with their dimensions as texts. */
    record Graph(
            List<Node> nodes,
            Map<String, NdArray> initializers,
            Map<String, List<String>> inputs,
            Map<String, List<String>> outputs) {}

    /** The fields of a message by number: integers, bits of floats, or bytes. */
    private record Fields(Map<Integer, List<Object>> all) {

        static Fields of(byte[] message) throws IOException {
            CodedInputStream in = CodedInputStream.newInstance(message);
            Map<Integer, List<Object>> all = new HashMap<>();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                Object value =
                        switch (WireFormat.getTagWireType(tag)) {
                            case WireFormat.WIRETYPE_VARINT -> in.readInt64();
                            case WireFormat.WIRETYPE_FIXED32 -> in.readFloat();
                            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.readByteArray();
                            default -> throw new IOException("unexpected tag " + tag);
                        };
                all.computeIfAbsent(WireFormat.getTagFieldNumber(tag), n -> new ArrayList<>())
                        .add(value);
            }
            return new Fields(all);
        }

        List<Object> list(int number) {
            return all.getOrDefault(number, List.of());
        }

        List<Fields> messages(int number) throws IOException {
            List<Fields> messages = new ArrayList<>();
            for (Object value : list(number)) {
                messages.add(of((byte[]) value));
            }
            return messages;
        }

        List<String> texts(int number) {
            return list(number).stream()
                    .map(v -> new String((byte[]) v, StandardCharsets.UTF_8))
                    .toList();
        }

        String text(int number) {
            return texts(number).getFirst();
        }

        int[] integers(int number) {
            return list(number).stream().mapToInt(v -> Math.toIntExact((Long) v)).toArray();
        }
    }

    static OnnxFile read(Path file) throws IOException {
        Fields model = Fields.of(Files.readAllBytes(file));
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Fields entry : model.messages(14)) {
            metadata.put(entry.text(1), entry.text(2));
        }
        return new OnnxFile(
                model.text(2),
                model.messages(8).getFirst().integers(2)[0],
                graph(model.messages(7).getFirst()),
                metadata);
    }

    private static Graph graph(Fields fields) throws IOException {
        List<Node> nodes = new ArrayList<>();
        for (Fields node : fields.messages(1)) {
            Map<String, Object> attributes = new HashMap<>();
            for (Fields attribute : node.messages(5)) {
                attributes.put(attribute.text(1), attribute(attribute));
            }
            nodes.add(
                    new Node(node.text(4), node.text(3), node.texts(1), node.texts(2), attributes));
        }
        Map<String, NdArray> initializers = new HashMap<>();
        for (Fields tensor : fields.messages(5)) {
            initializers.put(tensor.text(8), tensor(tensor));
        }
        return new Graph(nodes, initializers, values(fields, 11), values(fields, 12));
    }

    private static Object attribute(Fields attribute) throws IOException {
        int type = attribute.integers(20)[0];
        return switch (type) {
            case 1 -> attribute.list(2).getFirst();
            case 2 -> attribute.list(3).getFirst();
            case 5 -> graph(attribute.messages(6).getFirst());
            case 7 -> attribute.integers(8);
            default -> throw new IOException("unexpected type of attribute " + type);
        };
    }

    private static NdArray tensor(Fields tensor) throws IOException {
        int[] shape = tensor.integers(1);
        if (tensor.integers(2)[0] == 7) {
            return NdArray.integers(tensor.integers(7)).as(shape);
        }
        if (tensor.list(9).isEmpty()) {
            return NdArray.of(new float[] {(Float) tensor.list(4).getFirst()}, shape);
        }
        FloatBuffer raw =
                ByteBuffer.wrap((byte[]) tensor.list(9).getFirst())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer();
        float[] values = new float[raw.remaining()];
        raw.get(values);
        return NdArray.of(values, shape);
    }

    private static Map<String, List<String>> values(Fields graph, int number) throws IOException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Fields value : graph.messages(number)) {
            Fields tensor = value.messages(2).getFirst().messages(1).getFirst();
            List<String> dims = new ArrayList<>();
            for (Fields dim : tensor.messages(2).getFirst().messages(1)) {
                dims.add(dim.list(2).isEmpty() ? "" + dim.integers(1)[0] : dim.text(2));
            }
            values.put(value.text(1), dims);
        }
        return values;
    }
}
