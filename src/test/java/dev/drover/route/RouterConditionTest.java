package dev.drover.route;

import static dev.drover.route.Requests.get;
import static dev.drover.route.Requests.of;
import static dev.drover.route.Requests.route;
import static dev.drover.route.Requests.show;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterConditionTest {
  private static final Match A = Match.path("/a");

  @ParameterizedTest
  @CsvSource({
    "*, '', true",
    "*, x, true",
    "*, -, false",
    "!, -, true",
    "!, '', false",
    "!, x, false",
    "ab*, ab, true",
    "ab*, abc, true",
    "ab*, aab, false",
    "ab*, AB, false",
    "ab*, -, false",
    "ab, ab, true",
    "ab, abc, false",
    "ab, AB, false",
    "ab, -, false",
    "'', '', true",
    "'', -, false",
  })
  void aConditionHoldsForHeaderAndQueryAlike(String condition, String value, boolean holds) {
    String expected = holds ? "a" : "404";
    Router headers = Router.of(List.of(route("a", A.withHeader("X-Kind", condition))));
    String[] fields = value.equals("-") ? new String[0] : new String[] {"x-kind", value};
    assertThat(show(headers.match(of(HttpMethod.GET, "", "/a", fields)))).isEqualTo(expected);
    Router query = Router.of(List.of(route("a", A.withParameter("kind", condition))));
    String target = value.equals("-") ? "/a?other=1" : "/a?other=1&kind=" + value;
    assertThat(show(query.match(get(target)))).isEqualTo(expected);
  }

  @Test
  void oneOfSeveralValuesIsEnough() {
    Router exact = Router.of(List.of(route("a", A.withHeader("k", "b").withParameter("k", "b"))));
    assertThat(show(exact.match(of(HttpMethod.GET, "", "/a?k=a&k=b", "k", "a", "k", "b"))))
        .isEqualTo("a");
    Router prefix = Router.of(List.of(route("a", A.withHeader("k", "b*"))));
    assertThat(show(prefix.match(of(HttpMethod.GET, "", "/a", "k", "a", "k", "bc"))))
        .isEqualTo("a");
    assertThat(show(prefix.match(of(HttpMethod.GET, "", "/a", "k", "a", "k", "c"))))
        .isEqualTo("404");
  }

  @ParameterizedTest
  @CsvSource({
    "/a?k+1=a+b, a",
    "/a?%6B%201=%61%20b, a",
    "/a?&&k+1=a%20b&, a",
    "/a?k+1=a%2Bb, 404",
    "/a?k+1=a, 404",
    "/a?k+1=a+bc, 404",
    "/a?k+1, 404",
    "/a?k+=a+b, 404",
    "/a?K+1=a+b, 404",
    "/a?, 404",
    "/a, 404",
  })
  void aParameterIsComparedDecoded(String target, String expected) {
    Router router = Router.of(List.of(route("a", A.withParameter("k 1", "a b"))));
    assertThat(show(router.match(get(target)))).isEqualTo(expected);
  }

  @Test
  void aParameterMayBeOutsideAsciiAndHaveStrayPercentSigns() {
    Router router = Router.of(List.of(route("a", A.withParameter("é", "100%"))));
    assertThat(show(router.match(get("/a?%C3%A9=100%")))).isEqualTo("a");
    assertThat(show(router.match(get("/a?%c3%a9=100%25")))).isEqualTo("a");
    assertThat(show(router.match(get("/a?%C3=100%")))).isEqualTo("404");
  }

  @Test
  void aParameterWithoutEqualsHasTheEmptyValue() {
    Router router = Router.of(List.of(route("a", A.withParameter("k", ""))));
    assertThat(show(router.match(get("/a?k")))).isEqualTo("a");
    assertThat(show(router.match(get("/a?k=")))).isEqualTo("a");
    assertThat(show(router.match(get("/a?k=x")))).isEqualTo("404");
  }

  @Test
  void namedMethodsComeBeforeAnyAndMoreConditionsBeforeFewer() {
    Router router =
        Router.of(
            List.of(
                route("any", A),
                route("two", A.withHeader("x", "*").withParameter("y", "*")),
                route("one", A.withHeader("x", "*")),
                route("other", A.withParameter("y", "*")),
                route("get", A.withMethods(HttpMethod.GET))));
    assertThat(show(router.match(of(HttpMethod.GET, "", "/a?y", "x", "1")))).isEqualTo("get");
    assertThat(show(router.match(of(HttpMethod.PUT, "", "/a?y", "x", "1")))).isEqualTo("two");
    assertThat(show(router.match(of(HttpMethod.PUT, "", "/a", "x", "1")))).isEqualTo("one");
    assertThat(show(router.match(of(HttpMethod.PUT, "", "/a?y")))).isEqualTo("other");
    assertThat(show(router.match(of(HttpMethod.PUT, "", "/a")))).isEqualTo("any");
  }

  @Test
  void tiesGoByTheDeclaredOrder() {
    Route one = route("one", A.withHeader("x", "*"));
    Route other = route("other", A.withHeader("y", "*"));
    assertThat(
            show(
                Router.of(List.of(one, other))
                    .match(of(HttpMethod.GET, "", "/a", "x", "1", "y", "1"))))
        .isEqualTo("one");
    assertThat(
            show(
                Router.of(List.of(other, one))
                    .match(of(HttpMethod.GET, "", "/a", "x", "1", "y", "1"))))
        .isEqualTo("other");
  }

  @Test
  void aRouteWhoseConditionsFailLeavesTheRequestToAWiderOne() {
    Router router =
        Router.of(
            List.of(
                route("canary", Match.path("/a/b").withHeader("x-canary", "*")),
                route("post", Match.path("/a/{id}").withMethods(HttpMethod.POST)),
                route("search", Match.path("/a/**").withParameter("q", "*")),
                route("rest", Match.path("/**"))));
    assertThat(show(router.match(of(HttpMethod.GET, "", "/a/b", "x-canary", "1"))))
        .isEqualTo("canary");
    assertThat(show(router.match(of(HttpMethod.POST, "", "/a/b")))).isEqualTo("post {id=b}");
    assertThat(show(router.match(get("/a/b?q=1")))).isEqualTo("search");
    assertThat(show(router.match(get("/a/b")))).isEqualTo("rest");
  }

  @Test
  void aPathWithoutTheMethodNamesThoseItHas() {
    Router router =
        Router.of(
            List.of(
                route("put", Match.path("/a/{id}").withMethods(HttpMethod.PUT, HttpMethod.DELETE)),
                route("get", Match.path("/a/b").withMethods(HttpMethod.GET)),
                route("host", Match.path("/**").withHost("a.example").withMethods(HttpMethod.PUT)),
                route(
                    "patch", Match.path("/a/b").withMethods(HttpMethod.PATCH).withHeader("x", "*")),
                route("purge", Match.any().withMethods(HttpMethod.valueOf("PURGE")))));
    assertThat(show(router.match(of(HttpMethod.POST, "", "/a/b"))))
        .isEqualTo("405 DELETE, GET, PURGE, PUT");
    assertThat(show(router.match(of(HttpMethod.POST, "", "/a/b", "x", "1"))))
        .isEqualTo("405 DELETE, GET, PATCH, PURGE, PUT");
    assertThat(show(router.match(of(HttpMethod.POST, "", "/x")))).isEqualTo("405 PURGE");
    assertThat(show(router.match(of(HttpMethod.POST, "a.example", "/x"))))
        .isEqualTo("405 PURGE, PUT");
    assertThat(show(router.match(of(HttpMethod.valueOf("PURGE"), "", "/x")))).isEqualTo("purge");
    assertThat(show(router.match(of(HttpMethod.HEAD, "", "/a/b"))))
        .isEqualTo("405 DELETE, GET, PURGE, PUT");
  }

  @Test
  void aMethodThatIsNotAllowedIsAFailureWithAllow() {
    Failure failure =
        new Router.MethodNotAllowed(List.of(HttpMethod.GET, HttpMethod.PUT)).failure();
    assertThat(failure.reason()).isEqualTo(Reason.METHOD_NOT_ALLOWED);
    assertThat(failure.headers()).containsEntry("allow", "GET, PUT");
  }

  @Test
  void aPreflightTakesTheRouteOfTheMethodItAsksFor() {
    Router router = Router.of(List.of(route("put", A.withMethods(HttpMethod.PUT))));
    assertThat(show(router.match(of(HttpMethod.OPTIONS, "", "/a"), HttpMethod.PUT)))
        .isEqualTo("put");
    assertThat(show(router.match(of(HttpMethod.OPTIONS, "", "/a")))).isEqualTo("405 PUT");
  }
}
