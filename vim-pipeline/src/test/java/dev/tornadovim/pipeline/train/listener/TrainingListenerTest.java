package dev.tornadovim.pipeline.train.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class TrainingListenerTest {
    private final List<String> events = new ArrayList<>();

    private TrainingListener named(String name) {
        return new TrainingListener() {
            @Override
            public void step(StepMetrics metrics) {
                events.add(name + " step " + metrics.step());
            }

            @Override
            public void close() {
                events.add(name + " closed");
                throw new IllegalStateException(name);
            }
        };
    }

    @Test
    void tellsAllInOrder() {
        var all = TrainingListener.all(List.of(named("a"), named("b")));
        all.step(new StepMetrics(7, 1, 2.3, Map.of(), 1e-3, 1, 100));
        assertThat(events).containsExactly("a step 7", "b step 7");
    }

    @Test
    void closesAllEvenIfOneFails() {
        var all = TrainingListener.all(List.of(named("a"), named("b")));
        assertThatThrownBy(all::close)
                .hasMessage("a")
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("b"));
        assertThat(events).containsExactly("a closed", "b closed");
    }
}
