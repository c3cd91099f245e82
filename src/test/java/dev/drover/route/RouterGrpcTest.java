package dev.drover.route;

import static dev.drover.route.Requests.call;
import static dev.drover.route.Requests.route;
import static dev.drover.route.Requests.show;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterGrpcTest {
  private static final String GRPC = "application/grpc";
  private static final Router ROUTER =
      Router.of(
          List.of(
              route("path", Match.path("/shop.v1.Orders/Get")),
              route("all", Match.grpc("*")),
              route("service", Match.grpc("shop.v1.Orders/*")),
              route("method", Match.grpc("shop.v1.Orders/Get"))));

  @ParameterizedTest
  @CsvSource({
    "/shop.v1.Orders/Get, method",
    "/shop.v1.Orders/get, service",
    "/shop.v1.Orders/GetAll, service",
    "/shop.v1.orders/Get, all",
    "/Shop.v1.Orders/Get, all",
    "/shop.v1.Orders2/Get, all",
    "/v1.Orders/Get, all",
    "/shop.v1.Orders/Get/, 404",
    "/shop.v1.Orders/, 404",
    "/shop.v1.Orders, 404",
    "/x/shop.v1.Orders/Get, 404",
    "/, 404",
  })
  void aMethodComesBeforeItsServiceAndThatBeforeAll(String path, String expected) {
    assertThat(show(ROUTER.match(call(path, GRPC)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "application/grpc, method",
    "application/grpc+proto, method",
    "application/grpc;charset=utf-8, method",
    "Application/GRPC, method",
    "application/grpc-web, method",
    "application/grpc-web-text+proto, method",
    "application/grpc-webby, path",
    "application/connect+json, method",
    "application/proto, method",
    "application/json, path",
  })
  void onlyTheContentTypesOfCallsAreCalls(String contentType, String expected) {
    assertThat(show(ROUTER.match(call("/shop.v1.Orders/Get", contentType)))).isEqualTo(expected);
  }

  @Test
  void aCallMayTakeARouteWithAPath() {
    Router router =
        Router.of(
            List.of(
                route("path", Match.path("/shop.v1.Orders/{method}")),
                route("grpc", Match.grpc("*").withHeader("x", "*"))));
    assertThat(show(router.match(call("/shop.v1.Orders/Get", GRPC))))
        .isEqualTo("path {method=Get}");
  }

  @Test
  void aCallConditionComesBeforeALiteralPathOfTheSameHost() {
    Router router =
        Router.of(List.of(route("path", Match.path("/a.B/C")), route("grpc", Match.grpc("*"))));
    assertThat(show(router.match(call("/a.B/C", GRPC)))).isEqualTo("grpc");
    assertThat(show(router.match(call("/a.B/C", "text/plain")))).isEqualTo("path");
  }

  @Test
  void aCallWithAnotherMethodIsNotAllowed() {
    Router router =
        Router.of(List.of(route("grpc", Match.grpc("a.B/C").withMethods(HttpMethod.PUT))));
    assertThat(show(router.match(call("/a.B/C", GRPC)))).isEqualTo("405 PUT");
    assertThat(show(router.match(call("/a.B/D", GRPC)))).isEqualTo("404");
    assertThat(show(router.match(call("/a.B/C", "text/plain")))).isEqualTo("404");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "/", "a.B/", "/C", "*/C", "*/*", "a.B/C/D", "/a.B/C", "a.B/c.D", "a B/C"})
  void whatIsNoMethodIsAnError(String method) {
    assertThatThrownBy(() -> Match.grpc(method))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected \"pkg.Service/Method\", \"pkg.Service/*\" or \"*\", found \""
                + method
                + "\"");
  }
}
