package dev.tornadovim.kernels.engine.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;

class GridsTest {

    private static final DeviceInfo DEVICE =
            new DeviceInfo("cuda", 0, 0, "GPU", 8L << 30, 8L << 30, 1024, true);

    @Test
    void sizesAreRoundedUpToWholeGroups() {
        WorkerGrid grid = Grids.items(130, 64);
        assertThat(grid.getGlobalWork()).startsWith(192);
        assertThat(grid.getLocalWork()).startsWith(64);
    }

    @Test
    void manyGroupsFitAlongXOnly() {
        assertThatCode(() -> Grids.check(Grids.blocks(1 << 24, 64), "t", DEVICE))
                .doesNotThrowAnyException();
        assertThatCode(() -> Grids.check(Grids.blocks(1, 65_535, 64, 4), "t", DEVICE))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Grids.check(Grids.blocks(1, 65_536, 64, 4), "t", DEVICE))
                .isInstanceOf(DeviceException.class)
                .hasMessage(
                        "task t needs 65536 groups along y, at most 65535; use a smaller batch");
    }

    @Test
    void groupsThatTheDeviceDoesNotTakeAreRefused() {
        assertThatThrownBy(() -> Grids.check(Grids.blocks(1, 1, 64, 32), "t", DEVICE))
                .hasMessage(
                        "task t needs groups of 2048 work-items and cuda:0 GPU, 8.0 GiB allows"
                                + " 1024");
        assertThatThrownBy(() -> Grids.check(new WorkerGrid1D(64), "t", DEVICE))
                .hasMessage("task t has a grid without a local size");
    }

    @Test
    void idsBeyondIntAreRefused() {
        assertThatThrownBy(() -> Grids.items(1L << 31, 256))
                .isInstanceOf(DeviceException.class)
                .hasMessage(
                        "a kernel of 2147483648 work-items along an axis, at most 2^31-1; use a"
                                + " smaller batch");
    }
}
