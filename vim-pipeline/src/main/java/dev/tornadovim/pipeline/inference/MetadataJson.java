package dev.tornadovim.pipeline.inference;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.weights.WeightsException;

/** Writes descriptions of models as JSON and reads them: the records are the schema. */
final class MetadataJson {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .addMixIn(NetworkConfig.class, Family.class)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .build();

    /** Tells the families of networks apart. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "family")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = VimConfig.class, name = "vim"),
        @JsonSubTypes.Type(value = DeitConfig.class, name = "deit")
    })
    private interface Family {}

    private MetadataJson() {}

    static String write(ModelMetadata metadata) {
        try {
            return MAPPER.writeValueAsString(metadata);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a description of a model has no JSON", e);
        }
    }

    /**
     * Reads a description.
     *
     * @param source names the file in messages
     * @throws WeightsException if values are missing, unknown or out of range
     */
    static ModelMetadata read(String json, String source) {
        try {
            return MAPPER.readValue(json, ModelMetadata.class);
        } catch (JsonProcessingException e) {
            throw new WeightsException(
                    source,
                    "its metadata \"%s\" cannot be read: %s"
                            .formatted(ModelMetadata.KEY, e.getOriginalMessage()),
                    e);
        }
    }
}
