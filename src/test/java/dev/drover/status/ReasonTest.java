package dev.drover.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonTest {
  private static final String[] TABLE = {
    "NO_ROUTE, CLIENT, UNIMPLEMENTED, 404",
    "METHOD_NOT_ALLOWED, CLIENT, UNIMPLEMENTED, 405",
    "MALFORMED, CLIENT, INVALID_ARGUMENT, 400",
    "TOO_LARGE, CLIENT, RESOURCE_EXHAUSTED, 413",
    "URI_TOO_LONG, CLIENT, INVALID_ARGUMENT, 414",
    "HEADERS_TOO_LARGE, CLIENT, RESOURCE_EXHAUSTED, 431",
    "REQUEST_TIMEOUT, CLIENT, CANCELLED, 408",
    "UNSUPPORTED_MEDIA_TYPE, CLIENT, INVALID_ARGUMENT, 415",
    "UNSUPPORTED_ENCODING, CLIENT, UNIMPLEMENTED, 415",
    "NOT_ACCEPTABLE, CLIENT, INVALID_ARGUMENT, 406",
    "RANGE_NOT_SATISFIABLE, CLIENT, OUT_OF_RANGE, 416",
    "MISDIRECTED, CLIENT, UNIMPLEMENTED, 421",
    "EXPECTATION_FAILED, CLIENT, INVALID_ARGUMENT, 417",
    "UNAUTHENTICATED, CLIENT, UNAUTHENTICATED, 401",
    "DENIED, CLIENT, PERMISSION_DENIED, 403",
    "CANCELLED, CLIENT, CANCELLED, 499",
    "RATE_LIMITED, LOCAL, RESOURCE_EXHAUSTED, 429",
    "SHED, LOCAL, UNAVAILABLE, 503",
    "BREAKER_OPEN, LOCAL, UNAVAILABLE, 503",
    "DRAINING, LOCAL, UNAVAILABLE, 503",
    "DEADLINE, LOCAL, DEADLINE_EXCEEDED, 504",
    "INTERNAL, LOCAL, INTERNAL, 500",
    "NO_AUTHORITY, UPSTREAM, UNAVAILABLE, 503",
    "NO_SCHEMA, UPSTREAM, UNAVAILABLE, 503",
    "NOT_BRIDGED, UPSTREAM, UNIMPLEMENTED, 501",
    "NO_ENDPOINT, UPSTREAM, UNAVAILABLE, 503",
    "CONNECT_FAILED, UPSTREAM, UNAVAILABLE, 502",
    "RESET_BEFORE_HEADERS, UPSTREAM, UNAVAILABLE, 502",
    "RESET_AFTER_HEADERS, UPSTREAM, INTERNAL, 502",
    "CALL_FAILED, UPSTREAM, UNAVAILABLE, 502",
    "PROTOCOL, UPSTREAM, INTERNAL, 502",
    "MESSAGE_TOO_LARGE, UPSTREAM, RESOURCE_EXHAUSTED, 502"
  };

  @Test
  void theTableIsAsDocumented() {
    assertThat(
            Arrays.stream(Reason.values())
                .map(r -> r + ", " + r.party() + ", " + r.grpc() + ", " + r.http()))
        .containsExactly(TABLE);
  }

  @ParameterizedTest
  @CsvSource({"404, Not Found", "413, Content Too Large", "503, Service Unavailable"})
  void titlesAreThePhrasesOfTheStatus(int http, String phrase) {
    assertThat(Reason.values())
        .filteredOn(reason -> reason.http() == http)
        .isNotEmpty()
        .allMatch(reason -> reason.title().equals(phrase));
  }
}
