package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The operands of a scan's backward pass.
 *
 * @param op the scan
 * @param dy gradient of the result
 * @param dz null when the gate has no gradient
 * @param parameterTargets of each direction: A_log, D and bias; an empty list where they are frozen
 */
record ScanBackward(
        SelectiveScan op,
        Tensor dy,
        Target du,
        Target dDelta,
        Target db,
        Target dc,
        Target dz,
        List<List<Target>> parameterTargets) {

    static ScanBackward of(Gradients gradients, SelectiveScan op) {
        SelectiveScan.Inputs in = op.in();
        List<List<Target>> parameterTargets = new ArrayList<>();
        for (int d = 0; d < in.directions().size(); d++) {
            Stream<Tensor> trained =
                    Stream.of(in.aLogs().get(d), in.ds().get(d), in.deltaBiases().get(d));
            parameterTargets.add(
                    gradients.wanted(in.aLogs().get(d))
                            ? trained.map(gradients::into).toList()
                            : List.of());
        }
        return new ScanBackward(
                op,
                gradients.of(op.y()),
                gradients.into(in.u()),
                gradients.into(in.delta()),
                gradients.into(in.b()),
                gradients.into(in.c()),
                gradients.wanted(in.z()) ? gradients.into(in.z()) : null,
                parameterTargets);
    }

    SelectiveScan.Inputs in() {
        return op.in();
    }

    ScanShape shape() {
        return op.shape();
    }

    Tensor[] reads() {
        return new Tensor[] {
            in().u(), in().delta(), in().b(), in().c(), in().z(), op.parameters(), op.states(), dy
        };
    }

    List<Target> targets() {
        List<Target> all = new ArrayList<>();
        Stream.of(du, dDelta, db, dc, dz).filter(Objects::nonNull).forEach(all::add);
        parameterTargets.forEach(all::addAll);
        return all;
    }
}
