package dev.tornadovim.kernels.program;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Receives the steps of one stage; {@code step(name)} starts one, {@code add()} ends it. */
public final class Steps {

    private final List<Step> steps = new ArrayList<>();

    /** Starts a step; a number is appended where the name is taken in this stage. */
    public Draft step(String name) {
        long taken =
                steps.stream()
                        .filter(s -> s.name().equals(name) || s.name().startsWith(name + "#"))
                        .count();
        return new Draft(taken == 0 ? name : name + "#" + (taken + 1));
    }

    /** The steps so far, in order. */
    public List<Step> list() {
        return List.copyOf(steps);
    }

    /** A step in the making. */
    public final class Draft {

        private final String name;
        private final List<Tensor> reads = new ArrayList<>();
        private final List<Tensor> writes = new ArrayList<>();
        private final List<Tensor> scratch = new ArrayList<>();
        private Cost cost = new Cost(0, 0);
        private Consumer<CpuLoops> cpu;
        private Consumer<TornadoTasks> tornado;

        private Draft(String name) {
            this.name = name;
        }

        /** Tensors whose earlier values the step uses. Null entries are left out. */
        public Draft reads(Tensor... tensors) {
            return collect(tensors, reads);
        }

        /** Tensors the step gives new values. Null entries are left out. */
        public Draft writes(Tensor... tensors) {
            return collect(tensors, writes);
        }

        private Draft collect(Tensor[] tensors, List<Tensor> into) {
            for (Tensor tensor : tensors) {
                if (tensor != null) {
                    into.add(tensor);
                }
            }
            return this;
        }

        /** A target that is read as well when it accumulates. */
        public Draft accumulates(Gradients.Target target) {
            if (target.accumulate()) {
                reads(target.tensor());
            }
            return writes(target.tensor());
        }

        /** Work space of {@code size} floats for the CPU form. */
        public Tensor cpuScratch(String scratchName, int size) {
            return scratch(scratchName, size, Storage.Kind.CPU_SCRATCH);
        }

        /** Work space of {@code size} floats for the TornadoVM form. */
        public Tensor deviceScratch(String scratchName, int size) {
            return scratch(scratchName, size, Storage.Kind.DEVICE_SCRATCH);
        }

        private Tensor scratch(String scratchName, int size, Storage.Kind kind) {
            Tensor tensor = Tensor.planned(name + "." + scratchName, Shape.of(size), kind);
            scratch.add(tensor);
            return tensor;
        }

        /** The work. */
        public Draft cost(Cost work) {
            this.cost = work;
            return this;
        }

        /** The CPU form. */
        public Draft cpu(Consumer<CpuLoops> form) {
            this.cpu = form;
            return this;
        }

        /** The TornadoVM form. */
        public Draft tornado(Consumer<TornadoTasks> form) {
            this.tornado = form;
            return this;
        }

        /** Ends the step. */
        public void add() {
            if (cpu == null || tornado == null) {
                throw new IllegalStateException(
                        "step "
                                + name
                                + " lacks its "
                                + (cpu == null ? "CPU" : "TornadoVM")
                                + " form");
            }
            steps.add(new Step(name, reads, writes, scratch, cost, cpu, tornado));
        }
    }
}
