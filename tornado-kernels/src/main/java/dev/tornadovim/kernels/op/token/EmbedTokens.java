package dev.tornadovim.kernels.op.token;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Inserts the class tokens among the patches and adds the position embedding: {@code y[b, l] =
 * position[l] + (class token k if l = positions[k], else the next patch of b)} (hustvl/Vim, {@code
 * models_mamba.py}, {@code forward_features}: the embedding is added after the insertion, so the class
 * token has one of its own).
 *
 * <p>Variants: an element a thread; the class tokens are added by a task of their own each, so their
 * number is free. Gradients of what the batch shares are sums over the batch, one thread an element,
 * in the order of the batch.
 */
public final class EmbedTokens implements Op {

    private final Tensor patches;
    private final List<Tensor> classTokens;
    private final int[] positions;
    private final Tensor position;
    private final Tensor y;

    /** Index of the patch that each token of the sequence holds, -1 for a class token. */
    private final Tensor patchOf;

    private EmbedTokens(
            ProgramBuilder builder,
            Tensor patches,
            List<Tensor> classTokens,
            int[] positions,
            Tensor position) {
        this.patches = patches;
        this.classTokens = List.copyOf(classTokens);
        this.positions = positions.clone();
        this.position = position;
        int tokens = position.dim(1);
        y = builder.activation("tokens", Shape.of(patches.dim(0), tokens, patches.dim(2)));
        patchOf = Tensor.allocated("patchOf", Shape.of(tokens), Storage.Kind.STATE);
        int[] indices = patchIndices(tokens, this.positions);
        float[] values = new float[tokens];
        for (int token = 0; token < tokens; token++) {
            values[token] = indices[token];
        }
        patchOf.set(values);
    }

    /**
     * Applies the op.
     *
     * @param patches [batch, patches, channels], contiguous
     * @param classTokens each [1, 1, channels]; may be empty
     * @param positions where each class token stands in the sequence
     * @param positionEmbedding [1, patches + class tokens, channels]
     * @return [batch, patches + class tokens, channels]
     */
    public static Tensor apply(
            ProgramBuilder builder,
            Tensor patches,
            List<Tensor> classTokens,
            int[] positions,
            Tensor positionEmbedding) {
        String name = "embedTokens";
        Require.rank(name, patches, 3, "patches [batch, patches, channels]");
        int tokens = patches.dim(1) + classTokens.size();
        int channels = patches.dim(2);
        Require.shape(name, positionEmbedding, Shape.of(1, tokens, channels));
        Require.contiguous(name, patches, positionEmbedding);
        for (Tensor token : classTokens) {
            Require.size(name, token, channels);
            Require.contiguous(name, token);
        }
        Require.tokens(name, positions, tokens);
        if (positions.length != classTokens.size()) {
            throw new IllegalArgumentException(
                    name
                            + ": "
                            + classTokens.size()
                            + " class tokens need as many positions, got "
                            + positions.length);
        }
        var op = new EmbedTokens(builder, patches, classTokens, positions, positionEmbedding);
        builder.apply(op);
        return op.y;
    }

    /** For every token of a sequence the index of its patch, -1 where a class token stands. */
    static int[] patchIndices(int tokens, int... positions) {
        int[] indices = new int[tokens];
        for (int at : positions) {
            indices[at] = -1;
        }
        int next = 0;
        for (int token = 0; token < tokens; token++) {
            if (indices[token] == 0) {
                indices[token] = next++;
            }
        }
        return indices;
    }

    @Override
    public String name() {
        return "embedTokens";
    }

    @Override
    public List<Tensor> inputs() {
        List<Tensor> inputs = new ArrayList<>(List.of(patches));
        inputs.addAll(classTokens);
        inputs.add(position);
        return inputs;
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public void forward(Steps steps) {
        Steps.Draft step = steps.step(name()).reads(patches, position, patchOf).writes(y);
        classTokens.forEach(step::reads);
        step.cost(Cost.of(y.size(), (long) patches.size() + position.size() + y.size()))
                .cpu(
                        loops ->
                                EmbedTokensCpu.embed(
                                        loops, patches, classTokens, positions, position, y))
                .tornado(this::embedTasks)
                .add();
    }

    private void embedTasks(TornadoTasks tasks) {
        int batch = y.dim(0);
        int tokens = y.dim(1);
        int channels = y.dim(2);
        EmbedTokensLaunch.embed(
                tasks, patches, position, patchOf, y, batch, tokens, patches.dim(1), channels);
        for (int k = 0; k < positions.length; k++) {
            Tensor token = classTokens.get(k);
            EmbedTokensLaunch.addClassToken(tasks, token, y, batch, tokens, channels, positions[k]);
        }
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        if (gradients.wanted(patches)) {
            patchGradient(steps, dy, gradients.into(patches));
        }
        if (gradients.wanted(position)) {
            sharedGradient(steps, "position", dy, 0, gradients.into(position));
        }
        for (int k = 0; k < positions.length; k++) {
            if (gradients.wanted(classTokens.get(k))) {
                Target target = gradients.into(classTokens.get(k));
                sharedGradient(steps, "classToken", dy, positions[k], target);
            }
        }
    }

    private void patchGradient(Steps steps, Tensor dy, Target target) {
        Tensor dx = target.tensor();
        steps.step(name() + ".backward")
                .reads(dy, patchOf)
                .accumulates(target)
                .cost(Cost.of(0, 2L * dx.size()))
                .cpu(loops -> EmbedTokensCpu.patchGradient(loops, dy, positions, target))
                .tornado(
                        tasks ->
                                EmbedTokensLaunch.patchGradient(
                                        tasks, dy, patchOf, target, dy.dim(0), dy.dim(1), dx.dim(1),
                                        dy.dim(2)))
                .add();
    }

    /** The sum over the batch of the rows that begin at {@code token}, as many as the target has. */
    private void sharedGradient(Steps steps, String what, Tensor dy, int token, Target target) {
        Tensor into = target.tensor();
        int stride = dy.dim(1) * dy.dim(2);
        int first = token * dy.dim(2);
        steps.step(name() + ".backward." + what)
                .reads(dy)
                .accumulates(target)
                .cost(Cost.of((long) dy.dim(0) * into.size(), (dy.dim(0) + 1L) * into.size()))
                .cpu(loops -> EmbedTokensCpu.batchSum(loops, dy, first, target))
                .tornado(
                        tasks ->
                                EmbedTokensLaunch.batchSum(
                                        tasks, dy, first, stride, dy.dim(0), target, into.size()))
                .add();
    }
}
