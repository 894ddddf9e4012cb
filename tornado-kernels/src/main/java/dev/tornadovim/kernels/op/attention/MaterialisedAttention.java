package dev.tornadovim.kernels.op.attention;

import dev.tornadovim.kernels.op.attention.MaterialisedCpu.Part;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * {@link Attention} with stored maps [batch, heads, tokens, tokens]: {@code S = Q Kᵀ / sqrt(d)},
 * {@code P = softmax(S)}, {@code O = P V}, each a step of its own. Two maps are alive at once, and P
 * is kept for the way back.
 *
 * <p>Gradient: {@code dV = Pᵀ dO}, {@code dP = dO Vᵀ}, {@code dS = P (dP - rowsum(P dP)) / sqrt(d)},
 * {@code dQ = dS K}, {@code dK = dSᵀ Q}.
 */
final class MaterialisedAttention implements Op {

    private final HeadLayout heads;
    private final Tensor qkv;
    private final Tensor logits;
    private final Tensor weights;
    private final Tensor out;

    MaterialisedAttention(ProgramBuilder builder, Tensor qkv, HeadLayout heads) {
        this.heads = heads;
        this.qkv = qkv;
        this.logits = builder.activation("logits", heads.mapShape());
        this.weights = builder.activation("weights", heads.mapShape());
        this.out = builder.activation("attention", heads.outShape());
    }

    Tensor out() {
        return out;
    }

    @Override
    public String name() {
        return "attention";
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(qkv);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(out);
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
                .cost(Cost.of(5 * map, 2 * map))
                .cpu(loops -> MaterialisedCpu.softmax(loops, logits, weights))
                .tornado(
                        tasks ->
                                MaterialisedLaunch.softmax(
                                        tasks, logits, weights, weights.rows(), heads.tokens()))
                .add();
        mapTimes(steps, "values", weights, false, qkv, 2, new Target(out, false), 0);
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dOut = gradients.of(out);
        Target dQkv = gradients.into(qkv);
        Tensor dMap = Tensor.planned("d weights", heads.mapShape(), Storage.Kind.ACTIVATION);
        mapTimes(steps, "backward.value", weights, true, dOut, 0, dQkv, 2);
        weightGradients(steps, dOut, dMap);
        logitGradients(steps, dMap);
        mapTimes(steps, "backward.query", dMap, false, qkv, 1, dQkv, 0);
        mapTimes(steps, "backward.key", dMap, true, qkv, 0, dQkv, 1);
    }

    private void weightGradients(Steps steps, Tensor dOut, Tensor dMap) {
        steps.step(name() + ".backward.weights")
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
                                MaterialisedLaunch.weightGradients(
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

    private void logitGradients(Steps steps, Tensor dMap) {
        steps.step(name() + ".backward.logits")
                .reads(weights, dMap)
                .writes(dMap)
                .cost(Cost.of(5L * dMap.size(), 3L * dMap.size()))
                .cpu(loops -> MaterialisedCpu.logitGradients(loops, weights, dMap, heads.scale()))
                .tornado(
                        tasks ->
                                MaterialisedLaunch.logitGradients(
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
            Steps steps,
            String what,
            Tensor map,
            boolean transposed,
            Tensor x,
            int xPart,
            Target target,
            int intoPart) {
        Tensor into = target.tensor();
        steps.step(name() + "." + what)
                .reads(map, x)
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
