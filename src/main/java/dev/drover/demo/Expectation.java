package dev.drover.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the answers to a call must be. */
@FunctionalInterface
interface Expectation {
  /** What is wrong; empty when nothing is. */
  Optional<String> complaint(List<Answer> answers);

  /** Both. */
  default Expectation and(Expectation other) {
    return answers -> complaint(answers).or(() -> other.complaint(answers));
  }

  /** An HTTP status. */
  static Expectation status(int status) {
    return every(
        answer ->
            answer.status() == status
                ? Optional.empty()
                : Optional.of("expected status " + status + ", found " + answer.status()));
  }

  /** A gRPC status code. */
  static Expectation grpc(int code) {
    return status(200)
        .and(
            every(
                answer ->
                    answer.grpcStatus().equals(Optional.of(Integer.toString(code)))
                        ? Optional.empty()
                        : Optional.of(
                            "expected gRPC status "
                                + code
                                + ", found "
                                + answer.grpcStatus().orElse("none"))));
  }

  /** HTTP statuses of a series, in any order. */
  static Expectation statuses(int... statuses) {
    int[] expected = statuses.clone();
    Arrays.sort(expected);
    return answers -> {
      int[] found = answers.stream().mapToInt(Answer::status).sorted().toArray();
      return Arrays.equals(expected, found)
          ? Optional.empty()
          : Optional.of(
              "expected statuses "
                  + Arrays.toString(expected)
                  + ", found "
                  + Arrays.toString(found));
    };
  }

  /** A header that contains a text. */
  static Expectation header(String name, String part) {
    return every(
        answer -> {
          String value = answer.headers().get(name);
          return value != null && value.contains(part)
              ? Optional.empty()
              : Optional.of("expected " + part + " in the header " + name + ", found " + value);
        });
  }

  /** Content that contains a text. */
  static Expectation content(String part) {
    return every(
        answer ->
            answer.begin().toString().contains(part)
                ? Optional.empty()
                : Optional.of("expected " + part + " in the content"));
  }

  /** Content of a length. */
  static Expectation length(long bytes) {
    return every(
        answer ->
            answer.length() == bytes
                ? Optional.empty()
                : Optional.of("expected " + bytes + " bytes, found " + answer.length()));
  }

  private static Expectation every(Function<Answer, Optional<String>> rule) {
    return answers -> answers.stream().map(rule).flatMap(Optional::stream).findFirst();
  }
}
