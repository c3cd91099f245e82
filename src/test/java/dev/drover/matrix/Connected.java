package dev.drover.matrix;

import java.util.List;

/** The words that Connect has for the codes of gRPC, in their order. */
final class Connected {
  private static final List<String> WORDS =
      List.of(
          "ok",
          "canceled",
          "unknown",
          "invalid_argument",
          "deadline_exceeded",
          "not_found",
          "already_exists",
          "permission_denied",
          "resource_exhausted",
          "failed_precondition",
          "aborted",
          "out_of_range",
          "unimplemented",
          "internal",
          "unavailable",
          "data_loss",
          "unauthenticated");

  private Connected() {}

  static String word(int code) {
    return WORDS.get(code);
  }

  static int code(String word) {
    return WORDS.indexOf(word);
  }
}
