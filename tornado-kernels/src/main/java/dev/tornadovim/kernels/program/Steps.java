package dev.tornadovim.kernels.program;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

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

    /** Starts the step of an op's forward pass: it reads the inputs, and writes outputs and what is saved. */
    public Draft forward(Op op) {
        Operands operands = op.operands();
        Draft draft = step(operands.name());
        draft.reads.addAll(operands.inputs());
        draft.writes.addAll(operands.outputs());
        draft.writes.addAll(operands.saved());
        return draft;
    }

    /** Starts the only step of an op's backward pass. */
    public Draft backward(Op op) {
        return step(op.name() + ".backward");
    }

    /** Starts a step of an op's backward pass; {@code part} says of which, such as {@code weight}. */
    public Draft backward(Op op, String part) {
        return step(op.name() + ".backward." + part);
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
        private Cost cost;
        private long flops;
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

        /** A target that is read as well when it accumulates. Null is left out. */
        public Draft accumulates(Gradients.Target target) {
            if (target == null) {
                return this;
            }
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

        /**
         * The floating-point operations of a step that moves each tensor it reads and writes once; a
         * fused multiply-add counts two.
         */
        public Draft flops(long operations) {
            this.flops = operations;
            return this;
        }

        private Cost traffic() {
            long floats =
                    Stream.concat(reads.stream(), writes.stream()).mapToLong(Tensor::size).sum();
            return Cost.of(flops, floats);
        }

        /** The work of a step that does not move each of its tensors once. */
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
            Cost work = cost == null ? traffic() : cost;
            steps.add(new Step(name, reads, writes, scratch, work, cpu, tornado));
        }
    }
}
