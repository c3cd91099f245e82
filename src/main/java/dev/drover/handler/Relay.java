package dev.drover.handler;

import dev.drover.codec.GrpcHead;
import dev.drover.codec.GrpcStatus;
import dev.drover.codec.HopByHop;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.config.Ref;
import dev.drover.config.Shorthand;
import dev.drover.config.Size;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.status.GrpcCode;
import dev.drover.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sends a request on to an upstream, and the answer back. Where the upstream speaks the client's
 * protocol neither is opened: frames, encodings and messages of any size pass as they are. Else a
 * {@link Bridge} stands between the two.
 *
 * <p>Example: {@code "relay": "orders"}, or {@code "relay": {"upstream": "orders", "forwarded":
 * "rfc7239"}}. A gRPC client always gets a gRPC status: an upstream's plain HTTP answer becomes the
 * code that gRPC's http-grpc-status-mapping gives it.
 */
public final class Relay implements Handler {
  /** Its configuration. */
  @Doc("Sends the request on to an upstream, in whichever protocol either side speaks.")
  @Shorthand("upstream")
  public record Config(
      @Doc("The upstream.") @Ref("upstreams") String upstream,
      @Doc(
              "How the upstream is told of the client: x-forwarded-for, -proto and -host; RFC 7239"
                  + " forwarded; both; or none.")
          @Default("x-forwarded")
          Forwarded.Form forwarded,
      @Doc("Whether a via header is added to the request.") @Default("true") boolean via,
      @Doc(
              "The schema, for clients whose messages are JSON. When absent: the one that is read from"
                  + " this upstream by reflection, else the only one, else none.")
          @Ref("schemas")
          Optional<String> schema,
      @Doc("How large one message may be where messages are opened.")
          @Default("4MiB")
          @Range(min = "1KiB", max = "1GiB")
          Size messageBytes,
      @Doc("How often a quiet client of a WebSocket is asked whether it is there.")
          @Default("30s")
          @Range(min = "100ms", max = "1h")
          Duration ping) {}

  /** Makes relays. */
  public static final class Factory implements HandlerFactory<Config> {
    @Override
    public String name() {
      return "relay";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Handler create(Config config, Parts parts) {
      Upstream upstream = parts.upstreams().apply(config.upstream());
      return new Relay(config, upstream, new Bridge(config, upstream, parts.schemas()));
    }
  }

  private final Upstream upstream;
  private final ForwardedHeaders forwarded;
  private final Bridge bridge;

  Relay(Config config, Upstream upstream, Bridge bridge) {
    this.upstream = upstream;
    this.bridge = bridge;
    this.forwarded = new ForwardedHeaders(config.forwarded(), config.via());
  }

  @Override
  public Future<Response> handle(Exchange exchange) {
    boolean grpc = exchange.grpc();
    if (!grpc && bridge.takes(exchange)) {
      return bridge.handle(exchange);
    }
    Request request = exchange.request();
    MultiMap headers = exchange.head().headers();
    if (request.version() != Request.Version.HTTP_2) {
      strip(headers, HopByHop.upgradesToWebSocket(headers));
    }
    if (grpc) {
      GrpcHead.write(exchange, headers);
    }
    forwarded.write(exchange, headers);
    Future<Response> answer = upstream.send(exchange, Outbound.of(exchange));
    return grpc ? answer.map(Relay::grpcAnswer) : answer.map(Relay::httpAnswer);
  }

  private static Response httpAnswer(Response response) {
    strip(response.headers(), response.status() == 101);
    return response;
  }

  private static void strip(MultiMap headers, boolean upgrades) {
    HopByHop.strip(headers);
    if (upgrades) {
      headers.set(HttpHeaders.UPGRADE, "websocket").set(HttpHeaders.CONNECTION, "Upgrade");
    }
  }

  private static Response grpcAnswer(Response response) {
    if (response.status() == 200
        && Request.isGrpc(response.headers().get(HttpHeaders.CONTENT_TYPE))) {
      return response;
    }
    GrpcCode code = GrpcCode.fromHttpStatus(response.status());
    String message = "The upstream answered with HTTP status " + response.status() + ".";
    return GrpcStatus.response("application/grpc", code, message, List.of());
  }
}
