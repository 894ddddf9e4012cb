package dev.tornadovim.kernels.op.elementwise;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@link Elementwise} with the Vector API. Each function gets a copy of {@link FunctionLoops} as a
 * hidden class of its own, in which the function is a constant: one loop shared by all functions
 * would call them virtually, which costs about four times as much per element.
 */
final class ElementwiseCpu {

    private static final Map<Function, ValueLoops> LOOPS = new ConcurrentHashMap<>();

    private ElementwiseCpu() {}

    /** The loops over a range of elements. */
    interface ValueLoops {
        /** y = f(x). */
        void forward(MemorySegment x, MemorySegment y, int start, int end);

        /** dx = f'(kept) dy, added where {@code accumulate} is set. */
        void backward(
                MemorySegment kept,
                MemorySegment dy,
                MemorySegment dx,
                boolean accumulate,
                int start,
                int end);
    }

    private static ValueLoops loops(Function function) {
        return LOOPS.computeIfAbsent(function, ElementwiseCpu::copyOfLoops);
    }

    private static ValueLoops copyOfLoops(Function function) {
        String file = FunctionLoops.class.getSimpleName() + ".class";
        try (InputStream source = FunctionLoops.class.getResourceAsStream(file)) {
            return (ValueLoops)
                    MethodHandles.lookup()
                            .defineHiddenClassWithClassData(source.readAllBytes(), function, true)
                            .lookupClass()
                            .getDeclaredConstructor()
                            .newInstance();
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static void forward(CpuLoops loops, Function function, Tensor xTensor, Tensor yTensor) {
        MemorySegment x = loops.segment(xTensor);
        MemorySegment y = loops.segment(yTensor);
        ValueLoops values = loops(function);
        Chunks chunks = Chunks.of(xTensor.size());
        loops.parallel(
                chunks.count(),
                (index, scratch) -> values.forward(x, y, chunks.start(index), chunks.end(index)));
    }

    static void backward(
            CpuLoops loops, Function function, Tensor keptTensor, Tensor dyTensor, Target target) {
        MemorySegment kept = loops.segment(keptTensor);
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment dx = loops.segment(target.tensor());
        ValueLoops values = loops(function);
        Chunks chunks = Chunks.of(keptTensor.size());
        loops.parallel(
                chunks.count(),
                (index, scratch) ->
                        values.backward(
                                kept,
                                dy,
                                dx,
                                target.accumulate(),
                                chunks.start(index),
                                chunks.end(index)));
    }
}
