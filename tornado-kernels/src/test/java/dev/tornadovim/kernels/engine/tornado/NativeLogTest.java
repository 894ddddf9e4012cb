package dev.tornadovim.kernels.engine.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The lines are those of TornadoVM 5.2's native code for each backend. */
class NativeLogTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    [TornadoVM-OCL-JNI] ERROR : clEnqueueNDRangeKernel -> Returned: -5 | \
                    clEnqueueNDRangeKernel failed: a kernel needs more registers or local memory \
                    than a group has (code -5)
                    [TornadoVM-OCL-JNI] ERROR : clEnqueueReadBuffer -> Returned: -14 | \
                    clEnqueueReadBuffer failed: an earlier command of the queue failed (code -14)
                    '\t[TornadoVM-PTX-JNI] ERROR : cuLaunchKernel -> Returned: 701' | \
                    cuLaunchKernel failed: a kernel needs more registers or local memory than a \
                    group has (code 701)
                    [TornadoVM-CUDA-JNI] ERROR : cuMemAlloc -> Returned: 2 | \
                    cuMemAlloc failed: no device memory left (code 2)
                    [TornadoVM-CUDA-NVRTC-JNI] ERROR : nvrtcCompileProgram -> Returned: 6 | \
                    nvrtcCompileProgram failed: code 6
                    [TornadoVM-CUDA-JNI] NVRTC compilation failed: | \
                    the driver does not compile a kernel
                    [TornadoVM OCL] Warning: TornadoVM changed the user-defined local size to null. | \
                    the device does not take the work-group of a kernel
                    """)
    void errorsOfEveryBackendAreHeard(String line, String words) {
        assertThat(NativeLog.firstError("before\n" + line + "\nafter\n")).contains(words);
    }

    @Test
    void whatIsNoErrorOfALaunchIsNotHeard() {
        assertThat(
                        NativeLog.firstError(
                                "[TornadoVM-OCL-NVML-JNI] ERROR : nvmlInit -> Returned: 12\n"
                                        + "epoch 1 [====>   ] loss 2.30\n"
                                        + "[TornadoVM-OCL-JNI] Calling : clFlush -> Status: 0\n"))
                .isEmpty();
    }

    @Test
    void nativeOutputIsHeardBetweenOpenAndClose() throws Throwable {
        assumeTrue(StandardOutput.here().isPresent(), "no file in memory on this system");
        MethodHandle write = write();
        try (NativeLog outer = NativeLog.open()) {
            try (NativeLog inner = NativeLog.open()) {
                print(write, "\t[TornadoVM-PTX-JNI] ERROR : cuCtxSynchronize -> Returned: 700\n");
                assertThat(inner.error()).hasValueSatisfying(e -> assertThat(e).contains("700"));
                assertThat(inner.error()).isEmpty();
            }
            print(write, "[TornadoVM-OCL-JNI] ERROR : clFinish -> Returned: -36\n");
            assertThat(outer.error()).hasValueSatisfying(e -> assertThat(e).contains("clFinish"));
        }
    }

    @SuppressWarnings("restricted") // writes as native code does
    private static MethodHandle write() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("write"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG));
    }

    private static void print(MethodHandle write, String text) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(text);
            assertThat((long) write.invokeExact(1, bytes, bytes.byteSize() - 1)).isPositive();
        }
    }
}
