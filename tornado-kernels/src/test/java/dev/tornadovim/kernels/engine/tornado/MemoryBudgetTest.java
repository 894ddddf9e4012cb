package dev.tornadovim.kernels.engine.tornado;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.List;

class MemoryBudgetTest {

    private static final long GIB = 1L << 30;

    /** 8 GiB, of which 512 MiB are not for programs. */
    private static DeviceInfo device(int index) {
        return new DeviceInfo("cuda", 0, index, "GPU", 8 * GIB, 2 * GIB, 1024, true);
    }

    @Test
    void aProgramThatDoesNotFitIsToldWhatItNeedsAndWhatThereIs() {
        assertThatThrownBy(() -> MemoryBudget.take(device(90), List.of(), 8 * GIB))
                .isInstanceOf(DeviceException.class)
                .hasMessage(
                        "the program needs 8589934592 bytes and cuda:90 GPU, 8.0 GiB has"
                                + " 8053063680 to give; use a smaller batch");
    }

    @Test
    void whatOtherProgramsTakeIsGone() {
        DeviceInfo device = device(91);
        MemoryBudget.take(device, List.of(), 5 * GIB);
        assertThatThrownBy(() -> MemoryBudget.take(device, List.of(), 5 * GIB))
                .hasMessageContaining("needs 5368709120 bytes")
                .hasMessageContaining("has 2684354560 to give");
        MemoryBudget.release(device, 5 * GIB);
        assertThatCode(() -> MemoryBudget.take(device, List.of(), 5 * GIB))
                .doesNotThrowAnyException();
        MemoryBudget.release(device, 5 * GIB);
    }

    @Test
    void anArrayBeyondTheAllocationLimitIsNamed() {
        Tensor x = Tensor.planned("x", Shape.of(1 << 30), Storage.Kind.ACTIVATION);
        assertThatThrownBy(() -> MemoryBudget.take(device(92), List.of(x.storage()), 4 * GIB))
                .hasMessage(
                        "x needs 4294967296 bytes in one array and cuda:92 GPU, 8.0 GiB gives at"
                                + " most 2147483648; use a smaller batch");
    }
}
