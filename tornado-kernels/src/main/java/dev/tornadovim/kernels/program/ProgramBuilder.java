package dev.tornadovim.kernels.program;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Records a computation: ops between {@link #stage} brackets, then, for training, {@link #backward}
 * and update stages.
 *
 * <pre>{@code
 * var builder = new ProgramBuilder(true);
 * Tensor x = builder.input("x", Shape.of(8, 197, 192));
 * Tensor y = builder.stage("project", () -> Linear.apply(builder, x, weight, bias));
 * builder.output("y", y);
 * Program program = builder.build();
 * }</pre>
 */
public final class ProgramBuilder {

    /** Ops of one stage and how to run them again, kept for the backward pass. */
    private record Recorded(
            String name, List<Op> ops, List<Tensor> results, Supplier<List<Tensor>> again) {}

    private final boolean training;
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Map<String, Tensor> outputs = new LinkedHashMap<>();
    private final List<Stage> stages = new ArrayList<>();
    private final List<Recorded> tape = new ArrayList<>();
    private final Gradients gradients = new Gradients();
    private Predicate<String> recompute = stage -> false;
    private List<Op> recording;
    private Steps steps;

    /**
     * A new program. With {@code training}, drop path and dropout are on, and ops keep what {@link
     * #backward} needs; they ask {@link #training()}.
     */
    public ProgramBuilder(boolean training) {
        this.training = training;
    }

    /**
     * Turns activation checkpointing on: intermediate values of these {@linkplain #checkpointedStage
     * stages} are discarded and recomputed in the backward pass, which takes less memory and one more
     * forward pass of each stage. No bit of a result changes.
     *
     * @param stages accepts names of stages
     */
    public ProgramBuilder recompute(Predicate<String> stages) {
        recompute = stages;
        return this;
    }

    /** Whether the program is for training. */
    public boolean training() {
        return training;
    }

    /** A tensor that the host writes before a run; the same name gives the same tensor. */
    public Tensor input(String name, Shape shape) {
        return inputs.computeIfAbsent(name, n -> Tensor.allocated(n, shape, Storage.Kind.INPUT));
    }

    /** A new intermediate tensor. */
    public Tensor activation(String name, Shape shape) {
        return Tensor.planned(name, shape, Storage.Kind.ACTIVATION);
    }

    /** Makes gradients flow to these parameters; blocks that are not named here stay frozen. */
    public void train(ParameterBlock block) {
        gradients.require(block.storage());
    }

    /** Makes the gradient of an input available. */
    public void differentiate(Tensor input) {
        gradients.require(input.storage());
    }

    /** Keeps a tensor readable for the host after a run. */
    public void output(String name, Tensor tensor) {
        tensor.storage().keepAsOutput();
        outputs.put(name, tensor);
    }

    /** Records the ops of {@code body} as a forward stage. */
    public <T> T stage(String name, Supplier<T> body) {
        T result = record(name, body);
        tape.add(new Recorded(name, recording, List.of(), null));
        recording = null;
        return result;
    }

    /**
     * Records a stage that activation checkpointing ({@link #recompute}) may apply to. What later stages
     * use of it must be among the results that the body returns; it may use tensors from outside.
     */
    public List<Tensor> checkpointedStage(String name, Supplier<List<Tensor>> body) {
        List<Tensor> results = record(name, body);
        boolean again = training && recompute.test(name);
        tape.add(new Recorded(name, recording, results, again ? body : null));
        recording = null;
        return results;
    }

    /**
     * Appends a forward stage that runs on the host, on every engine. No gradient flows through it.
     *
     * @param reads tensors whose values the body finds on the host; they are kept as outputs are
     * @param writes allocated tensors of kind {@code STATE} or {@code INPUT} that the body sets, and
     *     later stages read
     * @param body the work, once a run
     */
    public void hostStage(String name, List<Tensor> reads, List<Tensor> writes, Runnable body) {
        if (recording != null) {
            throw new IllegalStateException(
                    "stage " + name + " of the host begins inside another stage");
        }
        reads.forEach(tensor -> tensor.storage().keepAsOutput());
        HostWork work = new HostWork(reads, writes, body);
        stages.add(new Stage(name, Phase.FORWARD, List.of(work.step("host")), Optional.of(work)));
    }

    private <T> T record(String name, Supplier<T> body) {
        recording = new ArrayList<>();
        steps = new Steps();
        T result = body.get();
        stages.add(new Stage(name, Phase.FORWARD, steps.list()));
        return result;
    }

    /** Records an op: appends its forward steps to the stage that is open. */
    public void apply(Op op) {
        if (recording == null) {
            throw new IllegalStateException(op.name() + " is applied outside a stage");
        }
        op.forward(steps);
        gradients.follow(op);
        recording.add(op);
    }

    /**
     * Appends the backward stages.
     *
     * @param seeds the gradient of each result that the walk starts from; of the same shape
     */
    public void backward(Map<Tensor, Tensor> seeds) {
        if (!training) {
            throw new IllegalStateException("a program without training has no gradients");
        }
        seeds.forEach(gradients::adopt);
        for (Recorded stage : tape.reversed()) {
            steps = new Steps();
            List<Op> ops = stage.again == null ? stage.ops : runAgain(stage);
            for (Op op : ops.reversed()) {
                boolean reached = op.outputs().stream().anyMatch(gradients::has);
                if (reached && op.inputs().stream().anyMatch(gradients::wanted)) {
                    op.backward(gradients, steps);
                }
            }
            List<Step> list = steps.list();
            if (!list.isEmpty()) {
                stages.add(new Stage(stage.name + ".backward", Phase.BACKWARD, list));
            }
        }
    }

    private List<Op> runAgain(Recorded stage) {
        if (stage.results.stream().noneMatch(gradients::has)) {
            return stage.ops;
        }
        recording = new ArrayList<>();
        List<Tensor> again = stage.again.get();
        for (int i = 0; i < again.size(); i++) {
            Tensor first = stage.results.get(i);
            boolean passedThrough = again.get(i).storage() == first.storage();
            if (!passedThrough && gradients.has(first)) {
                gradients.adopt(again.get(i), gradients.of(first));
            }
        }
        List<Op> ops = recording;
        recording = null;
        return ops;
    }

    /** The gradient of a tensor, after {@link #backward}. */
    public Tensor gradient(Tensor tensor) {
        return gradients.of(tensor);
    }

    /** Gradient array of a block, after {@link #backward}; empty when nothing reaches it. */
    public Optional<Tensor> gradient(ParameterBlock block) {
        return Optional.ofNullable(gradients.all().get(block.storage()))
                .map(s -> new Tensor("d " + block.name(), Shape.of(s.size()), s, 0, s.size()));
    }

    /** Appends an update stage, such as a clip or an optimizer. */
    public void update(String name, Consumer<Steps> body) {
        steps = new Steps();
        body.accept(steps);
        stages.add(new Stage(name, Phase.UPDATE, steps.list()));
    }

    /** The finished program. */
    public Program build() {
        return new Program(stages, inputs, outputs);
    }
}
