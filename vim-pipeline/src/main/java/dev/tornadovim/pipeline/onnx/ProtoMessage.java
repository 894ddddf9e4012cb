package dev.tornadovim.pipeline.onnx;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;

import dev.tornadovim.kernels.tensor.Tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of protocol buffers as a list of numbered fields. Tensors are read only when they are
 * written, so that a model is never in memory twice.
 */
final class ProtoMessage {

    private interface Field {
        long size();

        void writeTo(CodedOutputStream out) throws IOException;
    }

    private record IntegerField(int number, long value) implements Field {
        @Override
        public long size() {
            return CodedOutputStream.computeInt64Size(number, value);
        }

        @Override
        public void writeTo(CodedOutputStream out) throws IOException {
            out.writeInt64(number, value);
        }
    }

    private record FloatField(int number, float value) implements Field {
        @Override
        public long size() {
            return CodedOutputStream.computeFloatSize(number, value);
        }

        @Override
        public void writeTo(CodedOutputStream out) throws IOException {
            out.writeFloat(number, value);
        }
    }

    private record TextField(int number, String value) implements Field {
        @Override
        public long size() {
            return CodedOutputStream.computeStringSize(number, value);
        }

        @Override
        public void writeTo(CodedOutputStream out) throws IOException {
            out.writeString(number, value);
        }
    }

    private record MessageField(int number, ProtoMessage value) implements Field {
        @Override
        public long size() {
            long inner = value.size();
            return lengthSize(number, inner) + inner;
        }

        @Override
        public void writeTo(CodedOutputStream out) throws IOException {
            writeLength(out, number, value.size());
            value.writeTo(out);
        }
    }

    private record TensorField(int number, Tensor value) implements Field {
        @Override
        public long size() {
            return lengthSize(number, bytes()) + bytes();
        }

        @Override
        public void writeTo(CodedOutputStream out) throws IOException {
            writeLength(out, number, bytes());
            ByteBuffer raw =
                    ByteBuffer.allocate(Math.toIntExact(bytes())).order(ByteOrder.LITTLE_ENDIAN);
            raw.asFloatBuffer().put(value.toArray());
            out.writeRawBytes(raw);
        }

        private long bytes() {
            return (long) value.size() * Float.BYTES;
        }
    }

    private final List<Field> fields = new ArrayList<>();

    /** Appends an integer or an enum value. */
    ProtoMessage integer(int number, long value) {
        return append(new IntegerField(number, value));
    }

    /** Appends each value as a field of its own. */
    ProtoMessage integers(int number, long... values) {
        for (long value : values) {
            integer(number, value);
        }
        return this;
    }

    /** Appends a number of four bytes. */
    ProtoMessage decimal(int number, float value) {
        return append(new FloatField(number, value));
    }

    /** Appends a text in UTF-8. */
    ProtoMessage text(int number, String value) {
        return append(new TextField(number, value));
    }

    /** Appends each text as a field of its own. */
    ProtoMessage texts(int number, List<String> values) {
        values.forEach(value -> text(number, value));
        return this;
    }

    /** Appends a message. */
    ProtoMessage message(int number, ProtoMessage value) {
        return append(new MessageField(number, value));
    }

    /** Appends each message as a field of its own. */
    ProtoMessage messages(int number, List<ProtoMessage> values) {
        values.forEach(value -> message(number, value));
        return this;
    }

    /** Appends the values of a tensor as bytes, little-endian fp32. */
    ProtoMessage values(int number, Tensor value) {
        return append(new TensorField(number, value));
    }

    private ProtoMessage append(Field field) {
        fields.add(field);
        return this;
    }

    /** Bytes on the wire. */
    long size() {
        return fields.stream().mapToLong(Field::size).sum();
    }

    /** Writes all fields in their order. */
    void writeTo(CodedOutputStream out) throws IOException {
        for (Field field : fields) {
            field.writeTo(out);
        }
    }

    private static long lengthSize(int number, long length) {
        return CodedOutputStream.computeTagSize(number)
                + CodedOutputStream.computeUInt64SizeNoTag(length);
    }

    private static void writeLength(CodedOutputStream out, int number, long length)
            throws IOException {
        out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt64NoTag(length);
    }
}
