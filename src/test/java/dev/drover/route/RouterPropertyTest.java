package dev.drover.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.exchange.Request;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The trie finds what looking at every route finds. */
class RouterPropertyTest {
  private static final String[] SEGMENTS = {"a", "b", "p.S", "M"};
  private static final String[] HOSTS = {"e", "x.e", "*.e", "y.x.e", "*.x.e"};
  private static final String[] AUTHORITIES = {"", "e", "x.e:80", "Y.x.E", "z.x.e.", "w.e", "f"};
  private static final String[] CALLS = {"*", "p.S/*", "p.S/M", "a/b", "a/*", "b/M"};
  private static final String[] VALUES = {"*", "!", "1*", "1", "12"};
  private static final HttpMethod[] METHODS = {HttpMethod.GET, HttpMethod.PUT, HttpMethod.POST};

  @Test
  void theTrieAgreesWithALinearSearch() {
    long seed = Long.getLong("drover.seed", System.nanoTime());
    System.out.println("RouterPropertyTest: -Ddrover.seed=" + seed);
    Random random = new Random(seed);
    Map<String, Integer> kinds = new TreeMap<>();
    for (int round = 0; round < 400; round++) {
      List<Route> routes = routes(random, 1 + random.nextInt(40));
      Router router = Router.of(routes);
      LinearMatcher linear = new LinearMatcher(routes);
      for (int i = 0; i < 50; i++) {
        Request request = request(random);
        String found = Requests.show(router.match(request));
        assertThat(found)
            .as("%s %s of %s, seed %s", request.head(), request.path(), routes, seed)
            .isEqualTo(linear.match(request));
        kinds.merge(found.startsWith("40") ? found.substring(0, 3) : "found", 1, Integer::sum);
      }
    }
    assertThat(kinds.values()).hasSize(3).allMatch(count -> count > 300);
  }

  private static List<Route> routes(Random random, int count) {
    List<Route> routes = new ArrayList<>();
    while (routes.size() < count) {
      List<Route> more = new ArrayList<>(routes);
      more.add(Requests.route("r" + routes.size(), match(random)));
      routes = Overlap.find(more).isEmpty() ? more : routes;
    }
    return routes;
  }

  private static Match match(Random random) {
    Match match =
        switch (random.nextInt(8)) {
          case 0 -> Match.any();
          case 1 -> Match.grpc(CALLS[random.nextInt(CALLS.length)]);
          default -> Match.path(template(random));
        };
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      match = match.withHost(HOSTS[random.nextInt(HOSTS.length)]);
    }
    if (random.nextInt(3) == 0) {
      match =
          random.nextBoolean()
              ? match.withMethods(METHODS[random.nextInt(METHODS.length)])
              : match.withMethods(HttpMethod.GET, METHODS[random.nextInt(METHODS.length)]);
    }
    if (random.nextInt(4) == 0) {
      match = match.withHeader("h", VALUES[random.nextInt(VALUES.length)]);
    }
    return random.nextInt(4) == 0
        ? match.withParameter("q", VALUES[random.nextInt(VALUES.length)])
        : match;
  }

  private static String template(Random random) {
    StringBuilder text = new StringBuilder();
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      String segment =
          switch (random.nextInt(5)) {
            case 0 -> "*";
            case 1 -> "{v" + i + "}";
            default -> SEGMENTS[random.nextInt(SEGMENTS.length)];
          };
      text.append('/').append(segment);
    }
    String end =
        switch (random.nextInt(6)) {
          case 0 -> "/**";
          case 1 -> "/{rest=**}";
          case 2 -> "/";
          default -> "";
        };
    return text.length() + end.length() == 0 ? "/" : text + end;
  }

  private static Request request(Random random) {
    StringBuilder path = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      path.append('/').append(SEGMENTS[random.nextInt(SEGMENTS.length)]);
    }
    String target = path + (random.nextInt(4) == 0 || path.length() == 0 ? "/" : "");
    if (random.nextBoolean()) {
      target += random.nextBoolean() ? "?q=12" : "?q&q=1";
    }
    List<String> headers = new ArrayList<>();
    if (random.nextBoolean()) {
      headers.addAll(List.of("content-type", "application/grpc"));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      headers.addAll(List.of("h", random.nextBoolean() ? "1" : "12"));
    }
    return Requests.of(
        METHODS[random.nextInt(METHODS.length)],
        AUTHORITIES[random.nextInt(AUTHORITIES.length)],
        target,
        headers.toArray(String[]::new));
  }
}
