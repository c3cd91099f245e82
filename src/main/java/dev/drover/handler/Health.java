package dev.drover.handler;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.drover.codec.GrpcFrame;
import dev.drover.codec.GrpcStatus;
import dev.drover.codec.health.HealthCheckRequest;
import dev.drover.codec.health.HealthCheckResponse;
import dev.drover.codec.health.HealthCheckResponse.ServingStatus;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own {@code grpc.health.v1.Health}: SERVING until it begins to stop. It knows one
 * service, the gateway itself, under the empty name. Watch sends a message when the status changes.
 */
public final class Health implements Handler {
  /** The service's name. */
  public static final String SERVICE = "grpc.health.v1.Health";

  private static final long LOOK_NANOS = 250_000_000L;
  private static final int MOST_BYTES = 4096;

  private final BooleanSupplier ready;

  /**
   * @param ready whether the gateway takes new work
   */
  public Health(BooleanSupplier ready) {
    this.ready = ready;
  }

  @Override
  public Future<Response> handle(Exchange exchange) {
    String path = exchange.request().path();
    return switch (path.substring(path.lastIndexOf('/') + 1)) {
      case "Check" -> request(exchange).map(this::check);
      case "Watch" -> request(exchange).map(asked -> watch(exchange, asked));
      default ->
          Future.failedFuture(
              Failure.of(Reason.NO_ROUTE, "Health has the methods Check and Watch."));
    };
  }

  private static Future<HealthCheckRequest> request(Exchange exchange) {
    if (!(exchange.request().body() instanceof Body.Stream stream)) {
      return Future.failedFuture(Failure.of(Reason.MALFORMED, "The request is empty."));
    }
    Promise<HealthCheckRequest> promise = Promise.promise();
    Buffer all = Buffer.buffer();
    ReadStream<Buffer> source = stream.source();
    source.exceptionHandler(promise::tryFail);
    source.handler(
        content -> {
          if (all.length() + content.length() > MOST_BYTES) {
            promise.tryFail(Failure.of(Reason.TOO_LARGE, "The request is too large."));
          } else {
            all.appendBuffer(content);
          }
        });
    source.endHandler(
        nothing -> {
          try {
            promise.tryComplete(HealthCheckRequest.parseFrom(GrpcFrame.single(all)));
          } catch (InvalidProtocolBufferException broken) {
            promise.tryFail(Failure.of(Reason.MALFORMED, "The request is no HealthCheckRequest."));
          } catch (Failure failure) {
            promise.tryFail(failure);
          }
        });
    source.resume();
    return promise.future();
  }

  private Response check(HealthCheckRequest asked) {
    if (!asked.getService().isEmpty()) {
      return GrpcStatus.response(
          "application/grpc",
          GrpcCode.NOT_FOUND,
          "No service \"" + asked.getService() + "\" is known.",
          List.of());
    }
    return new Response(200, head(), new Body.Whole(message(status()), ok()));
  }

  private Response watch(Exchange exchange, HealthCheckRequest asked) {
    Updates updates = new Updates(exchange, asked.getService().isEmpty());
    return new Response(200, head(), new Body.Stream(updates, Health::ok));
  }

  private ServingStatus status() {
    return ready.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  }

  private static MultiMap head() {
    return HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, "application/grpc");
  }

  private static MultiMap ok() {
    return HttpHeaders.headers().set(GrpcStatus.STATUS, GrpcCode.OK.text());
  }

  private static Buffer message(ServingStatus status) {
    return GrpcFrame.of(HealthCheckResponse.newBuilder().setStatus(status).build());
  }

  /** Looks at the status now and then, and sends it when it has changed. */
  private final class Updates extends Wheel.Timer implements ReadStream<Buffer> {
    private final Exchange exchange;
    private final boolean known;
    private io.vertx.core.@Nullable Handler<Buffer> handler;
    private @Nullable ServingStatus sent;
    private boolean flowing;

    Updates(Exchange exchange, boolean known) {
      this.exchange = exchange;
      this.known = known;
      exchange.onEnd(failure -> cancel());
    }

    @Override
    protected void expire() {
      ServingStatus now = known ? status() : ServingStatus.SERVICE_UNKNOWN;
      if (flowing && now != sent && handler != null) {
        sent = now;
        handler.handle(message(now));
      }
      if (!exchange.ended()) {
        exchange.wheel().arm(this, exchange.wheel().now() + LOOK_NANOS);
      }
    }

    @Override
    public Updates resume() {
      flowing = true;
      if (!armed() && !exchange.ended()) {
        expire();
      }
      return this;
    }

    @Override
    public Updates pause() {
      flowing = false;
      return this;
    }

    @Override
    public Updates fetch(long amount) {
      return amount > 0 ? resume() : this;
    }

    @Override
    public Updates handler(io.vertx.core.@Nullable Handler<Buffer> handler) {
      this.handler = handler;
      return this;
    }

    @Override
    public Updates endHandler(io.vertx.core.@Nullable Handler<Void> endHandler) {
      return this; // a watch ends with its exchange only
    }

    @Override
    public Updates exceptionHandler(io.vertx.core.@Nullable Handler<Throwable> handler) {
      return this;
    }
  }
}
