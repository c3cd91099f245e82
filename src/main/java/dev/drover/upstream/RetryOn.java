package dev.drover.upstream;

import dev.drover.status.GrpcCode;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which ends of an attempt another attempt may follow. Immutable.
 *
 * @param codes gRPC codes of an answer without content
 * @param statuses HTTP statuses
 * @param signs what happened instead of an answer
 */
record RetryOn(Set<GrpcCode> codes, BitSet statuses, Set<Sign> signs) {
  /** What may happen instead of an answer. */
  enum Sign {
    /** No endpoint could be connected to. */
    CONNECT,
    /** The connection broke before an answer. */
    RESET,
    /** The answer did not begin in time. */
    TIMEOUT
  }

  /** Of words whose form the configuration has checked. */
  static RetryOn of(List<String> words) {
    Set<GrpcCode> codes = EnumSet.noneOf(GrpcCode.class);
    BitSet statuses = new BitSet(600);
    Set<Sign> signs = EnumSet.noneOf(Sign.class);
    for (String word : words) {
      if (word.endsWith("xx")) {
        int first = (word.charAt(0) - '0') * 100;
        statuses.set(first, first + 100);
      } else if (Character.isDigit(word.charAt(0))) {
        statuses.set(Integer.parseInt(word));
      } else if (Character.isUpperCase(word.charAt(0))) {
        codes.add(GrpcCode.valueOf(word));
      } else {
        signs.add(Sign.valueOf(word.toUpperCase(Locale.ROOT)));
      }
    }
    return new RetryOn(codes, statuses, signs);
  }

  /** Whether it names an answer. */
  boolean names(Answer answer) {
    return answer.grpc() ? codes.contains(answer.code()) : statuses.get(answer.status());
  }
}
