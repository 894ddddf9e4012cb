package dev.tornadovim.data.scenes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tornadovim.data.DataException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a folder of scenes was made from, kept in the folder: it holds the scenes asked for if and only
 * if the records agree.
 *
 * @param generation number of the rules by which scenes are composed
 * @param training number of scenes to learn from
 * @param validation number of scenes to measure on
 * @param trainingGarments fingerprint of the garments to learn from
 * @param validationGarments fingerprint of the garments to measure on
 */
record SceneRecord(
        int generation,
        SceneSettings settings,
        int training,
        int validation,
        String trainingGarments,
        String validationGarments) {
    /** Changes whenever the same settings would give other scenes. */
    static final int GENERATION = 2;

    private static final String FILE = "scenes.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    void write(Path folder) throws IOException {
        byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        Files.write(folder.resolve(FILE), text);
    }

    /**
     * Checks that a folder holds these scenes.
     *
     * @throws DataException if it holds anything else
     */
    void check(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                throw new DataException(
                        folder, "holds no %s, expected scenes or no such folder".formatted(FILE));
            }
            JsonNode found = JSON.readTree(Files.readAllBytes(file));
            difference(found, JSON.readTree(JSON.writeValueAsBytes(this)))
                    .ifPresent(
                            difference -> {
                                throw new DataException(
                                        folder,
                                        "holds other scenes: %s; delete it or name another folder"
                                                .formatted(difference));
                            });
        } catch (JsonProcessingException e) {
            throw new DataException(file, "damaged JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new DataException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static Optional<String> difference(JsonNode found, JsonNode wanted) {
        var names = new TreeSet<String>();
        for (var node : new JsonNode[] {found, wanted}) {
            for (Iterator<String> fields = node.fieldNames(); fields.hasNext(); ) {
                names.add(fields.next());
            }
        }
        for (String name : names) {
            JsonNode was = found.get(name);
            JsonNode is = wanted.get(name);
            if (was != null && is != null && was.isObject() && is.isObject()) {
                var inner = difference(was, is);
                if (inner.isPresent()) {
                    return inner;
                }
            } else if (!Objects.equals(was, is)) {
                return Optional.of("%s is %s, expected %s".formatted(name, was, is));
            }
        }
        return Optional.empty();
    }
}
