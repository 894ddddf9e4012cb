package dev.tornadovim.experiments.profile;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tornadovim.kernels.engine.Span;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Timelines in the Trace Event Format that Perfetto and Chrome's {@code about:tracing} show
 * (<i>Trace Event Format</i>, complete events): one process an engine, one track a thread or queue.
 * Each engine's step begins at time 0.
 */
final class Trace {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final ArrayNode events = MAPPER.createArrayNode();
    private int processes;

    /** Adds the timeline of one engine. */
    Trace add(EngineProfile profile) {
        int process = ++processes;
        describe("process_name", process, 0, profile.engine());
        List<Span> spans =
                profile.timeline().stream()
                        .sorted(Comparator.comparingLong(Span::start).thenComparing(Span::kind))
                        .toList();
        long origin = spans.stream().mapToLong(Span::start).min().orElse(0);
        List<String> tracks = new ArrayList<>(List.of(Span.PROGRAM));
        for (Span span : spans) {
            if (!tracks.contains(span.track())) {
                tracks.add(span.track());
            }
            ObjectNode event = event("X", process, tracks.indexOf(span.track()), span.name());
            event.put("cat", span.kind().name().toLowerCase(Locale.ROOT));
            event.put("ts", (span.start() - origin) / 1e3);
            event.put("dur", span.nanos() / 1e3);
            event.putObject("args").put("stage", span.stage());
        }
        for (String track : tracks) {
            describe("thread_name", process, tracks.indexOf(track), track);
        }
        return this;
    }

    private void describe(String what, int process, int track, String name) {
        event("M", process, track, what).putObject("args").put("name", name);
    }

    private ObjectNode event(String type, int process, int track, String name) {
        return events.addObject()
                .put("ph", type)
                .put("pid", process)
                .put("tid", track)
                .put("name", name);
    }

    /** As JSON text. */
    String json() {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("displayTimeUnit", "ms");
        root.set("traceEvents", events);
        return root + "\n";
    }
}
