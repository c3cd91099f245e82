package dev.drover.handler;

import com.google.protobuf.MessageLite;
import dev.drover.codec.health.HealthCheckRequest;
import dev.drover.codec.health.HealthCheckResponse;
import dev.drover.codec.health.HealthCheckResponse.ServingStatus;
import dev.drover.codec.health.HealthListResponse;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import dev.drover.upstream.Upstream;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own {@code grpc.health.v1.Health} (gRPC's health-checking.md), for itself under the
 * empty name, and for every service of its fleet. The gateway is SERVING until it begins to stop; a
 * service is while the gateway is and an upstream of its routes has a healthy endpoint, as this
 * event loop sees it. Watch sends a message when that changes.
 */
public final class Health implements Handler {
  /** The service's name. */
  public static final String SERVICE = "grpc.health.v1.Health";

  private static final long LOOK_NANOS = 250_000_000L;
  private static final int MOST_BYTES = 4096;

  private final BooleanSupplier ready;
  private final Fleet fleet;

  /**
   * @param ready whether the gateway takes new work
   * @param fleet the services it knows besides the gateway; asked each time
   */
  public Health(BooleanSupplier ready, Fleet fleet) {
    this.ready = ready;
    this.fleet = fleet;
  }

  @Override
  public Future<Response> handle(Exchange exchange) {
    String path = exchange.request().path();
    LocalCall.@Nullable Script script =
        switch (path.substring(path.lastIndexOf('/') + 1)) {
          case "Check" -> once(this::check);
          case "List" -> once(this::list);
          case "Watch" -> once((name, call) -> new Watch(exchange, name, call).expire());
          default -> null;
        };
    return script == null
        ? Future.failedFuture(
            Failure.of(Reason.NO_ROUTE, "Health has the methods Check, List and Watch."))
        : Future.succeededFuture(LocalCall.answer(exchange, MOST_BYTES, script));
  }

  /** The status of a service; SERVICE_UNKNOWN when it is not of the fleet. */
  private ServingStatus status(String service) {
    Set<Upstream> upstreams = service.isEmpty() ? Set.of() : fleet.services().get(service);
    return upstreams == null ? ServingStatus.SERVICE_UNKNOWN : status(upstreams);
  }

  private ServingStatus status(Set<Upstream> upstreams) {
    return ready.getAsBoolean() && Fleet.serves(upstreams)
        ? ServingStatus.SERVING
        : ServingStatus.NOT_SERVING;
  }

  private static HealthCheckResponse message(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }

  private void check(String service, LocalCall call) {
    ServingStatus status = status(service);
    if (status == ServingStatus.SERVICE_UNKNOWN) {
      call.end(GrpcCode.NOT_FOUND, "No service \"" + service + "\" is known.");
    } else {
      answer(call, message(status));
    }
  }

  private void list(String ignored, LocalCall call) {
    HealthListResponse.Builder all = HealthListResponse.newBuilder();
    all.putStatuses("", message(status("")));
    for (Map.Entry<String, Set<Upstream>> each : fleet.services().entrySet()) {
      all.putStatuses(each.getKey(), message(status(each.getValue())));
    }
    answer(call, all.build());
  }

  private static void answer(LocalCall call, MessageLite message) {
    call.send(message);
    call.end(GrpcCode.OK, "");
  }

  private interface Action {
    void asked(String service, LocalCall call);
  }

  private static LocalCall.Script once(Action action) {
    return new OneRequest<>(
        HealthCheckRequest.parser(), (request, call) -> action.asked(request.getService(), call));
  }

  /** Looks at a status now and then, and sends it when it has changed. */
  private final class Watch extends Wheel.Timer {
    private final Exchange exchange;
    private final String service;
    private final LocalCall call;
    private @Nullable ServingStatus sent;

    Watch(Exchange exchange, String service, LocalCall call) {
      this.exchange = exchange;
      this.service = service;
      this.call = call;
      exchange.onEnd(failure -> cancel());
    }

    @Override
    protected void expire() {
      ServingStatus now = status(service);
      if (call.flowing() && now != sent) {
        sent = now;
        call.send(message(now));
      }
      if (!exchange.ended()) {
        exchange.wheel().arm(this, exchange.wheel().now() + LOOK_NANOS);
      }
    }
  }
}
