package dev.tornadovim.kernels.engine.cpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.engine.cpu.Workers;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.lang.foreign.MemorySegment;
import java.util.Random;

/** The packed products against a triple loop in double. */
class GemmTest {

    private enum Form {
        TIMES_TRANSPOSED,
        TIMES,
        TRANSPOSED_TIMES
    }

    @Property(tries = 150, seed = "20240117")
    void agreesWithTripleLoop(
            @ForAll Form form,
            @ForAll @IntRange(min = 1, max = 230) int m,
            @ForAll @IntRange(min = 1, max = 130) int n,
            @ForAll @IntRange(min = 1, max = 300) int k,
            @ForAll @IntRange(max = 5) int gap,
            @ForAll boolean accumulate,
            @ForAll boolean bias,
            @ForAll long seed) {
        check(form, m, n, k, gap, accumulate, bias, new Random(seed));
    }

    @Example
    void sumsLongerThanOneChunk() {
        Random random = new Random(1);
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
            Random random) {
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

    private static Tensor random(int rows, int columns, int gap, Random random) {
        int stride = columns + gap;
        Storage storage = Storage.allocated("t", 3 + rows * stride, Storage.Kind.STATE);
        for (int i = 0; i < storage.size(); i++) {
            storage.array().set(i, random.nextFloat() * 2 - 1);
        }
        return new Tensor("t", Shape.of(rows, columns), storage, 3, stride);
    }
}
