package dev.drover.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.codec.HopByHop;
import dev.drover.exchange.Request.Version;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderRulesTest {
  private final HeaderRules rules = new HeaderRules(5, 100);

  private static MultiMap headers(String... pairs) {
    MultiMap headers = HttpHeaders.headers();
    for (int i = 0; i < pairs.length; i += 2) {
      headers.add(pairs[i], pairs[i + 1]);
    }
    return headers;
  }

  private @Nullable Reason http1(String target, String... headers) {
    return reason(rules.check(Version.HTTP_1_1, HttpMethod.GET, target, null, headers(headers)));
  }

  private static @Nullable Reason reason(@Nullable Failure failure) {
    return failure == null ? null : failure.reason();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a.example:8080", "127.0.0.1", "[::1]", "[::1]:80", "", "a_b.example", "A"})
  void aProperHostIsTaken(String host) {
    assertThat(http1("/", "Host", host)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b", "a/b", "u@a", "a:", "a:b", "a:99999", "a:80:80", "[::1", "[]", "[::1]x", "::1",
        "a?b", "a#b", "a,b\\", "%41", "a\"", "<a>"
      })
  void anImproperHostIsRefused(String host) {
    assertThat(http1("/", "Host", host)).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void thereIsOneHost() {
    assertThat(http1("/")).isEqualTo(Reason.MALFORMED);
    assertThat(http1("/", "Host", "a", "host", "a")).isEqualTo(Reason.MALFORMED);
    assertThat(reason(rules.check(Version.HTTP_1_0, HttpMethod.GET, "/", null, headers())))
        .isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "http://a/b, a,",
    "HTTP://A/b, a,",
    "http://a:80/b, a,",
    "https://a/b?c, a:443,",
    "http://a, a,",
    "http://a:443/b, a, MALFORMED",
    "http://b/, a, MALFORMED",
    "http://u@a/, a, MALFORMED",
    "http:///b, a, MALFORMED",
    "ftp://a/, a, MALFORMED",
    "b, a, MALFORMED",
    "*, a, MALFORMED",
    "a:443, a, MALFORMED"
  })
  void anAbsoluteTargetAgreesWithItsHost(String target, String host, @Nullable Reason expected) {
    assertThat(http1(target, "Host", host)).isEqualTo(expected);
  }

  @Test
  void methodsHaveTheirFormsOfTarget() {
    MultiMap host = headers("host", "a");
    assertThat(rules.check(Version.HTTP_1_1, HttpMethod.OPTIONS, "*", null, host)).isNull();
    assertThat(reason(rules.check(Version.HTTP_1_1, HttpMethod.CONNECT, "a:443", null, host)))
        .isEqualTo(Reason.METHOD_NOT_ALLOWED);
  }

  @Test
  void thereAreLimits() {
    String fits = "/" + "a".repeat(99);
    assertThat(http1(fits, "Host", "a")).isNull();
    assertThat(http1(fits + "a", "Host", "a")).isEqualTo(Reason.URI_TOO_LONG);
    String[] five = {"Host", "a", "x", "1", "x", "2", "x", "3", "x", "4"};
    assertThat(http1("/", five)).isNull();
    String[] six = {"Host", "a", "x", "1", "x", "2", "x", "3", "x", "4", "x", "5"};
    assertThat(http1("/", six)).isEqualTo(Reason.HEADERS_TOO_LARGE);
  }

  @Test
  void theAuthorityOfHttp2IsTheHost() {
    assertThat(http2("a", headers())).isNull();
    assertThat(http2("a", headers("host", "a"))).isNull();
    assertThat(http2(null, headers("host", "a"))).isNull();
    assertThat(http2("a", headers("host", "b"))).isEqualTo(Reason.MALFORMED);
    assertThat(http2("u@a", headers())).isEqualTo(Reason.MALFORMED);
  }

  private @Nullable Reason http2(@Nullable String authority, MultiMap headers) {
    return reason(rules.check(Version.HTTP_2, HttpMethod.GET, "/", authority, headers));
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "close, Content-Length", "x,,AUTHORIZATION", "X-Forwarded-For"})
  void connectionMustNotNameWhatOthersRelyOn(String connection) {
    assertThat(http1("/", "Host", "a", "Connection", connection)).isEqualTo(Reason.MALFORMED);
    assertThat(http1("/", "Host", "a", "Connection", "close", "Connection", connection))
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void hopByHopHeadersAreRemoved() {
    MultiMap headers =
        headers(
            "Connection", "keep-alive, X-Mine",
            "Connection", "trailer",
            "Keep-Alive", "5",
            "Proxy-Connection", "close",
            "Transfer-Encoding", "chunked",
            "Upgrade", "h2c",
            "X-Mine", "1",
            "Trailer", "a",
            "TE", "gzip, Trailers",
            "Accept", "b");
    HopByHop.strip(headers);
    assertThat(headers.entries()).extracting("key").containsExactlyInAnyOrder("te", "Accept");
    assertThat(headers.get("te")).isEqualTo("trailers");
  }

  @Test
  void whatIsForTheWholeWayStays() {
    MultiMap headers =
        headers("te", "trailers", "trailer", "a", "content-type", "application/grpc");
    HopByHop.strip(headers);
    assertThat(headers.entries()).hasSize(3);
    MultiMap gzip = headers("te", "gzip");
    HopByHop.strip(gzip);
    assertThat(gzip.entries()).isEmpty();
  }

  @Test
  void targetsAreTakenApart() {
    assertThat(Targets.authorityOf("https://a:1/b?c")).isEqualTo("a:1");
  }
}
