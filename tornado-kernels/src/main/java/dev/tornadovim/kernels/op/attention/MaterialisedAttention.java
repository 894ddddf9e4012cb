package dev.tornadovim.kernels.op.attention;

import dev.tornadovim.kernels.op.attention.MaterialisedCpu.Part;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * {@link Attention} with stored maps [batch, heads, tokens, tokens]: {@code S = Q Kᵀ / sqrt(d)},
 * {@code P = softmax(S)}, {@code O = P V}, each a step of its own. Two maps are alive at once, and P
 * is saved for the backward pass.
 *
 * <p>Gradient: {@code dV = Pᵀ dO}, {@code dP = dO Vᵀ}, {@code dS = P (dP - rowsum(P dP)) / sqrt(d)},
 * {@code dQ = dS K}, {@code dK = dSᵀ Q}.
 *
 * @param qkv [batch, tokens, 3, heads, headDim], contiguous
 * @param heads where the heads lie
 * @param out [batch, tokens, heads, headDim]
 * @param logits S: [batch, heads, tokens, tokens], free after the forward pass
 * @param weights P: [batch, heads, tokens, tokens]
 */
record MaterialisedAttention(
        Tensor qkv, HeadLayout heads, Tensor out, Tensor logits, Tensor weights) implements Op {

    /** Applies the op and returns its result. */
    static Tensor apply(ProgramBuilder builder, Tensor qkv, HeadLayout heads) {
        Tensor logits = builder.activation("logits", heads.mapShape());
        Tensor weights = builder.activation("weights", heads.mapShape());
        Tensor out = builder.activation("attention", heads.outShape());
        builder.apply(new MaterialisedAttention(qkv, heads, out, logits, weights));
        return out;
    }

    // The maps are not declared as saved: each has a step of its own that writes it.
    @Override
    public Operands operands() {
        return Operands.of("attention").in(qkv).out(out);
    }

    @Override
    public void forward(Steps steps) {
        long map = weights.size();
        long part = out.size();
        steps.step(name() + ".logits")
                .reads(qkv)
                .writes(logits)
                .cost(Cost.of(heads.productFlops(), 2 * part + map))
                .cpu(
                        loops ->
                                MaterialisedCpu.scores(
                                        loops,
                                        heads,
                                        Part.of(loops, qkv, 0),
                                        Part.of(loops, qkv, 1),
                                        heads.scale(),
                                        logits))
                .tornado(
                        tasks ->
                                MaterialisedLaunch.logits(
                                        tasks,
                                        qkv,
                                        logits,
                                        heads.maps(),
                                        heads.tokens(),
                                        heads.heads(),
                                        heads.headDim(),
                                        heads.scale()))
                .add();
        steps.step(name() + ".softmax")
                .reads(logits)
                .writes(weights)
                .flops(5 * map)
                .cpu(loops -> MaterialisedCpu.softmax(loops, this))
                .tornado(
                        tasks ->
                                MaterialisedLaunch.softmax(
                                        tasks, logits, weights, weights.rows(), heads.tokens()))
                .add();
        mapTimes(steps.step(name() + ".values"), weights, false, qkv, 2, Target.write(out), 0);
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dOut = gradients.of(out);
        Target dQkv = gradients.into(qkv);
        Tensor dMap = Tensor.planned("d weights", heads.mapShape(), Storage.Kind.ACTIVATION);
        mapTimes(steps.backward(this, "value"), weights, true, dOut, 0, dQkv, 2);
        backwardWeights(steps, dOut, dMap);
        backwardLogits(steps, dMap);
        mapTimes(steps.backward(this, "query"), dMap, false, qkv, 1, dQkv, 0);
        mapTimes(steps.backward(this, "key"), dMap, true, qkv, 0, dQkv, 1);
    }

    private void backwardWeights(Steps steps, Tensor dOut, Tensor dMap) {
        steps.backward(this, "weights")
                .reads(dOut, qkv)
                .writes(dMap)
                .cost(Cost.of(heads.productFlops(), 2L * out.size() + dMap.size()))
                .cpu(
                        loops ->
                                MaterialisedCpu.scores(
                                        loops,
                                        heads,
                                        Part.of(loops, dOut, 0),
                                        Part.of(loops, qkv, 2),
                                        1f,
                                        dMap))
                .tornado(
                        tasks ->
                                MaterialisedLaunch.backwardWeights(
                                        tasks,
                                        dOut,
                                        qkv,
                                        dMap,
                                        heads.maps(),
                                        heads.tokens(),
                                        heads.heads(),
                                        heads.headDim()))
                .add();
    }

    private void backwardLogits(Steps steps, Tensor dMap) {
        steps.backward(this, "logits")
                .reads(weights, dMap)
                .writes(dMap)
                .flops(5L * dMap.size())
                .cpu(loops -> MaterialisedCpu.backwardLogits(loops, this, dMap))
                .tornado(
                        tasks ->
                                MaterialisedLaunch.backwardLogits(
                                        tasks,
                                        weights,
                                        dMap,
                                        weights.rows(),
                                        heads.tokens(),
                                        heads.scale()))
                .add();
    }

    /** A product of a map with part {@code xPart} of x into part {@code intoPart} of the target. */
    private void mapTimes(
            Steps.Draft step,
            Tensor map,
            boolean transposed,
            Tensor x,
            int xPart,
            Target target,
            int intoPart) {
        Tensor into = target.tensor();
        step.reads(map, x)
                .accumulates(target)
                .cost(Cost.of(heads.productFlops(), map.size() + 2L * out.size()))
                .cpu(
                        loops ->
                                MaterialisedCpu.mapTimes(
                                        loops,
                                        heads,
                                        map,
                                        transposed,
                                        Part.of(loops, x, xPart),
                                        Part.of(loops, into, intoPart),
                                        target.accumulate()))
                .tornado(
                        tasks ->
                                MaterialisedLaunch.mapTimes(
                                        tasks,
                                        map,
                                        transposed ? 1 : 0,
                                        part(x, xPart),
                                        new Target(part(into, intoPart), target.accumulate()),
                                        heads.maps(),
                                        heads.tokens(),
                                        heads.heads(),
                                        heads.headDim()))
                .add();
    }

    private Tensor part(Tensor tensor, int part) {
        return tensor.columns(part * heads.channels(), (part + 1) * heads.channels());
    }
}
