package dev.tornadovim.pipeline.weights;

import java.nio.ByteBuffer;

/** Number formats of files, named as in safetensors; floating-point ones of 16 bits or more are read. */
enum ElementType {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U64(8),
    U32(4),
    U16(2),
    U8(1),
    BOOL(1),
    F8_E4M3(1),
    F8_E5M2(1);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    boolean readable() {
        return switch (this) {
            case F64, F32, F16, BF16 -> true;
            default -> false;
        };
    }

    /** Takes {@code values.length - from} or as many values as the buffer holds; returns their number. */
    int read(ByteBuffer buffer, float[] values, int from) {
        int count = Math.min(buffer.remaining() / bytes, values.length - from);
        for (int i = from; i < from + count; i++) {
            values[i] =
                    switch (this) {
                        case F64 -> (float) buffer.getDouble();
                        case F32 -> buffer.getFloat();
                        case F16 -> Float.float16ToFloat(buffer.getShort());
                        case BF16 -> Float.intBitsToFloat(buffer.getShort() << 16);
                        default -> throw new IllegalStateException(this + " cannot be read");
                    };
        }
        return count;
    }
}
