package dev.drover.filter.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Identity;
import dev.drover.exchange.Response;
import dev.drover.testing.FilterConfigs;
import dev.drover.testing.TestExchanges;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
  private static final String STAFF =
      """
      {"rules": [
        {"deny": {"clients": ["192.0.2.66", "2001:db8:bad::/48"]}},
        {"deny": {"paths": ["/admin/**"], "methods": ["DELETE"]}},
        {"allow": {"roles": ["admin", "root"]}},
        {"allow": {"subjects": ["ada"], "paths": ["/ada/**"]}},
        {"allow": {"claims": {"tenant": "acme", "scopes": "read", "email": "*"}, "methods": ["GET"]}},
        {"allow": {"grpc": ["shop.v1.Orders/Get", "shop.v1.Public/*"]}},
        {"allow": {"expression": "request.headers['x-pass'] == 'open'"}},
        {"deny": {"expression": "identity.claims.banned == true"}},
        {"allow": {"subjects": ["*"], "paths": ["/known"]}}
      ]}
      """;

  private static boolean allows(String config, Exchange exchange) {
    Access access =
        new Access(
            FilterConfigs.read(Access.Config.class, config),
            new SimpleMeterRegistry().counter("refused"));
    return access.apply(exchange, passed -> Future.succeededFuture(Response.of(204))).succeeded();
  }

  private static Exchange as(
      Exchange exchange, String subject, String role, Map<String, Object> claims) {
    exchange.put(Identity.KEY, new Identity("test", subject, "", Set.of(role), claims));
    return exchange;
  }

  @Test
  void theFirstRuleThatHoldsDecides() {
    assertThat(allows(STAFF, TestExchanges.get("/"))).isFalse();
    assertThat(allows(STAFF, as(TestExchanges.get("/"), "x", "root", Map.of()))).isTrue();
    assertThat(
            allows(
                STAFF,
                as(TestExchanges.of("DELETE", "/admin/x", "192.0.2.1"), "x", "root", Map.of())))
        .isFalse();
    assertThat(allows(STAFF, as(TestExchanges.of("GET", "/", "192.0.2.66"), "x", "root", Map.of())))
        .isFalse();
    assertThat(
            allows(
                STAFF, as(TestExchanges.of("GET", "/", "2001:db8:bad::1"), "x", "root", Map.of())))
        .isFalse();
    assertThat(
            allows(
                STAFF,
                as(TestExchanges.of("GET", "/", "::ffff:192.0.2.66"), "x", "root", Map.of())))
        .isFalse();
    assertThat(allows(STAFF, as(TestExchanges.get("/ada/x"), "ada", "none", Map.of()))).isTrue();
    assertThat(allows(STAFF, as(TestExchanges.get("/bob/x"), "ada", "none", Map.of()))).isFalse();
  }

  @Test
  void claimsAreComparedOneByOne() {
    Map<String, Object> right =
        Map.of(
            "tenant", "acme", "scopes", List.of("read", "write"), "email", "a@b", "banned", false);
    Map<String, Object> less = Map.of("tenant", "acme", "scopes", List.of("write"), "email", "a@b");
    Map<String, Object> missing = Map.of("tenant", "acme", "scopes", List.of("read"));

    assertThat(allows(STAFF, as(TestExchanges.get("/"), "x", "none", right))).isTrue();
    assertThat(allows(STAFF, as(TestExchanges.get("/"), "x", "none", less))).isFalse();
    assertThat(allows(STAFF, as(TestExchanges.get("/"), "x", "none", missing))).isFalse();
  }

  @Test
  void callsAreAllowedByTheirMethod() {
    assertThat(allows(STAFF, TestExchanges.call("/shop.v1.Orders/Get"))).isTrue();
    assertThat(allows(STAFF, TestExchanges.call("/shop.v1.Public/Anything"))).isTrue();
    assertThat(allows(STAFF, TestExchanges.call("/shop.v1.Orders/Delete"))).isFalse();
    assertThat(allows(STAFF, TestExchanges.call("/shop.v1.orders/Get"))).isFalse();
    assertThat(allows(STAFF, TestExchanges.call("/shop.v1.Orders/get"))).isFalse();
  }

  @Test
  void anExpressionThatFailsDenies() {
    assertThat(allows(STAFF, TestExchanges.get("/", "x-pass", "open"))).isTrue();
    assertThat(allows(STAFF, TestExchanges.get("/", "x-pass", "open", "x-pass", "x"))).isFalse();
    assertThat(allows(STAFF, as(TestExchanges.get("/known"), "x", "y", Map.of()))).isFalse();
    assertThat(allows(STAFF, as(TestExchanges.get("/known"), "x", "y", Map.of("banned", false))))
        .isTrue();
  }

  @Test
  void whatIsOtherwiseIsSaid() {
    assertThat(allows("{\"rules\": []}", TestExchanges.get("/"))).isFalse();
    assertThat(allows("{\"rules\": [], \"otherwise\": \"allow\"}", TestExchanges.get("/")))
        .isTrue();
    assertThat(allows("{\"rules\": [{\"allow\": {}}]}", TestExchanges.get("/"))).isTrue();
  }

  /** What some upstream or other is known to take for {@code /admin/users}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin",
        "/admin/",
        "/admin/users",
        "/ADMIN/users",
        "/Admin/",
        "//admin/users",
        "/./admin/users",
        "/x/../admin/users",
        "/x/%2e%2e/admin/users",
        "/%61dmin/users",
        "/%2561dmin/users",
        "/%252561dmin/users",
        "/x/%252e%252e/admin/users",
        "/admin%2Fusers",
        "/admin%252Fusers",
        "/x%2F..%252Fadmin",
        "/admin;jsessionid=1/users",
        "/admin;/users",
        "/admin.",
        "/admin%20",
        "/admin%3Fx",
        "/admin%23x",
        "/admin%2500.html",
        "/%255Cadmin",
        "/public/..%3Ba/admin"
      })
  void whatIsDeniedIsDeniedInEveryReading(String path) {
    String config =
        "{\"rules\": [{\"deny\": {\"paths\": [\"/admin/**\"]}}], \"otherwise\": \"allow\"}";

    assertThat(refused(config, path)).isTrue();
    assertThat(refused(config, "/administrators")).isFalse();
  }

  /** What could leave {@code /public} in some upstream or other. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/public/../admin",
        "/public/%2e%2e/admin",
        "/public/%252e%252e/admin",
        "/public/..%2Fadmin",
        "/public/..%252Fadmin",
        "/public/%2e%2e%255Cadmin",
        "/public/..;/admin",
        "/public%2F..%252F..%252Fadmin",
        "/public/.%20./admin/%252e%252e/%252e%252e/%252e%252e/admin",
        "/PUBLIC/x",
        "/publicx"
      })
  void whatIsAllowedIsAllowedInEveryReading(String path) {
    String config = "{\"rules\": [{\"allow\": {\"paths\": [\"/public/**\"]}}]}";

    assertThat(refused(config, path)).isTrue();
    assertThat(refused(config, "/public/a.b/c%20d")).isFalse();
  }

  /** The normaliser refuses some of them before a rule is asked. */
  private static boolean refused(String config, String path) {
    try {
      return !allows(config, TestExchanges.get(path));
    } catch (dev.drover.status.Failure malformed) {
      return true;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, x-http-method-override, DELETE",
    "POST, X-HTTP-Method, delete",
    "POST, x-method-override, DELETE",
    "DELETE, x-a, b",
    "delete, x-a, b"
  })
  void anotherMethodCannotBePutOn(String method, String header, String value) {
    Exchange exchange = TestExchanges.of(method, "/", "192.0.2.1", header, value);

    assertThat(
            allows(
                "{\"rules\": [{\"deny\": {\"methods\": [\"DELETE\"]}}], \"otherwise\": \"allow\"}",
                exchange))
        .isFalse();
    assertThat(allows("{\"rules\": [{\"allow\": {\"methods\": [\"POST\"]}}]}", exchange)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/shop.v1.Admin/Drop", "/SHOP.V1.ADMIN/drop", "/shop.v1.Admin%2FDrop"})
  void aCallIsDeniedInAnyCase(String path) {
    String config =
        "{\"rules\": [{\"deny\": {\"grpc\": [\"shop.v1.Admin/*\"]}}], \"otherwise\": \"allow\"}";

    assertThat(allows(config, TestExchanges.call(path))).isFalse();
    assertThat(allows(config, TestExchanges.get(path))).isFalse();
    assertThat(allows(config, TestExchanges.call("/shop.v1.Orders/Drop"))).isTrue();
  }

  @Test
  void theHostHasOneSpelling() {
    String config =
        "{\"rules\": [{\"deny\": {\"expression\": \"request.host == 'api.example.com'\"}}],"
            + " \"otherwise\": \"allow\"}";

    assertThat(allows(config, TestExchanges.get("/"))).isFalse();
  }

  @Test
  void noPathBreaksItsReading() {
    Random random = new Random(5);
    String alphabet = "/.%25ceEfFab;\\?#\0 é*AZ";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder("/");
      for (int n = random.nextInt(24); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String reading = LoosePath.of(text.toString());
      assertThat(reading).startsWith("/").hasSizeLessThanOrEqualTo(text.length() + 8);
      assertThat(reading).doesNotContain("//", "\\", "/../", "/./");
      assertThat(reading.length() > 1 && reading.endsWith("/")).isFalse();
    }
  }

  @Test
  void aPlainPathIsNotCopied() {
    String path = "/v1/orders/7";

    assertThat(LoosePath.of(path)).isSameAs(path);
    assertThat(LoosePath.of("/")).isEqualTo("/");
  }

  @Test
  void mistakesAreToldWithTheirPlace() {
    assertThat(
            FilterConfigs.problems(
                new Access.Factory(),
                """
                {"rules": [{"deny": {"paths": ["/a/**/b"]}}, {"allow": {"expression": "nothing"}}]}
                """))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("/rules/0/deny/paths/0: expected"),
            second ->
                assertThat(second)
                    .startsWith("/rules/1/allow/expression: the expression is wrong at line 1"));
  }
}
