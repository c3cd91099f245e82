package dev.drover.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.exchange.Stage;
import dev.drover.herd.HerdState;
import dev.drover.status.Reason;
import dev.drover.telemetry.Telemetry;
import dev.drover.telemetry.Totals;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A gateway that is only a story. */
final class FakeView implements AdminView {
  volatile Readiness readiness = new Readiness(true, "Serving 3 routes on :8080");
  volatile boolean broken;
  volatile Optional<HerdState> herd = Optional.empty();
  volatile List<ApiDocument> apis = List.of();
  volatile List<ListenerView> listeners = List.of(new ListenerView("0.0.0.0", 8080, false));
  volatile Future<List<ExchangeView>> exchanges =
      Future.succeededFuture(
          new ArrayList<>(
              List.of(
                  exchange("0193-b", 12.5, Stage.ROUTED, "home", "GET", "/home/ada", ""),
                  exchange(
                      "0193-a",
                      48_210,
                      Stage.ANSWERED,
                      "greeter-grpc",
                      "helloworld.Greeter/WatchHello",
                      "/helloworld.Greeter/WatchHello",
                      "10.0.4.17:50051"),
                  exchange(
                      "0193-c",
                      812,
                      Stage.SENT,
                      "greeter-rest",
                      "GET",
                      "/v1/greetings/<script>alert(1)</script>",
                      "10.0.4.18:50051"))));

  private static ExchangeView exchange(
      String id, double age, Stage stage, String route, String method, String path, String end) {
    return new ExchangeView(
        id,
        age,
        route,
        method,
        path,
        "198.51.100.4",
        end,
        end.isEmpty() ? 0 : 1,
        stage,
        Map.of(Stage.RECEIVED, 0.0, stage, 0.4));
  }

  volatile Future<List<String>> reloaded = Future.succeededFuture(List.of("Route a is new."));
  volatile String configuration = "";

  @Override
  public Future<List<String>> reload(String json, boolean herd) {
    configuration = (herd ? "herd: " : "") + json;
    return reloaded;
  }

  @Override
  public Readiness ready() {
    return readiness;
  }

  @Override
  public List<RouteView> routes() {
    return List.of(
        new RouteView(
            "greeter-grpc",
            "gRPC helloworld.Greeter/*",
            "relay greeter",
            List.of("cors", "rateLimit"),
            "2s"),
        new RouteView("greeter-rest", "/v1/**", "transcode greeter", List.of("jwt"), ""),
        new RouteView("home", "GET /home/{user}", "aggregate", List.of(), "800ms"));
  }

  @Override
  public JsonNode config() {
    if (broken) {
      throw new IllegalStateException("broken on purpose");
    }
    try {
      return new ObjectMapper().readTree("{\"admin\":{\"port\":9901,\"token\":\"(redacted)\"}}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Future<List<ExchangeView>> exchanges() {
    return exchanges;
  }

  @Override
  public Future<List<UpstreamView>> upstreams() {
    return Future.succeededFuture(
        List.of(
            new UpstreamView(
                "greeter",
                "grpc",
                "least-requests",
                List.of("breaker closed", "12 of 100 calls under way, 0 waiting"),
                List.of(
                    new UpstreamView.Endpoint("10.0.4.17:50051", UpstreamView.State.UP, 3, ""),
                    new UpstreamView.Endpoint("10.0.4.18:50051", UpstreamView.State.UP, 1, ""),
                    new UpstreamView.Endpoint(
                        "10.0.4.19:50051",
                        UpstreamView.State.EJECTED,
                        0,
                        "5 failures in a row; back in 21 s"))),
            new UpstreamView(
                "orders",
                "http",
                "round-robin",
                List.of(),
                List.of(
                    new UpstreamView.Endpoint(
                        "10.0.5.2:8080", UpstreamView.State.DRAINING, 2, "left DNS 4 s ago"),
                    new UpstreamView.Endpoint(
                        "10.0.5.3:8080", UpstreamView.State.FAILING, 0, "health check: 503"))),
            new UpstreamView("legacy", "bus", "", List.of(), List.of())));
  }

  @Override
  public Future<Optional<HerdState>> herd() {
    return Future.succeededFuture(herd);
  }

  @Override
  public List<SchemaView> schemas() {
    return List.of(
        new SchemaView(
            "greeter",
            "reflection of greeter",
            "5f2c01ab9e77",
            "2026-11-20T08:15:00Z",
            4210,
            "Asked for the services: no answer has come within 10000 ms.",
            List.of(new SchemaView.Service("helloworld.Greeter", List.of("SayHello"))),
            List.of("helloworld.Greeter/WatchHello was added.")),
        SchemaView.absent("orders", "orders.binpb", "orders.binpb is not there."));
  }

  @Override
  public List<ApiDocument> apis() {
    return apis;
  }

  @Override
  public List<ListenerView> listeners() {
    return listeners;
  }

  @Override
  public Telemetry.Scrape scrape(String accept) {
    return new Telemetry.Scrape("text/plain; version=0.0.4", "up 1\n");
  }

  @Override
  public Totals totals() {
    return new Totals(
        1_284_031,
        3,
        Map.of(Reason.DEADLINE, 210L, Reason.NO_ROUTE, 1_204L, Reason.CONNECT_FAILED, 38L),
        0.0042,
        0,
        Map.of(
            "greeter-grpc", new Totals.Route(1_201_114, 248, 0.005, 0.025),
            "none", new Totals.Route(1_204, 0, 0.005, 0.005),
            "greeter-rest", new Totals.Route(81_713, 0, 0.005, 0.1)));
  }
}
