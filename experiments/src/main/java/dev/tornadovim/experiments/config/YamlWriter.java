package dev.tornadovim.experiments.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;

/** Writes a tree as YAML that {@link YamlReader} reads back to the same tree. */
final class YamlWriter {
    private static final YAMLMapper MAPPER =
            new YAMLMapper(
                    YAMLFactory.builder()
                            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                            .disable(YAMLGenerator.Feature.SPLIT_LINES)
                            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                            .stringQuotingChecker(new Quoting())
                            .build());

    private YamlWriter() {}

    /** The YAML text of a tree, with a line break at its end. */
    static String write(JsonNode tree) {
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values cannot be written", e);
        }
    }

    /** Quotes, beside what the library quotes, what {@link Scalars} would not read as text. */
    private static final class Quoting extends StringQuotingChecker.Default {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean needToQuoteValue(String value) {
            return super.needToQuoteValue(value)
                    || !Scalars.of(value).isTextual()
                    || !value.equals(value.strip())
                    || value.chars()
                            .anyMatch(c -> c < ' ' || "[]{},&*!|>'\"%@`#\\".indexOf(c) >= 0);
        }
    }
}
