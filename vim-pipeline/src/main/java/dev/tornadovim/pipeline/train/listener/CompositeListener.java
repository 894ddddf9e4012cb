package dev.tornadovim.pipeline.train.listener;

import java.util.List;

record CompositeListener(List<TrainingListener> listeners) implements TrainingListener {

    @Override
    public void started(TrainingStart start) {
        listeners.forEach(listener -> listener.started(start));
    }

    @Override
    public void step(StepMetrics metrics) {
        listeners.forEach(listener -> listener.step(metrics));
    }

    @Override
    public void evaluated(EvalMetrics metrics) {
        listeners.forEach(listener -> listener.evaluated(metrics));
    }

    @Override
    public void epoch(EpochMetrics metrics) {
        listeners.forEach(listener -> listener.epoch(metrics));
    }

    @Override
    public void finished() {
        listeners.forEach(TrainingListener::finished);
    }

    @Override
    public void close() {
        RuntimeException failure = null;
        for (var listener : listeners) {
            try {
                listener.close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
