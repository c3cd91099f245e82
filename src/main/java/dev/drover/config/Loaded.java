package dev.drover.config;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A configuration that was read.
 *
 * @param config the record
 * @param effective the document with the defaults filled in, keys in the order of the records;
 *     expanded strings stand as they were written ({@code ${env:NAME}}) and secrets as {@code ***},
 *     so it may be shown to anyone. Do not modify it
 * @param <T> the type of the record
 */
public record Loaded<T extends Record>(T config, JsonNode effective) {}
