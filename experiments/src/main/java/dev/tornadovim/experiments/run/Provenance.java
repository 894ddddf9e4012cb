package dev.tornadovim.experiments.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

import dev.tornadovim.data.DatasetInfo;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The provenance of a result: enough to reproduce the run, and to see why another machine gave other
 * figures.
 *
 * @param started when
 * @param source the code, if the run was started in a Git checkout
 * @param machine what it ran on
 * @param seed of everything random
 * @param threads of the CPU engine and the loader
 * @param engine name of the engine, with its device
 * @param data the data, one entry per split
 */
public record Provenance(
        String started,
        Optional<GitState> source,
        Machine machine,
        long seed,
        int threads,
        String engine,
        List<DatasetInfo> data) {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    /**
     * Collects everything available.
     *
     * @param source state of the checkout, see {@link GitState#of}
     */
    public static Provenance collect(
            Optional<GitState> source,
            long seed,
            int threads,
            String engine,
            List<DatasetInfo> data) {
        return new Provenance(
                Instant.now().toString(),
                source,
                Machine.here(),
                seed,
                threads,
                engine,
                List.copyOf(data));
    }

    /** As JSON text. */
    String json() {
        try {
            return MAPPER.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("provenance has no JSON", e);
        }
    }
}
