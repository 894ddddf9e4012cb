package dev.tornadovim.experiments.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import dev.tornadovim.experiments.config.ConfigHeader;
import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.run.RunFolder.Status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of a run folder. Whatever is missing, because the run failed early or is of another
 * version, is left out.
 *
 * @param folder of the run
 * @param status its state
 * @param failure why it failed
 * @param command that started it
 * @param overrides that went into its config
 * @param configText the resolved config as YAML
 * @param config the same, by dotted key
 * @param header the header comment of the config
 * @param provenance one per start, in order
 * @param history history of the training
 */
record RunRecord(
        Path folder,
        Status status,
        Optional<String> failure,
        String command,
        List<String> overrides,
        String configText,
        Map<String, String> config,
        ConfigHeader header,
        List<JsonNode> provenance,
        History history) {
    /** Largest table in bytes that a page can show. */
    private static final long LARGEST_TABLE = 64L << 20;

    private static final JsonMapper JSON = new JsonMapper();
    private static final YAMLMapper YAML = new YAMLMapper();

    /**
     * Reads a folder.
     *
     * @throws RunException if it is not a run folder, or a file in it cannot be read
     */
    static RunRecord read(Path folder) {
        RunFolder.require(folder);
        var configText = text(folder.resolve("config.yaml")).orElseThrow();
        var overrides = new ArrayList<String>();
        text(folder.resolve("overrides.yaml"))
                .ifPresent(text -> tree(YAML, text).forEach(o -> overrides.add(o.asText())));
        var config = new LinkedHashMap<String, String>();
        flatten("", tree(YAML, configText), config);
        return new RunRecord(
                folder,
                RunFolder.status(folder),
                RunFolder.failure(folder),
                text(folder.resolve("command.txt")).orElse("").strip(),
                overrides,
                configText,
                config,
                ConfigHeader.of(configText),
                provenances(folder),
                text(folder.resolve("metrics.jsonl")).map(History::parse).orElse(History.EMPTY));
    }

    private static List<JsonNode> provenances(Path folder) {
        var all = new ArrayList<JsonNode>();
        var file = folder.resolve("provenance.json");
        for (int i = 2; Files.exists(file); i++) {
            text(file).map(text -> tree(JSON, text)).ifPresent(all::add);
            file = folder.resolve("provenance-" + i + ".json");
        }
        return all;
    }

    private static void flatten(String path, JsonNode node, Map<String, String> values) {
        if (node.isObject()) {
            for (var field : node.properties()) {
                var key = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                flatten(key, field.getValue(), values);
            }
        } else {
            values.put(path, node.isValueNode() ? node.asText() : node.toString());
        }
    }

    private static JsonNode tree(com.fasterxml.jackson.databind.ObjectMapper mapper, String text) {
        try {
            return mapper.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance(); // a file that was being written when the run died
        }
    }

    /** The text of a file, if it exists. */
    private static Optional<String> text(Path file) {
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(Files.readString(file))
                    : Optional.empty();
        } catch (IOException e) {
            throw new RunException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new RunException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** The text of a file in the folder, if it exists. */
    Optional<String> file(String name) {
        return text(folder.resolve(name));
    }

    /** A table in the folder, if it exists and is not too large to show. */
    Optional<CsvTable> table(String name) {
        var path = folder.resolve(name);
        if (Files.isRegularFile(path) && size(path) > LARGEST_TABLE) {
            return Optional.empty();
        }
        return file(name).map(CsvTable::parse).filter(table -> !table.rows().isEmpty());
    }

    /** A JSON file in the folder, if it exists. */
    Optional<JsonNode> json(String name) {
        return file(name).map(text -> tree(JSON, text)).filter(node -> !node.isMissingNode());
    }

    /** A setting, or an empty text. */
    String setting(String key) {
        return config.getOrDefault(key, "");
    }

    /** Name of the experiment. */
    String name() {
        return config.getOrDefault(
                "name", folder.toAbsolutePath().normalize().getFileName().toString());
    }

    /** Provenance of the latest start. */
    JsonNode origin() {
        return provenance.isEmpty() ? MissingNode.getInstance() : provenance.getLast();
    }
}
