package dev.tornadovim.kernels.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorTest {

    private final Tensor matrix = Tensor.allocated("m", Shape.of(2, 3, 4), Storage.Kind.STATE);

    @Test
    void columnsAreAViewOfTheSameMemory() {
        float[] values = new float[24];
        for (int i = 0; i < 24; i++) {
            values[i] = i;
        }
        matrix.set(values);
        Tensor right = matrix.columns(2, 4);
        assertThat(right.shape()).isEqualTo(Shape.of(2, 3, 2));
        assertThat(right.toArray()).containsExactly(2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23);
        right.select(1).set(new float[] {-1, -2, -3, -4, -5, -6});
        assertThat(matrix.toArray())
                .containsExactly(
                        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, -1, -2, 16, 17, -3, -4, 20,
                        21, -5, -6);
    }

    @Test
    void viewsThatLeaveTheStorageAreRefused() {
        assertThatThrownBy(() -> new Tensor("v", Shape.of(2, 4), matrix.storage(), 20, 4))
                .hasMessageContaining("leaves m(STATE, 24)");
        assertThatThrownBy(() -> matrix.columns(0, 2).reshape(Shape.of(12)))
                .hasMessage("cannot view m[0:2][2, 3, 2] as [12]");
    }

    @Test
    void shapesOfMoreThanAnArrayHoldsAreRefused() {
        assertThatThrownBy(() -> Shape.of(70_000, 70_000))
                .hasMessage(
                        "shape [70000, 70000] has more than 2^31-1 elements; use a smaller batch");
        assertThatThrownBy(() -> Shape.of(3, 0)).hasMessageContaining("at least 1");
    }

    @Test
    void plannedStorageHasNoMemoryBeforePlanning() {
        Tensor planned = Tensor.planned("p", Shape.of(3), Storage.Kind.ACTIVATION);
        assertThatThrownBy(planned::toArray).hasMessage("storage p has no memory before planning");
    }

    /** 2^29 floats are 2 GiB: with TornadoVM's header more than it can count. */
    @Test
    void anArrayOfMoreThan2GiBIsRefusedByName() {
        Tensor image = Tensor.allocated("image", Shape.of(4096, 3, 224, 224), Storage.Kind.INPUT);
        assertThat(image.size()).isEqualTo(616_562_688);
        assertThatThrownBy(image::segment)
                .isInstanceOf(ArraySizeException.class)
                .hasMessage(
                        "image takes 2.30 GiB, but an array holds at most 2 GiB; use a smaller"
                                + " batch");
        assertThatThrownBy(() -> Storage.array("scores", 1 << 29))
                .hasMessageStartingWith("scores takes 2.00 GiB, but ");
        assertThatThrownBy(() -> Shape.of(1 << 16, 1 << 15))
                .isInstanceOf(ArraySizeException.class)
                .hasMessageContaining("has more than 2^31-1 elements");
    }
}
