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
 * What the files of a run folder say of it. Whatever is missing, because the run failed early or was
 * done by another version, is left out.
 *
 * @param folder of the run
 * @param status how far it came
 * @param failure why it failed
 * @param command that started it
 * @param overrides that went into its config
 * @param configText the resolved config as YAML
 * @param config the same, by dotted key
 * @param header what the config says of itself
 * @param provenance one of each start, the first one first
 * @param history course of the training
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
    /** Bytes of a table that a page can be made of. */
    private static final long LARGEST_TABLE = 64L << 20;

    private static final JsonMapper JSON = new JsonMapper();
    private static final YAMLMapper YAML = new YAMLMapper();

    /**
     * Reads a folder.
     *
     * @throws RunException if it is no run folder, or a file of it cannot be read
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

    /** The text of a file, if there is one. */
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

    /** The text of a file of the folder, if there is one. */
    Optional<String> file(String name) {
        return text(folder.resolve(name));
    }

    /** A table of the folder, if it is there and not too large to show. */
    Optional<CsvTable> table(String name) {
        var path = folder.resolve(name);
        if (Files.isRegularFile(path) && size(path) > LARGEST_TABLE) {
            return Optional.empty();
        }
        return file(name).map(CsvTable::parse).filter(table -> !table.rows().isEmpty());
    }

    /** A JSON file of the folder, if it is there. */
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
