package dev.tornadovim.kernels.op.elementwise;

import dev.tornadovim.kernels.engine.cpu.Simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.constant.ConstantDescs;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;

/** The loops of one function. Never used itself: its copies have the function as their class data. */
final class FunctionLoops implements ElementwiseCpu.ValueLoops {

    private static final Function FUNCTION = function();

    private static Function function() {
        try {
            return MethodHandles.classData(
                    MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, Function.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    FunctionLoops() {}

    @Override
    public void forward(MemorySegment x, MemorySegment y, int start, int end) {
        for (int i = start; i < end; i += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(i, end);
            Simd.store(FUNCTION.forward().apply(Simd.load(x, i, mask)), y, i, mask);
        }
    }

    @Override
    public void backward(
            MemorySegment kept,
            MemorySegment dy,
            MemorySegment dx,
            boolean accumulate,
            int start,
            int end) {
        for (int i = start; i < end; i += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(i, end);
            FloatVector value =
                    FUNCTION.backward().apply(Simd.load(kept, i, mask), Simd.load(dy, i, mask));
            Simd.store(accumulate ? value.add(Simd.load(dx, i, mask)) : value, dx, i, mask);
        }
    }
}
