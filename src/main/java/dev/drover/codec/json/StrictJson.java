package dev.drover.codec.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;

/**
 * How Drover reads the JSON of messages: RFC 8259 to the letter, in UTF-8 only, with bounds. The
 * codec takes parsers of other factories too, and is then as lenient as they are.
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
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxStringLength(Integer.MAX_VALUE)
                .build())
        .build();
  }

  /** The factory. Safe for all threads. Strings are as long as the document lets them be. */
  public static JsonFactory factory() {
    return FACTORY;
  }
}
