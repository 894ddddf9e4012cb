package dev.tornadovim.kernels.jvmruntime;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

import java.lang.foreign.MemorySegment;
import java.util.IdentityHashMap;
import java.util.Map;

/** The device's copies of a plan's arrays. Floats start as NaN: a device's memory is not zeroed. */
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
        return copies.computeIfAbsent(
                host,
                array ->
                        switch (array) {
                            case FloatArray floats -> uninitialised(floats.getSize());
                            case IntArray ints -> new IntArray(ints.getSize());
                            default ->
                                    throw new UnsupportedOperationException(
                                            "the JVM runtime has no " + array.getClass());
                        });
    }

    private static FloatArray uninitialised(int size) {
        FloatArray array = new FloatArray(size);
        MemorySegment segment = array.getSegment();
        for (long i = 0; i < size; i++) {
            segment.setAtIndex(JAVA_FLOAT, i, Float.NaN);
        }
        return array;
    }

    void toDevice(TornadoNativeArray host) {
        copy(host).getSegment().copyFrom(host.getSegment());
    }

    void toHost(TornadoNativeArray host) {
        host.getSegment().copyFrom(copy(host).getSegment());
    }
}
