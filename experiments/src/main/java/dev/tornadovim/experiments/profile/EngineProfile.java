package dev.tornadovim.experiments.profile;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

import dev.tornadovim.kernels.engine.Span;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Where an engine's time went. All times are means over the observed steps.
 *
 * @param engine its name, with the device
 * @param ceilings measured in the same run
 * @param steps that were observed
 * @param images of a step
 * @param wall seconds of a step under observation
 * @param unobserved seconds of a step between those, without a profiler
 * @param replayed seconds of a step as a run takes it, where that is another way: by CUDA graphs
 * @param loadSeconds until the program was ready, compilation included
 * @param plannedBytes activations, gradients and work space
 * @param result first value of what the first step computed, to compare engines by
 * @param stages in order
 * @param ops the one that takes longest first
 * @param timeline of the latest step
 */
public record EngineProfile(
        String engine,
        Ceilings ceilings,
        int steps,
        int images,
        double wall,
        double unobserved,
        OptionalDouble replayed,
        double loadSeconds,
        long plannedBytes,
        float result,
        List<Row> stages,
        List<Row> ops,
        @JsonIgnore List<Span> timeline) {

    /** Copies the lists. */
    public EngineProfile {
        stages = List.copyOf(stages);
        ops = List.copyOf(ops);
        timeline = List.copyOf(timeline);
    }

    /** Seconds of all ops. */
    @JsonProperty
    public double opSeconds() {
        return ops.stream().mapToDouble(Row::seconds).sum();
    }

    /** Seconds of copies between host and device. */
    @JsonProperty
    public double copySeconds() {
        return stages.stream().mapToDouble(Row::copies).sum();
    }

    /** Seconds in which a stage was going on and nothing of it ran: launches, waiting. */
    @JsonProperty
    public double idleSeconds() {
        return stages.stream().mapToDouble(Row::idle).sum();
    }

    /** Seconds that compiling took. */
    @JsonProperty
    public double compileSeconds() {
        return stages.stream().mapToDouble(Row::compile).sum();
    }

    /** Ops, copies and idle time together: what has to agree with {@link #wall}. */
    @JsonProperty
    public double sum() {
        return opSeconds() + copySeconds() + idleSeconds();
    }

    /** Seconds of a step as a run takes it. */
    @JsonProperty
    public double fastest() {
        return replayed.orElse(unobserved);
    }

    /** Stages that differ by their number only, as one row: {@code block.*}. */
    List<Row> stageFamilies() {
        Map<String, Row> families = new LinkedHashMap<>();
        for (Row stage : stages) {
            String family = stage.name().replaceAll("\\.\\d+", ".*");
            families.merge(family, stage.named(family), Row::plus);
        }
        return new ArrayList<>(families.values());
    }
}
