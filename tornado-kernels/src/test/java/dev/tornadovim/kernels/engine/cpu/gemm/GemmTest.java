package dev.tornadovim.kernels.engine.cpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.engine.cpu.Workers;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** The packed products against a triple loop in double. */
class GemmTest {

    private enum Form {
        TIMES_TRANSPOSED,
        TIMES,
        TRANSPOSED_TIMES
    }

    private static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithTripleLoop(long seed) {
        var random = new SplittableRandom(seed);
        Form form = Form.values()[random.nextInt(Form.values().length)];
        int m = size(230, random);
        int n = size(130, random);
        int k = size(300, random);
        int gap = random.nextInt(6);
        check(form, m, n, k, gap, random.nextBoolean(), random.nextBoolean(), random);
    }

    /** From 1 to {@code most}; every tenth one is a border, every third a size of vectors or tiles. */
    private static int size(int most, SplittableRandom random) {
        return switch (random.nextInt(20)) {
            case 0 -> 1;
            case 1 -> most;
            case 2, 3, 4, 5, 6, 7 -> Math.min(most, 8 * (1 + random.nextInt(most / 8)));
            default -> 1 + random.nextInt(most);
        };
    }

    @Test
    void sumsLongerThanOneChunk() {
        var random = new SplittableRandom(1);
        check(Form.TIMES_TRANSPOSED, 9, 20, 5000, 3, true, true, random);
        check(Form.TIMES, 9, 20, 5000, 3, true, true, random);
        check(Form.TRANSPOSED_TIMES, 44, 50, 9001, 3, true, true, random);
        check(Form.TRANSPOSED_TIMES, 3, 1, 70000, 0, false, false, random);
    }

    private static void check(
            Form form,
            int m,
            int n,
            int k,
            int gap,
            boolean accumulate,
            boolean withBias,
            SplittableRandom random) {
        boolean weight = form == Form.TRANSPOSED_TIMES;
        boolean transposed = form == Form.TIMES_TRANSPOSED;
        Tensor a = random(weight ? k : m, weight ? m : k, gap, random);
        Tensor b = random(transposed ? n : k, transposed ? k : n, gap, random);
        Tensor c = random(m, n, gap, random);
        Tensor bias = random(1, n, 0, random).reshape(Shape.of(n));
        float[] surrounding =
                c.storage().segment().toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT);
        double[] expected = new double[m * n];
        float[] av = a.toArray();
        float[] bv = b.toArray();
        float[] cv = c.toArray();
        float[] biasValues = bias.toArray();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = accumulate ? cv[i * n + j] : 0;
                sum += withBias ? biasValues[j] : 0;
                for (int l = 0; l < k; l++) {
                    double left = weight ? av[l * m + i] : av[i * k + l];
                    sum += left * (transposed ? bv[j * k + l] : bv[l * n + j]);
                }
                expected[i * n + j] = sum;
            }
        }
        Gemm gemm =
                switch (form) {
                    case TIMES_TRANSPOSED -> Gemm.timesTransposed(m, n, k);
                    case TIMES -> Gemm.times(m, n, k);
                    case TRANSPOSED_TIMES -> Gemm.transposedTimes(m, n, k);
                };
        Tensor workspace = Tensor.allocated("work", Shape.of(gemm.workspace()), Storage.Kind.STATE);
        workspace.storage().array().init(Float.NaN);
        try (Workers workers = new Workers(2)) {
            CpuLoops loops = immediate(workers);
            Result result =
                    new Result(
                            c.segment(),
                            c.rowStride(),
                            n,
                            withBias ? bias.segment() : null,
                            accumulate);
            gemm.run(loops, Rows.of(loops, a), Rows.of(loops, b), result, workspace);
        }
        float[] actual = c.toArray();
        double allowed = 2e-6 * Math.sqrt(k) + 1e-6;
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]))
                    .as("%s %dx%dx%d gap %d at (%d, %d)", form, m, n, k, gap, i / n, i % n)
                    .isLessThanOrEqualTo(allowed * Math.max(1, Math.abs(expected[i])));
        }
        c.set(cv);
        assertThat(c.storage().segment().toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT))
                .as("%s %dx%dx%d: what lies between the rows of C", form, m, n, k)
                .isEqualTo(surrounding);
    }

    private static CpuLoops immediate(Workers workers) {
        return new CpuLoops() {
            @Override
            public MemorySegment segment(Tensor tensor) {
                return tensor.segment();
            }

            @Override
            public void parallel(int count, Body body) {
                workers.run(count, body);
            }
        };
    }

    private static Tensor random(int rows, int columns, int gap, SplittableRandom random) {
        int stride = columns + gap;
        Storage storage = Storage.allocated("t", 3 + rows * stride, Storage.Kind.STATE);
        for (int i = 0; i < storage.size(); i++) {
            storage.array().set(i, (float) random.nextDouble(-1, 1));
        }
        return new Tensor("t", Shape.of(rows, columns), storage, 3, stride);
    }
}
