package dev.tornadovim.pipeline.train.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.metric.Metrics;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class TrainingListenerTest {
    private final List<String> events = new ArrayList<>();

    private TrainingListener named(String name) {
        return new TrainingListener() {
            @Override
            public void started(TrainingStart start) {
                events.add(name + " started after " + start.step());
            }

            @Override
            public void evaluated(EvalMetrics metrics) {
                events.add(name + " evaluated " + metrics.name());
            }

            @Override
            public void epoch(EpochMetrics metrics) {
                events.add(name + " epoch " + metrics.epoch());
            }

            @Override
            public void finished() {
                events.add(name + " finished");
            }

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
    void tellsEveryEvent() {
        var all = TrainingListener.all(List.of(named("a"), named("b")));
        var metrics = new Metrics(Metric.TOP1, Map.of(Metric.TOP1, 0.5), 8, Optional.empty());
        all.started(new TrainingStart(3, 2, 4, 8, 12));
        all.evaluated(new EvalMetrics("ema", 4, 2, metrics, 0.5));
        all.epoch(new EpochMetrics(2, 4, 1, 1e-3, 100, 1, Optional.empty()));
        all.finished();
        assertThat(events)
                .containsExactly(
                        "a started after 3",
                        "b started after 3",
                        "a evaluated ema",
                        "b evaluated ema",
                        "a epoch 2",
                        "b epoch 2",
                        "a finished",
                        "b finished");
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
