package dev.tornadovim.experiments.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

import dev.tornadovim.experiments.run.Machine;

import java.util.List;

/**
 * A profile as a file.
 *
 * @param config name of the experiment
 * @param work {@code training step} or {@code inference}
 * @param machine that it ran on
 * @param engines one profile each; times in seconds, work in operations and bytes
 */
public record ProfileReport(
        String config, String work, Machine machine, List<EngineProfile> engines) {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    /** Copies the list. */
    public ProfileReport {
        engines = List.copyOf(engines);
    }

    /** The report as JSON text. */
    public String json() {
        try {
            return MAPPER.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the profile has no JSON", e);
        }
    }

    /** The timelines as JSON text for Perfetto. */
    public String trace() {
        Trace trace = new Trace();
        engines.forEach(trace::add);
        return trace.json();
    }
}
