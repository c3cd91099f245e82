package dev.drover.route;

import static dev.drover.route.Requests.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlapTest {
  @Test
  void allRoutesThatCannotBeToldApartAreNamed() {
    List<Route> routes =
        List.of(
            route("a", Match.path("/a/{id}")),
            route("b", Match.path("/b").withHost("x.example").withHost("y.example")),
            route("c", Match.path("/a/{name}")),
            route("d", Match.path("/b").withHost("Y.example.").withHost("x.example")),
            route("e", Match.path("/a/*")));
    assertThatThrownBy(() -> Router.of(routes))
        .isInstanceOfSatisfying(
            OverlappingRoutes.class,
            wrong -> {
              assertThat(wrong.overlaps()).extracting(Overlap::route).containsExactly(2, 3, 4);
              assertThat(wrong.overlaps()).extracting(Overlap::earlier).containsExactly(0, 1, 0);
              assertThat(wrong.overlaps().get(0).pointer()).isEqualTo("/routes/2/match");
            })
        .hasMessage(
            """
            /routes/2/match: the route "c" has the same conditions as "a" (/routes/0/match); change one of them
            /routes/3/match: the route "d" has the same conditions as "b" (/routes/1/match); change one of them
            /routes/4/match: the route "e" has the same conditions as "a" (/routes/0/match); change one of them""");
  }

  @Test
  void theSameConditionsInOtherWordsOverlap() {
    assertOverlap(Match.prefix("/a/"), Match.path("/a/{rest=**}"));
    assertOverlap(Match.path("/%61"), Match.path("/a"));
    assertOverlap(
        Match.any().withMethods(HttpMethod.GET, HttpMethod.PUT),
        Match.any().withMethods(HttpMethod.PUT, HttpMethod.valueOf("GET"), HttpMethod.PUT));
    assertOverlap(
        Match.any().withHeader("X", "1").withHeader("y", "*"),
        Match.any().withHeader("Y", "*").withHeader("x", "1"));
    assertOverlap(
        Match.any().withParameter("x", "1").withParameter("y", "!"),
        Match.any().withParameter("y", "!").withParameter("x", "1"));
    assertOverlap(Match.grpc("a.B/*"), Match.grpc("a.B/*"));
  }

  @Test
  void conditionsThatDifferDoNotOverlap() {
    List<Route> routes =
        List.of(
            route("1", Match.any()),
            route("2", Match.path("/**")),
            route("3", Match.path("/a")),
            route("4", Match.path("/a/")),
            route("5", Match.path("/A")),
            route("6", Match.path("/*")),
            route("7", Match.path("/a").withHost("a.example")),
            route("8", Match.path("/a").withHost("a.example").withHost("b.example")),
            route("9", Match.path("/a").withMethods(HttpMethod.GET)),
            route("10", Match.path("/a").withHeader("x", "*")),
            route("11", Match.path("/a").withHeader("x", "!")),
            route("12", Match.path("/a").withParameter("x", "*")),
            route("13", Match.path("/a").withParameter("X", "*")),
            route("14", Match.grpc("a.B/C")),
            route("15", Match.grpc("a.B/*")),
            route("16", Match.grpc("*")),
            route("17", Match.path("/a.B/C")));
    assertThat(Overlap.find(routes)).isEmpty();
  }

  private static void assertOverlap(Match one, Match other) {
    assertThat(Overlap.find(List.of(route("one", one), route("other", other)))).hasSize(1);
  }
}
