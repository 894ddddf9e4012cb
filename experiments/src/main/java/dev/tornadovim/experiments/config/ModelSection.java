package dev.tornadovim.experiments.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.model.VimConfig;

import java.util.Set;

/**
 * How the section {@code model} reads as a record of the library: a key tells the families apart, each
 * with keys of its own, and what follows from the data has no key. Presets are the group files in
 * {@code configs/_base_/model}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = ModelSection.FAMILY)
@JsonSubTypes({
    @JsonSubTypes.Type(value = VimConfig.class, name = "vim"),
    @JsonSubTypes.Type(value = DeitConfig.class, name = "deit")
})
interface ModelSection {

    /** The key that picks the record. */
    String FAMILY = "family";

    /** Components that follow from the data. */
    Set<String> OF_THE_DATA = Set.of("imageHeight", "imageWidth", "channels", "classes");

    /** The kinds of networks. */
    enum Family {
        /** Vision Mamba. */
        VIM,
        /** Vision transformer, the baseline. */
        DEIT
    }

    /** Puts in what the data are not known for yet: the smallest image that has a patch. */
    static void complete(ObjectNode model) {
        var patchSize = model.get("patchSize");
        model.set("imageHeight", patchSize);
        model.set("imageWidth", patchSize);
        model.put("channels", 1).put("classes", 1);
    }

    /** Takes out what has no key. */
    static void strip(ObjectNode model) {
        model.remove(OF_THE_DATA);
    }
}
