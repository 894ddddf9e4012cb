package dev.tornadovim.kernels.sdk;

import uk.ac.manchester.tornado.api.common.Access;
import uk.ac.manchester.tornado.api.common.LibraryTaskDescriptor;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.cublas.CuBlasOptions;
import uk.ac.manchester.tornado.cublas.enums.CuBlasMathMode;
import uk.ac.manchester.tornado.cublas.provider.CuBlasLibraryProvider;
import uk.ac.manchester.tornado.runtime.common.TornadoXPUDevice;
import uk.ac.manchester.tornado.runtime.library.spi.LibraryContext;
import uk.ac.manchester.tornado.runtime.library.spi.LibraryInvocation;
import uk.ac.manchester.tornado.runtime.library.spi.TornadoLibraryProvider;

import java.util.Arrays;

/**
 * TornadoVM's cuBLAS binding for matrices that begin inside an array, as all parameters of a block
 * and all column ranges do. Found by TornadoVM through {@link java.util.ServiceLoader}; adds the
 * offsets to the device pointers and passes the call on.
 */
public final class OffsetCuBlas implements TornadoLibraryProvider {

    private static final String LIBRARY = "tornadovim/cublas";
    private static final int ARGUMENTS = 15;
    private static final int FIRST_MATRIX = 5;
    private static final int SECOND_MATRIX = 8;
    private static final int BETA = 11;
    private static final int RESULT = 12;

    private final CuBlasLibraryProvider cublas = new CuBlasLibraryProvider();

    /** {@code c = a' · b' + beta · c}, column-major, in fp32. */
    public static LibraryTaskDescriptor multiply(
            int operationA,
            int operationB,
            int m,
            int n,
            int k,
            FloatArray a,
            int offsetA,
            int strideA,
            FloatArray b,
            int offsetB,
            int strideB,
            float beta,
            FloatArray c,
            int offsetC,
            int strideC) {
        Access[] access = new Access[ARGUMENTS];
        Arrays.fill(access, Access.READ_ONLY);
        access[RESULT] = Access.READ_WRITE;
        return new LibraryTaskDescriptor()
                .withLibrary(LIBRARY)
                .withFunction("cublasSgemm")
                .withParameters(
                        new Object[] {
                            operationA,
                            operationB,
                            m,
                            n,
                            k,
                            a,
                            offsetA,
                            strideA,
                            b,
                            offsetB,
                            strideB,
                            beta,
                            c,
                            offsetC,
                            strideC
                        })
                .withAccess(access);
    }

    /** The same on tensor cores: factors rounded to TF32, sums in fp32. */
    public static LibraryTaskDescriptor multiplyTf32(
            int operationA,
            int operationB,
            int m,
            int n,
            int k,
            FloatArray a,
            int offsetA,
            int strideA,
            FloatArray b,
            int offsetB,
            int strideB,
            float beta,
            FloatArray c,
            int offsetC,
            int strideC) {
        return multiply(
                        operationA,
                        operationB,
                        m,
                        n,
                        k,
                        a,
                        offsetA,
                        strideA,
                        b,
                        offsetB,
                        strideB,
                        beta,
                        c,
                        offsetC,
                        strideC)
                .withTuning(
                        new CuBlasOptions()
                                .withMathMode(CuBlasMathMode.CUBLAS_TF32_TENSOR_OP_MATH));
    }

    @Override
    public String libraryName() {
        return LIBRARY;
    }

    @Override
    public boolean canHandle(TornadoXPUDevice device) {
        return cublas.canHandle(device);
    }

    @Override
    public LibraryContext createContext(TornadoXPUDevice device, long plan) {
        return cublas.createContext(device, plan);
    }

    @Override
    public void destroyContext(LibraryContext context) {
        cublas.destroyContext(context);
    }

    @Override
    public void dispatch(String function, LibraryInvocation call) {
        Object[] arguments = {
            call.getArg(0),
            call.getArg(1),
            call.getArg(2),
            call.getArg(3),
            call.getArg(4),
            1f,
            call.getArg(FIRST_MATRIX),
            call.getArg(FIRST_MATRIX + 2),
            call.getArg(SECOND_MATRIX),
            call.getArg(SECOND_MATRIX + 2),
            call.getArg(BETA),
            call.getArg(RESULT),
            call.getArg(RESULT + 2)
        };
        long[] pointers = new long[arguments.length];
        boolean[] references = new boolean[arguments.length];
        int[] matrices = {FIRST_MATRIX, SECOND_MATRIX, RESULT};
        int[] positions = {6, 8, 11};
        for (int i = 0; i < matrices.length; i++) {
            int offset = (int) call.getArg(matrices[i] + 1);
            pointers[positions[i]] =
                    call.getDevicePointer(matrices[i]) + (long) offset * Float.BYTES;
            references[positions[i]] = true;
        }
        cublas.dispatch(
                function,
                new LibraryInvocation(
                        arguments,
                        pointers,
                        references,
                        call.getDevice(),
                        call.getExecutionPlanId(),
                        call.getContext(),
                        call.getTuning()));
    }
}
