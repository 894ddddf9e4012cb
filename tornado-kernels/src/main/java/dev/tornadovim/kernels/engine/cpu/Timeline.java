package dev.tornadovim.kernels.engine.cpu;

import dev.tornadovim.kernels.engine.Span;
import dev.tornadovim.kernels.engine.StepListener;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Stage;
import dev.tornadovim.kernels.program.Step;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What happened when during a phase. Noted while it runs, told to the listener afterwards. */
final class Timeline implements LoopListener {

    private record Ran(Stage stage, Step step, long start, long end) {
        Span span() {
            return new Span(
                    Span.PROGRAM, Span.Kind.STEP, stage.name(), step.name(), start, end - start);
        }
    }

    private final Phase phase;
    private final StepListener listener;
    private final List<Ran> steps = new ArrayList<>();
    private final Queue<Span> loops = new ConcurrentLinkedQueue<>();
    private Stage stage;
    private Step step;
    private long start;

    Timeline(Phase phase, StepListener listener) {
        this.phase = phase;
        this.listener = listener;
    }

    void begins(Stage ofStage, Step ofStep) {
        stage = ofStage;
        step = ofStep;
        start = System.nanoTime();
    }

    void ended() {
        steps.add(new Ran(stage, step, start, System.nanoTime()));
    }

    @Override
    public void took(long from, long to) {
        String thread = Thread.currentThread().getName();
        loops.add(new Span(thread, Span.Kind.LOOP, stage.name(), step.name(), from, to - from));
    }

    void report() {
        if (steps.isEmpty()) {
            return;
        }
        tell(Span.Kind.PHASE, "", phase.name(), steps.getFirst().start, steps.getLast().end);
        Ran first = steps.getFirst();
        for (int i = 0; i < steps.size(); i++) {
            Ran ran = steps.get(i);
            first = ran.stage == first.stage ? first : ran;
            if (i + 1 == steps.size() || steps.get(i + 1).stage != ran.stage) {
                tell(Span.Kind.STAGE, ran.stage.name(), ran.stage.name(), first.start, ran.end);
            }
        }
        for (Ran ran : steps) {
            listener.ran(ran.stage, ran.step, ran.end - ran.start);
            listener.span(ran.span());
        }
        loops.forEach(listener::span);
    }

    private void tell(Span.Kind kind, String ofStage, String name, long from, long to) {
        listener.span(new Span(Span.PROGRAM, kind, ofStage, name, from, to - from));
    }
}
