package dev.tornadovim.kernels.jvm;

import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.CharArray;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

import java.util.IdentityHashMap;
import java.util.Map;

/** The device's copies of a plan's arrays. */
final class DeviceMemory {

    private final Map<TornadoNativeArray, TornadoNativeArray> copies = new IdentityHashMap<>();

    boolean holds(Object host) {
        return copies.containsKey(host);
    }

    /** The device's array for a host array; anything else, such as a scalar, is passed as it is. */
    Object get(Object argument) {
        return argument instanceof TornadoNativeArray host ? copy(host) : argument;
    }

    private TornadoNativeArray copy(TornadoNativeArray host) {
        return copies.computeIfAbsent(host, DeviceMemory::uninitialized);
    }

    /** A device's memory is not zeroed: every byte is 0xFF, which is NaN or, in integers, -1. */
    private static TornadoNativeArray uninitialized(TornadoNativeArray host) {
        int size = host.getSize();
        TornadoNativeArray copy =
                switch (host) {
                    case FloatArray _ -> new FloatArray(size);
                    case DoubleArray _ -> new DoubleArray(size);
                    case HalfFloatArray _ -> new HalfFloatArray(size);
                    case ByteArray _ -> new ByteArray(size);
                    case CharArray _ -> new CharArray(size);
                    case ShortArray _ -> new ShortArray(size);
                    case IntArray _ -> new IntArray(size);
                    case LongArray _ -> new LongArray(size);
                    default ->
                            throw new UnsupportedOperationException(
                                    "the JVM runtime has no " + host.getClass().getSimpleName());
                };
        copy.getSegment().fill((byte) 0xFF);
        return copy;
    }

    void toDevice(TornadoNativeArray host) {
        copy(host).getSegment().copyFrom(host.getSegment());
    }

    void toHost(TornadoNativeArray host) {
        host.getSegment().copyFrom(copy(host).getSegment());
    }
}
