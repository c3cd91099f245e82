package dev.drover.route;

import static dev.drover.route.Requests.exchange;
import static dev.drover.route.Requests.get;
import static dev.drover.route.Requests.host;
import static dev.drover.route.Requests.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ConfigReader;
import dev.drover.config.RewriteConfig;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewriteTest {
  private static final Match ANY = Match.any();

  @ParameterizedTest
  @CsvSource({
    "/api/**, /api, /api/a/b?c=%20d, /a/b?c=%20d",
    "/api/**, /api, /api, /",
    "/api/**, /api, /api/, /",
    "/api/**, /api/, /api/api/x, /api/x",
    "/api/v1/{x}, /api, /api/v1/a%2Fb, /v1/a%2Fb",
    "/api/{x}, /, /api/a, /api/a",
    "/api/**, /api, /api?, /?",
    "-, /api, /api/a, /a",
    "-, /api, /apis/a, /apis/a",
    "-, /api, /b?api, /b?api",
  })
  void aPrefixIsTakenOff(String template, String prefix, String target, String expected) {
    Match match = template.equals("-") ? ANY : Match.path(template);
    assertThat(target("{'stripPrefix': '" + prefix + "'}", match, target)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/**, /v2, /api/a/b?c, /v2/a/b?c",
    "/api/**, /v2/x/, /api, /v2/x",
    "/api/**, /v2, /api/, /v2/",
    "/api/**, /, /api/a, /a",
    "/api/**, /, /api, /",
    "/api/{x}/**, /v2, /api/a%2Fb/c, /v2/c",
    "/api/{x}/{rest=**}, /v2, /api/a, /v2",
    "/**, /v2, /a, /v2/a",
    "-, /v2, /a/b, /v2/a/b",
    "-, /v2, /, /v2/",
  })
  void theMatchedPrefixIsReplaced(String template, String prefix, String target, String expected) {
    Match match = template.equals("-") ? ANY : Match.path(template);
    assertThat(target("{'prefix': '" + prefix + "'}", match, target)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/users/{id}, /v2/users/{id}, /users/7?a=b, /v2/users/7?a=b",
    "/users/{id}, /v2/{id}/{id}.json, /users/a%20b, /v2/a%20b/a%20b.json",
    "/users/{id}, /x, /users/7, /x",
    "/{a}/{b}, /{b}/{a}, /x/y, /y/x",
    "/t/{rest=**}, /v2/{rest}, /t/a/b, /v2/a/b",
    "/t/{rest=**}, /v2/{rest}, /t, /v2/",
    "/t/{rest=**}, /v2/{rest}/end, /t, /v2/end",
    "/t/{rest=**}, /v2/{rest}/end, /t/a/, /v2/a/end",
    "/t/{rest=**}, /{rest}, /t, /",
    "/t/{x}, /caf%C3%A9/{x}, /t/%e2%82%ac, /caf%C3%A9/%E2%82%AC",
  })
  void thePathIsMadeOfVariables(String template, String path, String target, String expected) {
    assertThat(target("{'path': '" + path + "'}", Match.path(template), target))
        .isEqualTo(expected);
  }

  /** Nothing that a variable may hold becomes a separator, a dot segment, a query or a header. */
  @ParameterizedTest
  @CsvSource({
    "/f/a%2Fb, /v2/a%2Fb",
    "/f/a%2fb%3fc%23d, /v2/a%2Fb%3Fc%23d",
    "/f/%252e%252e, /v2/%252e%252e",
    "/f/%252F..%252F, /v2/%252F..%252F",
    "/f/..., /v2/...",
    "/f/x;..=1, /v2/x;..=1",
  })
  void aValueStaysOneSegment(String target, String expected) {
    assertThat(target("{'path': '/v2/{x}'}", Match.path("/f/{x}"), target)).isEqualTo(expected);
  }

  @Test
  void aValueThatCompletesADotSegmentIsRefused() {
    Match match = Match.path("/f/{x}/{rest=**}");
    for (String path : List.of("/v2/.{rest}", "/v2/..{rest}", "/v2/.{rest}/a", "/v2/..{rest}/a")) {
      assertThatThrownBy(() -> target("{'path': '" + path + "'}", match, "/f/a"))
          .isInstanceOfSatisfying(
              Failure.class, failure -> assertThat(failure.reason()).isEqualTo(Reason.MALFORMED));
    }
    assertThatThrownBy(() -> target("{'path': '/v2/..{x}'}", match, "/f/%3B/a"))
        .isInstanceOf(Failure.class);
    assertThatThrownBy(() -> target("{'path': '/v2/{x}..'}", match, "/f/a%2F/a"))
        .isInstanceOf(Failure.class);
    assertThatThrownBy(() -> target("{'path': '/v2/%{x}'}", match, "/f/2e/a"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("is no path");
  }

  @ParameterizedTest
  @CsvSource({
    "keep, client.example:8443",
    "upstream, ''",
    "api.internal, api.internal",
    "api.internal:81, api.internal:81",
    "[::1]:81, [::1]:81",
  })
  void theHostIsKeptOrReplaced(String host, String expected) {
    Exchange exchange = exchange(host("client.example:8443", "/a"), ANY);
    run("{'host': '" + host + "'}", ANY, exchange);
    assertThat(exchange.head().authority()).isEqualTo(expected);
    assertThat(exchange.head().target()).isEqualTo("/a");
  }

  @Test
  void headersAreRemovedThenSetThenAdded() {
    Match match = Match.path("/u/{id}/{rest=**}");
    Request request =
        of(HttpMethod.GET, "", "/u/a%20b/c/d", "cookie", "c", "x-a", "1", "x-b", "1", "x-b", "2");
    Exchange exchange = exchange(request, match);
    run(
        "{'headers': {'remove': ['Cookie', 'x-none'], 'set': {'X-B': '{id}!', 'x-json':"
            + " '{\\\"a\\\":{}}'}, 'add': {'x-a': '{rest}', 'x-c': 'c'}}}",
        match,
        exchange);
    assertThat(exchange.head().headers().entries())
        .extracting(entry -> entry.getKey() + ": " + entry.getValue())
        .containsExactlyInAnyOrder(
            "x-a: 1", "x-a: c/d", "x-b: a%20b!", "x-json: {\"a\":{}}", "x-c: c");
  }

  @Test
  void headersOfTheResponseAreChangedToo() {
    Match match = Match.path("/u/{id}");
    Exchange exchange = exchange(get("/u/7"), match);
    Response response =
        run(
            "{'responseHeaders': {'remove': ['server'], 'set': {'x-user': '{id}'}}}",
            match,
            exchange);
    assertThat(response.headers().entries())
        .extracting(entry -> entry.getKey() + ": " + entry.getValue())
        .containsExactly("x-user: 7");
  }

  @Test
  void aRequestIsChangedOnceHoweverOftenItIsTried() {
    Match match = Match.path("/a/**");
    Exchange exchange = exchange(get("/a/a/b"), match);
    Rewrite rewrite = rewrite("{'stripPrefix': '/a', 'headers': {'add': {'x': '1'}}}", match);
    rewrite.apply(exchange, Requests.NOTHING);
    rewrite.apply(exchange, Requests.NOTHING);
    assertThat(exchange.head().target()).isEqualTo("/a/b");
    assertThat(exchange.head().headers().getAll("x")).containsExactly("1");
  }

  @Test
  void theStarStays() {
    Exchange exchange = exchange(of(HttpMethod.OPTIONS, "", "*"), ANY);
    run("{'prefix': '/v2'}", ANY, exchange);
    assertThat(exchange.head().target()).isEqualTo("*");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a/{id}| {'path': '/b/{ID}'}| /path: the path of the route has no variable {ID}; it has id",
        "/a| {'path': '/b/{id}'}| /path: the path of the route has no variable {id}; it has none",
        "/a| {'path': 'b'}| /path: \"b\" is no path",
        "/a| {'path': '/b?c'}| /path: \"/b?c\" is no path",
        "/a| {'path': '/../b'}| /path: \"/../b\" is no path",
        "/a| {'path': '/b//c'}| /path: expected a normalised path",
        "/a| {'path': '/b/./c'}| /path: expected a normalised path",
        "/a| {'path': '/{'}| /path: expected a normalised path",
        "/a| {'path': '*'}| /path: expected a normalised path",
        "/a/{id}| {'path': '/b/%{id}'}| /path: \"/b/%{id}\" is no path",
        "/a| {'prefix': '/b'}| /prefix: expected a route whose path ends in /**",
        "/a/**| {'prefix': '/{b}'}| /prefix: expected a prefix without variables",
        "/a/**| {'stripPrefix': '/b'}| /stripPrefix: expected the first segments of the route's path",
        "/{a}/**| {'stripPrefix': '/a'}| /stripPrefix: expected the first segments",
        "/a/**| {'stripPrefix': '/a', 'prefix': '/b'}| : expected at most one of",
        "/a| {'host': 'a b'}| /host: expected a host and optional port",
        "/a| {'host': 'a:0'}| /host: expected a host and optional port",
        "/a| {'host': '*.a'}| /host: expected a host and optional port",
        "/a| {'headers': {'remove': ['a', 'b c']}}| /headers/remove/1: expected the name of",
        "/a| {'headers': {'set': {'Host': 'a'}}}| /headers/set/Host: the gateway makes \"Host\"",
        "/a| {'headers': {'add': {':path': 'a'}}}| /headers/add/:path: expected the name of",
        "/a| {'headers': {'add': {'a': 'é'}}}| /headers/add/a: expected visible ASCII",
        "/a| {'headers': {'add': {'a': 'b\\nc'}}}| /headers/add/a: expected visible ASCII",
        "/a| {'responseHeaders': {'set': {'a': '{x}'}}}| /responseHeaders/set/a: the path of the",
      })
  void whatCannotWorkIsFoundWhenItIsLoaded(String template, String json, String problem) {
    assertThat(problems(json, Match.path(template))).singleElement().asString().startsWith(problem);
  }

  @Test
  void aGrpcMethodHasNoPrefix() {
    Match match = Match.grpc("a.B/*");
    assertThat(problems("{'prefix': '/b'}", match)).hasSize(1);
    assertThat(problems("{'stripPrefix': '/a.B'}", match)).hasSize(1);
    assertThat(problems("{'path': '/a.B2/C'}", match)).isEmpty();
  }

  @Test
  void allProblemsAreTold() {
    assertThat(
            problems(
                "{'path': 'x', 'prefix': '/b', 'host': '/', 'headers': {'remove': ['te']}}",
                Match.path("/a")))
        .hasSize(4);
  }

  private static String target(String json, Match match, String target) {
    Exchange exchange = exchange(get(target), match);
    run(json, match, exchange);
    return exchange.head().target();
  }

  private static Response run(String json, Match match, Exchange exchange) {
    Response upstream = Response.of(200);
    upstream.headers().set(HttpHeaders.SERVER, "x");
    return rewrite(json, match).apply(exchange, next -> Future.succeededFuture(upstream)).result();
  }

  private static Rewrite rewrite(String json, Match match) {
    return Rewrite.of(
            config(json),
            match,
            (at, sentence) -> {
              throw new AssertionError(at + ": " + sentence);
            })
        .orElseThrow();
  }

  private static List<String> problems(String json, Match match) {
    List<String> problems = new ArrayList<>();
    boolean made =
        Rewrite.of(config(json), match, (at, sentence) -> problems.add(at + ": " + sentence))
            .isPresent();
    assertThat(made).isEqualTo(problems.isEmpty());
    return problems;
  }

  private static RewriteConfig config(String json) {
    return ConfigReader.plain(RewriteConfig.class, json.replace('\'', '"'), "rewrite");
  }
}
