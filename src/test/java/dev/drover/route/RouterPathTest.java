package dev.drover.route;

import static dev.drover.route.Requests.NOTHING;
import static dev.drover.route.Requests.get;
import static dev.drover.route.Requests.of;
import static dev.drover.route.Requests.route;
import static dev.drover.route.Requests.show;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.exchange.PathVariables;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterPathTest {
  private static Router templates(String... templates) {
    return Router.of(Arrays.stream(templates).map(t -> route(t, Match.path(t))).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a, /a",
    "/a/, /a/",
    "/a/b, /a/b",
    "/a/c, /a/{x} {x=c}",
    "/a/c/, /a/{rest=**} {rest=c/}",
    "/a/c/d, /a/{x}/d {x=c}",
    "/a/b/d, /a/b/**",
    "/a/b/, /a/b/**",
    "/a/c/e, /a/{x}/* {x=c}",
    "/a/c/e/f, /a/{rest=**} {rest=c/e/f}",
    "/b, /*",
    "/b/, /**",
    "/b/c, /**",
  })
  void theMostSpecificTemplateWins(String path, String expected) {
    Router router =
        templates(
            "/**",
            "/*",
            "/a/{rest=**}",
            "/a/{x}/*",
            "/a/{x}",
            "/a/b/**",
            "/a/{x}/d",
            "/a/b",
            "/a/",
            "/a",
            "/");
    assertThat(show(router.match(get(path)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/a, /a/** ",
    "/a/, /a/**",
    "/a/b/c, /a/**",
    "/ab, 404",
    "/, 404",
    "/A, 404",
    "/b/a, 404"
  })
  void aRestIsAlsoNothing(String path, String expected) {
    assertThat(show(templates("/a/**").match(get(path)))).isEqualTo(expected.strip());
  }

  @ParameterizedTest
  @CsvSource({"/a/b, 404", "/a/b/, /a/b/", "/c, /c", "/c/, 404", "/v/, 404", "/v/x, /v/{x} {x=x}"})
  void aSlashAtTheEndCounts(String path, String expected) {
    assertThat(show(templates("/a/b/", "/c", "/v/{x}").match(get(path)))).isEqualTo(expected);
  }

  @Test
  void aLiteralThatLeadsNowhereFallsBack() {
    Router router = templates("/a/b/c", "/{x}/b/{y}", "/a/{y}/e/**", "/**");
    assertThat(show(router.match(get("/a/b/c")))).isEqualTo("/a/b/c");
    assertThat(show(router.match(get("/a/b/d")))).isEqualTo("/{x}/b/{y} {x=a, y=d}");
    assertThat(show(router.match(get("/a/b/e/f")))).isEqualTo("/a/{y}/e/** {y=b}");
    assertThat(show(router.match(get("/a/b/c/d")))).isEqualTo("/**");
  }

  @Test
  void theFirstSegmentThatDiffersDecides() {
    Router router = templates("/{x}/b/c/d", "/a/**");
    assertThat(show(router.match(get("/a/b/c/d")))).isEqualTo("/a/**");
  }

  @Test
  void aRouteWithoutPathComesLastAndTakesTheStar() {
    Router router = Router.of(List.of(route("any", Match.any()), route("all", Match.path("/**"))));
    assertThat(show(router.match(get("/a")))).isEqualTo("all");
    assertThat(show(router.match(of(HttpMethod.OPTIONS, "", "*")))).isEqualTo("any");
  }

  @Test
  void anEscapedSlashStaysWithinItsVariable() {
    Router router = templates("/files/{name}", "/tree/{rest=**}");
    PathVariables file = found(router.match(get("/files/a%2fb%20c%25"))).variables();
    assertThat(file.raw("name")).isEqualTo("a%2Fb%20c%25");
    assertThat(file.get("name")).isEqualTo("a/b c%");
    PathVariables tree = found(router.match(get("/tree/a%2fb/caf%c3%a9"))).variables();
    assertThat(tree.raw("rest")).isEqualTo("a%2Fb/caf%C3%A9");
    assertThat(tree.get("rest")).isEqualTo("a%2Fb/café");
    assertThat(tree.get("name")).isNull();
    assertThat(tree.raw("name")).isNull();
  }

  @Test
  void aRestMayBeEmpty() {
    Router router = templates("/tree/{rest=**}");
    for (String path : List.of("/tree", "/tree/")) {
      assertThat(found(router.match(get(path))).variables().get("rest")).isEmpty();
    }
  }

  @Test
  void whatTheNormaliserResolvesIsWhatIsMatched() {
    Router router = templates("/public/**", "/admin/**");
    assertThat(show(router.match(get("/public/%2e%2e/%61dmin")))).isEqualTo("/admin/**");
    assertThat(show(router.match(get("//admin//x")))).isEqualTo("/admin/**");
  }

  @Test
  void aRouteWithoutVariablesIsFoundWithoutAllocation() {
    Router router = templates("/a/b");
    assertThat(router.match(get("/a/b"))).isSameAs(router.match(get("/a/b")));
    assertThat(router.match(get("/x"))).isSameAs(router.match(get("/y")));
  }

  @Test
  void filtersAreFoldedInDeclaredOrder() {
    List<String> order = new ArrayList<>();
    Route.fold(
            List.of(
                (exchange, next) -> {
                  order.add("first");
                  return next.handle(exchange);
                },
                (exchange, next) -> {
                  order.add("second");
                  return next.handle(exchange);
                }),
            NOTHING)
        .handle(Requests.exchange(get("/")));
    assertThat(order).containsExactly("first", "second");
  }

  private static Router.Found found(Router.Result result) {
    return (Router.Found) result;
  }
}
