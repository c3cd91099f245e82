package dev.drover.handler.paginate;

import java.util.List;
import java.util.stream.Stream;

/**
 * A JSON pointer (RFC 6901), taken apart. Immutable.
 *
 * @param segments none for the whole document
 */
record JsonPath(List<String> segments) {
  /** Its form, as a regular expression. */
  static final String FORM = "(/[^/]*)*";

  static JsonPath of(String pointer) {
    return new JsonPath(
        pointer.isEmpty()
            ? List.of()
            : Stream.of(pointer.substring(1).split("/", -1))
                .map(segment -> segment.replace("~1", "/").replace("~0", "~"))
                .toList());
  }
}
