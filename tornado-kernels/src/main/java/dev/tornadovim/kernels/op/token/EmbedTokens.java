package dev.tornadovim.kernels.op.token;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.gather.GatherRowsCpu;
import dev.tornadovim.kernels.op.reduce.ColumnSumsCpu;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * Inserts the class tokens among the patches and adds the position embedding: {@code y[b, l] =
 * position[l] + (class token k if l = positions[k], else the next patch of b)} (hustvl/Vim, {@code
 * models_mamba.py}, {@code forward_features}: the embedding is added after the insertion, so the class
 * token has one of its own).
 *
 * <p>Variants: one thread per element; each class token is added by a launch of its own, so their
 * number is free. Gradients of what the batch shares are sums over the batch, one thread per element,
 * in the order of the batch.
 *
 * @param patches [batch, patches, channels], contiguous
 * @param classTokens each [1, 1, channels]; may be empty
 * @param position embedding of each token, [1, tokens, channels]
 * @param positions where each class token stands in the sequence
 * @param places what each token holds
 * @param y [batch, tokens, channels]
 */
public record EmbedTokens(
        Tensor patches,
        List<Tensor> classTokens,
        Tensor position,
        int[] positions,
        TokenPlaces places,
        Tensor y)
        implements Op {

    /** Copies the list and the array. */
    public EmbedTokens {
        classTokens = List.copyOf(classTokens);
        positions = positions.clone();
    }

    /**
     * Applies the op.
     *
     * @param patches [batch, patches, channels], contiguous
     * @param classTokens each [1, 1, channels]; may be empty
     * @param positions where each class token stands in the sequence
     * @param positionEmbedding [1, patches + class tokens, channels]
     * @return [batch, patches + class tokens, channels]
     * @throws IllegalArgumentException where shapes do not match, patches or embedding are not
     *     contiguous, or positions repeat, lie outside or are not as many as the class tokens
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
        Tensor y = builder.activation("tokens", Shape.of(patches.dim(0), tokens, channels));
        TokenPlaces places = TokenPlaces.of(tokens, positions);
        builder.apply(
                new EmbedTokens(patches, classTokens, positionEmbedding, positions, places, y));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of("embedTokens").in(patches).in(classTokens).in(position).out(y);
    }

    @Override
    public void forward(Steps steps) {
        steps.forward(this)
                .reads(places.table())
                .flops(y.size())
                .cpu(loops -> EmbedTokensCpu.forward(loops, this))
                .tornado(this::launchForward)
                .add();
    }

    private void launchForward(TornadoTasks tasks) {
        int batch = y.dim(0);
        int tokens = y.dim(1);
        int channels = y.dim(2);
        EmbedTokensLaunch.forward(
                tasks,
                patches,
                position,
                places.table(),
                y,
                batch,
                tokens,
                patches.dim(1),
                channels);
        for (int k = 0; k < positions.length; k++) {
            Tensor token = classTokens.get(k);
            EmbedTokensLaunch.addClassToken(tasks, token, y, batch, tokens, channels, positions[k]);
        }
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        if (gradients.wanted(patches)) {
            backwardPatches(steps, dy, gradients.into(patches));
        }
        if (gradients.wanted(position)) {
            backwardShared(steps, "position", dy, 0, gradients.into(position));
        }
        for (int k = 0; k < positions.length; k++) {
            if (gradients.wanted(classTokens.get(k))) {
                Target target = gradients.into(classTokens.get(k));
                backwardShared(steps, "classToken", dy, positions[k], target);
            }
        }
    }

    private void backwardPatches(Steps steps, Tensor dy, Target dx) {
        steps.backward(this, "patches")
                .reads(dy, places.table())
                .accumulates(dx)
                .cost(Cost.of(0, 2L * patches.size()))
                .cpu(loops -> GatherRowsCpu.gather(loops, dy, places.tokens(), dx))
                .tornado(
                        tasks ->
                                EmbedTokensLaunch.backwardPatches(
                                        tasks,
                                        dy,
                                        places.table(),
                                        dx,
                                        y.dim(0),
                                        y.dim(1),
                                        patches.dim(1),
                                        y.dim(2)))
                .add();
    }

    /** The sum over the batch of the rows that begin at {@code token}, as many as the target has. */
    private void backwardShared(Steps steps, String part, Tensor dy, int token, Target target) {
        int batch = y.dim(0);
        int size = target.tensor().size();
        int stride = y.dim(1) * y.dim(2);
        int first = token * y.dim(2);
        steps.backward(this, part)
                .reads(dy)
                .accumulates(target)
                .cost(Cost.of((long) batch * size, (batch + 1L) * size))
                .cpu(loops -> ColumnSumsCpu.addTo(loops, dy, first, stride, batch, target))
                .tornado(
                        tasks ->
                                EmbedTokensLaunch.batchSum(
                                        tasks, dy, first, stride, batch, target, size))
                .add();
    }
}
