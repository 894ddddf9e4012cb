package dev.tornadovim.kernels.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.CharArray;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

import java.lang.foreign.ValueLayout;
import java.util.stream.Stream;

class DeviceMemoryTest {

    private final DeviceMemory memory = new DeviceMemory();

    static Stream<TornadoNativeArray> arrays() {
        return Stream.of(
                FloatArray.fromElements(1, 2, 3),
                DoubleArray.fromElements(1, 2, 3),
                HalfFloatArray.fromElements(new HalfFloat(1), new HalfFloat(2), new HalfFloat(3)),
                ByteArray.fromElements((byte) 1, (byte) 2, (byte) 3),
                CharArray.fromElements('a', 'b', 'c'),
                ShortArray.fromElements((short) 1, (short) 2, (short) 3),
                IntArray.fromElements(1, 2, 3),
                LongArray.fromElements(1, 2, 3));
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void everyTypeGoesToTheDeviceAndBack(TornadoNativeArray host) {
        byte[] before = bytes(host);
        memory.toDevice(host);
        assertThat(memory.get(host)).isNotSameAs(host).hasSameClassAs(host);
        host.getSegment().fill((byte) 0);
        memory.toHost(host);
        assertThat(bytes(host)).isEqualTo(before);
    }

    private static byte[] bytes(TornadoNativeArray array) {
        return array.getSegment().toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void anArrayThatIsNotCopiedInIsNotANumber() {
        assertThat(((FloatArray) memory.get(new FloatArray(2))).get(1)).isNaN();
        assertThat(((DoubleArray) memory.get(new DoubleArray(2))).get(1)).isNaN();
        HalfFloat half = ((HalfFloatArray) memory.get(new HalfFloatArray(2))).get(1);
        assertThat(half.getFloat32()).isNaN();
        assertThat(((IntArray) memory.get(new IntArray(2))).get(1)).isEqualTo(-1);
    }

    @Test
    void otherObjectsArePassedAsTheyAre() {
        float[] plain = {1};
        assertThat(memory.get(plain)).isSameAs(plain);
        assertThat(memory.get(2)).isEqualTo(2);
    }
}
