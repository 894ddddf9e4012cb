package dev.tornadovim.kernels.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

import java.util.stream.IntStream;

class JvmRuntimeTest {

    private static final int GROUP = 64;

    @BeforeAll
    static void install() {
        JvmRuntime.install();
    }

    static void scale(FloatArray x, FloatArray y, float factor) {
        for (@Parallel int i = 0; i < y.getSize(); i++) {
            y.set(i, factor * x.get(i));
        }
    }

    static void sumGroups(KernelContext context, FloatArray x, FloatArray sums, int n) {
        float[] local = context.allocateFloatLocalArray(GROUP);
        int lane = context.localIdx;
        local[lane] = 0f;
        if (context.globalIdx < n) {
            local[lane] = x.get(context.globalIdx);
        }
        for (int step = GROUP / 2; step > 0; step /= 2) {
            context.localBarrier();
            if (lane < step) {
                local[lane] += local[lane + step];
            }
        }
        if (lane == 0) {
            sums.set(context.groupIdx, local[0]);
        }
    }

    static void ids(KernelContext context, FloatArray y, int columns) {
        int at = context.globalIdy * columns + context.globalIdx;
        int local = context.localIdy * context.localGroupSizeX + context.localIdx;
        int group = context.groupIdy * 10 + context.groupIdx;
        y.set(at, 100 * group + local);
    }

    /** Work-items run in parallel after the barrier. */
    static void count(KernelContext context, IntArray total) {
        context.localBarrier();
        context.atomicAdd(total, 0, 1);
    }

    static void divergent(KernelContext context, FloatArray y) {
        if (context.localIdx < 3) {
            context.localBarrier();
        }
        y.set(context.globalIdx, 1f);
    }

    static void unguarded(KernelContext context, FloatArray y) {
        y.set(context.globalIdx, 1f);
    }

    static void readsLocalTooEarly(KernelContext context, FloatArray y) {
        float[] local = context.allocateFloatLocalArray(GROUP);
        y.set(context.globalIdx, local[context.localIdx]);
    }

    @Test
    void parallelKernelRunsAsPlainJava() throws TornadoExecutionPlanException {
        FloatArray x = FloatArray.fromElements(1, 2, 3);
        FloatArray y = new FloatArray(3);
        TaskGraph graph =
                new TaskGraph("g")
                        .transferToDevice(DataTransferMode.EVERY_EXECUTION, x)
                        .task("scale", JvmRuntimeTest::scale, x, y, 2f)
                        .transferToHost(DataTransferMode.EVERY_EXECUTION, y);
        run(graph, new GridScheduler());
        assertThat(y.toHeapArray()).containsExactly(2, 4, 6);
    }

    @Test
    void barriersAndLocalMemoryMakeATreeReduction() throws TornadoExecutionPlanException {
        int n = 1000;
        int groups = Math.ceilDiv(n, GROUP);
        FloatArray x = new FloatArray(n);
        IntStream.range(0, n).forEach(i -> x.set(i, i));
        FloatArray sums = new FloatArray(groups);
        KernelContext context = new KernelContext();
        TaskGraph graph =
                new TaskGraph("g")
                        .transferToDevice(DataTransferMode.EVERY_EXECUTION, x)
                        .task("sum", JvmRuntimeTest::sumGroups, context, x, sums, n)
                        .transferToHost(DataTransferMode.EVERY_EXECUTION, sums);
        run(graph, new GridScheduler("g.sum", grid(groups * GROUP, 1, GROUP, 1)));
        for (int g = 0; g < groups; g++) {
            int from = g * GROUP;
            int to = Math.min(n, from + GROUP);
            assertThat(sums.get(g)).isEqualTo(IntStream.range(from, to).sum());
        }
    }

    @Test
    void idsFollowTheGrid() throws TornadoExecutionPlanException {
        FloatArray y = new FloatArray(6 * 4);
        TaskGraph graph =
                new TaskGraph("g")
                        .task("ids", JvmRuntimeTest::ids, new KernelContext(), y, 6)
                        .transferToHost(DataTransferMode.EVERY_EXECUTION, y);
        run(graph, new GridScheduler("g.ids", grid(6, 4, 3, 2)));
        assertThat(y.get(0)).isEqualTo(0);
        assertThat(y.get(5)).isEqualTo(102);
        assertThat(y.get(6 * 3 + 4)).isEqualTo(1104);
    }

    @Test
    void atomicAdditionsLoseNothing() throws TornadoExecutionPlanException {
        IntArray total = IntArray.fromElements(0);
        TaskGraph graph =
                new TaskGraph("g")
                        .transferToDevice(DataTransferMode.EVERY_EXECUTION, total)
                        .task("count", JvmRuntimeTest::count, new KernelContext(), total)
                        .transferToHost(DataTransferMode.EVERY_EXECUTION, total);
        run(graph, new GridScheduler("g.count", grid(100 * GROUP, 1, GROUP, 1)));
        assertThat(total.get(0)).isEqualTo(100 * GROUP);
    }

    @Test
    void memoryThatIsNotInitializedIsNaN() throws TornadoExecutionPlanException {
        FloatArray y = new FloatArray(GROUP);
        TaskGraph graph =
                new TaskGraph("g")
                        .task("early", JvmRuntimeTest::readsLocalTooEarly, new KernelContext(), y)
                        .transferToHost(DataTransferMode.EVERY_EXECUTION, y);
        run(graph, new GridScheduler("g.early", grid(GROUP, 1, GROUP, 1)));
        assertThat(y.get(7)).isNaN();
    }

    @Test
    void aBarrierThatSomeWorkItemsMissIsAnError() {
        FloatArray y = new FloatArray(GROUP);
        TaskGraph graph =
                new TaskGraph("g")
                        .task("divergent", JvmRuntimeTest::divergent, new KernelContext(), y)
                        .transferToHost(DataTransferMode.EVERY_EXECUTION, y);
        assertThatThrownBy(() -> run(graph, new GridScheduler("g.divergent", grid(8, 1, 8, 1))))
                .hasMessageContaining("task g.divergent")
                .hasMessageContaining("barrier");
    }

    @Test
    void anIndexOutOfRangeNamesTheTaskAndTheWorkItem() {
        FloatArray y = new FloatArray(100);
        TaskGraph graph =
                new TaskGraph("g")
                        .task("unguarded", JvmRuntimeTest::unguarded, new KernelContext(), y)
                        .transferToHost(DataTransferMode.EVERY_EXECUTION, y);
        assertThatThrownBy(() -> run(graph, new GridScheduler("g.unguarded", grid(128, 1, 64, 1))))
                .hasMessageContaining("task g.unguarded: work-item 100,0,0");
    }

    @Test
    void aContextKernelWithoutGridIsAnError() {
        FloatArray y = new FloatArray(GROUP);
        TaskGraph graph =
                new TaskGraph("g")
                        .task("unguarded", JvmRuntimeTest::unguarded, new KernelContext(), y)
                        .transferToHost(DataTransferMode.EVERY_EXECUTION, y);
        assertThatThrownBy(() -> run(graph, new GridScheduler()))
                .hasMessageContaining("task g.unguarded: takes a KernelContext and needs a grid");
    }

    @Test
    void moreGroupsAlongYThanCudaTakesAreAnError() {
        FloatArray y = new FloatArray(GROUP);
        TaskGraph graph =
                new TaskGraph("g")
                        .task("ids", JvmRuntimeTest::ids, new KernelContext(), y, 1)
                        .transferToHost(DataTransferMode.EVERY_EXECUTION, y);
        assertThatThrownBy(() -> run(graph, new GridScheduler("g.ids", grid(1, 65_536, 1, 1))))
                .hasMessageContaining("task g.ids: 65536 groups along y, at most 65535");
    }

    @Test
    void aGraphThatTornadoVmHasNoRoomForIsAnError() {
        TaskGraph graph = new TaskGraph("g");
        FloatArray x = new FloatArray(3);
        graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, x);
        for (int i = 0; i < 300; i++) {
            FloatArray y = new FloatArray(3);
            graph.task("scale" + i, JvmRuntimeTest::scale, x, y, 2f);
            graph.transferToHost(DataTransferMode.EVERY_EXECUTION, y);
        }
        assertThatThrownBy(graph::snapshot)
                .hasMessage("graph g needs 1806 nodes, TornadoVM has 1024");
    }

    @Test
    void anArrayThatIsNotDeclaredIsAnError() {
        FloatArray x = new FloatArray(3);
        FloatArray y = new FloatArray(3);
        TaskGraph graph =
                new TaskGraph("g")
                        .task("scale", JvmRuntimeTest::scale, x, y, 2f)
                        .transferToHost(DataTransferMode.EVERY_EXECUTION, y);
        assertThatThrownBy(graph::snapshot).hasMessageContaining("task g.scale");
    }

    private static WorkerGrid grid(int x, int y, int localX, int localY) {
        WorkerGrid grid = new WorkerGrid2D(x, y);
        grid.setLocalWork(localX, localY, 1);
        return grid;
    }

    private static void run(TaskGraph graph, GridScheduler grids)
            throws TornadoExecutionPlanException {
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            if (!grids.keySet().isEmpty()) {
                plan.withGridScheduler(grids);
            }
            plan.withGraph(0).execute();
        }
    }
}
