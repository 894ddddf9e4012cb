package dev.tornadovim.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

import java.io.StringReader;
import java.util.Iterator;

/**
 * Reads a YAML text into a tree of plain values. It works on parser events, so nothing in the text
 * can name a Java type, and nothing is expanded: tags, anchors, aliases and duplicate keys are
 * refused, each with its line.
 */
final class YamlReader {
    private static final int MAX_DEPTH = 20;
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String source;
    private final Iterator<Event> events;

    private YamlReader(String source, String text) {
        this.source = source;
        var options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        this.events = new Yaml(options).parse(new StringReader(text)).iterator();
    }

    /**
     * Reads one document whose root is a mapping; an empty text is an empty mapping.
     *
     * @param source name of the file, for messages
     */
    static ObjectNode read(String source, String text) {
        try {
            return new YamlReader(source, text).document();
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            var line = mark == null ? 1 : mark.getLine() + 1;
            throw new ConfigException(
                    "%s line %d is not YAML: %s".formatted(source, line, e.getProblem()), e);
        } catch (YAMLException e) {
            var problem = e.getMessage().lines().findFirst().orElse("unreadable");
            throw new ConfigException("%s is not YAML: %s".formatted(source, problem), e);
        }
    }

    private ObjectNode document() {
        events.next(); // stream start
        if (!events.next().is(Event.ID.DocumentStart)) {
            return NODES.objectNode();
        }
        var first = events.next();
        var root = value(first, 0);
        events.next(); // document end
        var next = events.next();
        if (!next.is(Event.ID.StreamEnd)) {
            throw refused(next, "starts a second document, expected one");
        }
        if (root.isNull()) {
            return NODES.objectNode();
        }
        if (root instanceof ObjectNode mapping) {
            return mapping;
        }
        throw refused(first, "is no mapping, expected 'key: value' lines");
    }

    private JsonNode value(Event event, int depth) {
        if (event instanceof AliasEvent alias) {
            throw refused(
                    event,
                    "has the alias *%s; aliases are refused, use _base_ to share"
                            .formatted(alias.getAnchor()));
        }
        if (event instanceof NodeEvent node && node.getAnchor() != null) {
            throw refused(
                    event,
                    "has the anchor &%s; anchors are refused, use _base_ to share"
                            .formatted(node.getAnchor()));
        }
        if (depth > MAX_DEPTH) {
            throw refused(event, "is nested more than %d deep".formatted(MAX_DEPTH));
        }
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case SequenceStartEvent start -> {
                refuseTag(start, start.getTag());
                yield sequence(depth);
            }
            case MappingStartEvent start -> {
                refuseTag(start, start.getTag());
                yield mapping(depth);
            }
            default -> throw refused(event, "has an unexpected " + event.getEventId());
        };
    }

    private JsonNode scalar(ScalarEvent scalar) {
        refuseTag(scalar, scalar.getTag());
        return scalar.getScalarStyle() == ScalarStyle.PLAIN
                ? Scalars.of(scalar.getValue())
                : NODES.textNode(scalar.getValue());
    }

    private ArrayNode sequence(int depth) {
        var list = NODES.arrayNode();
        for (var e = events.next(); !e.is(Event.ID.SequenceEnd); e = events.next()) {
            list.add(value(e, depth + 1));
        }
        return list;
    }

    private ObjectNode mapping(int depth) {
        var map = NODES.objectNode();
        for (var e = events.next(); !e.is(Event.ID.MappingEnd); e = events.next()) {
            if (!(e instanceof ScalarEvent key) || key.getAnchor() != null) {
                throw refused(e, "has a key that is no plain word");
            }
            refuseTag(key, key.getTag());
            if (map.has(key.getValue())) {
                throw refused(e, "has the key %s a second time".formatted(key.getValue()));
            }
            map.set(key.getValue(), value(events.next(), depth + 1));
        }
        return map;
    }

    private void refuseTag(Event event, String tag) {
        if (tag != null) {
            throw refused(event, "has the tag %s; tags are refused".formatted(tag));
        }
    }

    private ConfigException refused(Event event, String problem) {
        return new ConfigException(
                "%s line %d %s".formatted(source, event.getStartMark().getLine() + 1, problem));
    }
}
