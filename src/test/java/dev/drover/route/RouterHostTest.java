package dev.drover.route;

import static dev.drover.route.Requests.host;
import static dev.drover.route.Requests.route;
import static dev.drover.route.Requests.show;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterHostTest {
  private static final Router ROUTER =
      Router.of(
          List.of(
              route("any", Match.any()),
              route("com", Match.any().withHost("*.com")),
              route("below", Match.any().withHost("*.example.com")),
              route("exact", Match.any().withHost("www.Example.com.")),
              route("v6", Match.any().withHost("[2001:db8::1]")),
              route("v4", Match.any().withHost("192.0.2.7").withHost("localhost"))));

  @ParameterizedTest
  @CsvSource({
    "www.example.com, exact",
    "WWW.example.COM, exact",
    "www.example.com:8080, exact",
    "www.example.com., exact",
    "www.example.com.:443, exact",
    "www.example.com:, exact",
    "www.example.com.., any",
    "www.example.com:x, any",
    "user@www.example.com, below",
    "a.example.com, below",
    "a.b.example.com:80, below",
    "a.www.example.com., below",
    "example.com, com",
    "badexample.com, com",
    "com, any",
    ".com, any",
    "example.org, any",
    "www.example.com.org, any",
    "[2001:db8::1], v6",
    "[2001:DB8::1]:443, v6",
    "[2001:db8::2], any",
    "192.0.2.7, v4",
    "192.0.2.7:80, v4",
    "localhost:80, v4",
    "'', any",
    "':80', any",
  })
  void theMostSpecificHostWins(String authority, String expected) {
    assertThat(show(ROUTER.match(host(authority, "/")))).isEqualTo(expected);
  }

  @Test
  void aHostComesBeforeAPath() {
    Router router =
        Router.of(
            List.of(
                route("path", Match.path("/a/b")),
                route("below", Match.path("/a/b").withHost("*.example")),
                route("exact", Match.path("/**").withHost("x.example"))));
    assertThat(show(router.match(host("x.example", "/a/b")))).isEqualTo("exact");
    assertThat(show(router.match(host("y.example", "/a/b")))).isEqualTo("below");
    assertThat(show(router.match(host("example", "/a/b")))).isEqualTo("path");
  }

  @Test
  void aHostWithoutThePathFallsBackToWiderHosts() {
    Router router =
        Router.of(
            List.of(
                route("exact", Match.path("/exact").withHost("x.a.example")),
                route("long", Match.path("/long").withHost("*.a.example")),
                route("short", Match.path("/short").withHost("*.example")),
                route("any", Match.path("/any"))));
    for (String name : List.of("exact", "long", "short", "any")) {
      assertThat(show(router.match(host("x.a.example:1", "/" + name)))).isEqualTo(name);
    }
    assertThat(show(router.match(host("y.a.example", "/short")))).isEqualTo("short");
    assertThat(show(router.match(host("y.a.example", "/exact")))).isEqualTo("404");
    assertThat(show(router.match(host("x.b.example", "/long")))).isEqualTo("404");
    assertThat(show(router.match(host("x.b.example", "/any")))).isEqualTo("any");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*.",
        "a:80",
        "a..b",
        ".a",
        "*a.b",
        "a.*.b",
        "http://a",
        "a/b",
        "bücher.example",
        "a b",
        "[::1",
        "*.[::1]",
        "."
      })
  void whatIsNoHostIsAnError(String host) {
    assertThatThrownBy(() -> Match.any().withHost(host))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a host such as");
  }
}
