package dev.tornadovim.kernels.engine.tornado;

import dev.tornadovim.kernels.program.HostWork;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.Stage;

import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All graphs of a program, by their numbers in the plan: owners, uploads, relays, stages. */
final class PlanGraphs {

    /**
     * A piece of a phase.
     *
     * @param graph number among the graphs of stages; {@link #HOST} for a stage of the host
     */
    record Part(Stage stage, int graph) {

        static final int HOST = -1;
    }

    private final ResidentMemory memory;
    private final List<UploadGraph> uploads = new ArrayList<>();
    private final List<RelayGraph> relays;
    private final List<StageGraph> stages = new ArrayList<>();
    private final List<Integer> relayOf = new ArrayList<>();
    private final List<TaskGraph> graphs = new ArrayList<>();
    private final Map<Phase, List<Part>> parts = new EnumMap<>(Phase.class);
    private final FloatArray nothing = new FloatArray(1);

    PlanGraphs(Program program, ResidentMemory memory, StageGraph.Setting setting) {
        this.memory = memory;
        for (Stage stage : program.stages()) {
            List<Part> order = parts.computeIfAbsent(stage.phase(), phase -> new ArrayList<>());
            if (stage.host().isPresent()) {
                order.add(new Part(stage, Part.HOST));
                continue;
            }
            for (StageGraph graph : StageGraph.of(stage, stages.size(), setting)) {
                order.add(new Part(stage, stages.size()));
                stages.add(graph);
            }
        }
        relays = RelayGraph.of(stages);
        memory.owners().forEach(owner -> graphs.add(owner.graph(setting.grids())));
        for (OwnerGraph owner : memory.owners()) {
            if (owner.role() == OwnerGraph.Role.VALUES) {
                uploads.add(new UploadGraph(owner));
                graphs.add(uploads.getLast().graph(setting));
            }
        }
        for (int i = 0; i < relays.size(); i++) {
            int relay = graphs.size();
            graphs.add(relays.get(i).graph(memory.owners(), setting.grids()));
            relays.get(i).stages().forEach(stage -> relayOf.add(relay));
        }
        stages.stream().map(StageGraph::graph).forEach(graphs::add);
        declarePredecessors();
    }

    /**
     * TornadoVM looks up what a graph takes over from the graph that ran before it, and breaks when
     * it finds no entry. So every graph takes nothing from each graph that can come before it.
     */
    private void declarePredecessors() {
        Set<String> phaseEnds = new LinkedHashSet<>();
        for (int i = 0; i < stages.size(); i++) {
            if (i + 1 == stages.size() || phase(i) != phase(i + 1)) {
                phaseEnds.add(stages.get(i).name());
            }
        }
        int first = stageGraph(0);
        Set<String> all = new LinkedHashSet<>();
        graphs.forEach(graph -> all.add(graph.getTaskGraphName()));
        for (int i = 0; i < graphs.size(); i++) {
            Set<String> before = new LinkedHashSet<>(all);
            if (i >= first) {
                before.clear();
                before.addAll(phaseEnds);
                graphs.subList(0, memory.owners().size() + uploads.size())
                        .forEach(graph -> before.add(graph.getTaskGraphName()));
                before.add(graphs.get(relayOf(i - first)).getTaskGraphName());
                before.add(graphs.get(i - 1).getTaskGraphName());
            }
            for (String name : before) {
                graphs.get(i).consumeFromDevice(name, nothing);
            }
        }
    }

    private Phase phase(int stage) {
        return stages.get(stage).stage().phase();
    }

    TornadoExecutionPlan plan() {
        return new TornadoExecutionPlan(
                graphs.stream().map(TaskGraph::snapshot).toArray(ImmutableTaskGraph[]::new));
    }

    int size() {
        return graphs.size();
    }

    List<StageGraph> stages() {
        return stages;
    }

    /** What runs in a phase, in order. */
    List<Part> parts(Phase phase) {
        return parts.getOrDefault(phase, List.of());
    }

    /** What runs on the host in a phase. */
    List<HostWork> hostParts(Phase phase) {
        return parts(phase).stream().flatMap(part -> part.stage().host().stream()).toList();
    }

    List<UploadGraph> uploads() {
        return uploads;
    }

    List<RelayGraph> relays() {
        return relays;
    }

    /** Number of the graph of an upload. */
    int uploadGraph(int upload) {
        return memory.owners().size() + upload;
    }

    /** Number of the graph of a relay. */
    int relayGraph(int relay) {
        return uploadGraph(uploads.size()) + relay;
    }

    /** Number of the graph of a stage. */
    int stageGraph(int stage) {
        return relayGraph(relays.size()) + stage;
    }

    /** Number of the graph that has to run before a stage runs for the first time. */
    int relayOf(int stage) {
        return relayOf.get(stage);
    }

    /** What a graph does, for messages. */
    String describe(int graph) {
        return graph < stageGraph(0)
                ? graphs.get(graph).getTaskGraphName()
                : stages.get(graph - stageGraph(0)).stage().name();
    }
}
