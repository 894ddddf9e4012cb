package dev.tornadovim.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One of the values of an override.
 *
 * @param value what it means
 * @param text how it is written, without blanks around it
 */
record OverrideChoice(JsonNode value, String text) {}
