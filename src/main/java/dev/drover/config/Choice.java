package dev.drover.config;

/**
 * One thing out of an open {@link Vocabulary}: a filter, a handler, an upstream.
 *
 * @param name its name in the vocabulary
 * @param config its record, of the class the vocabulary gives for the name
 * @param pointer the JSON pointer to it in the document it was read from
 */
public record Choice(String name, Record config, String pointer) {}
