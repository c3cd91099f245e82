package dev.drover.codec.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;

/**
 * How Drover reads and writes the JSON of messages: RFC 8259 to the letter, in UTF-8 only, with
 * bounds. Parsers and generators of other factories work too; these are the fast and strict ones.
 */
public final class StrictJson {
  /** Arrays and objects; a message in a list takes two, and messages nest 100 deep. */
  private static final int DEEPEST = 250;

  private static final JsonFactory FACTORY = make();

  private StrictJson() {}

  private static JsonFactory make() {
    return new JsonFactoryBuilder()
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CHARSET_DETECTION)
        .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
        .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxStringLength(Integer.MAX_VALUE)
                .build())
        .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(1000).build())
        .build();
  }

  /** The factory. Safe for all threads. Strings are as long as the document lets them be. */
  public static JsonFactory factory() {
    return FACTORY;
  }
}
