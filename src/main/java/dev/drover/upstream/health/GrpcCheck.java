package dev.drover.upstream.health;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.GrpcFrame;
import dev.drover.codec.GrpcStatus;
import dev.drover.codec.health.HealthCheckRequest;
import dev.drover.codec.health.HealthCheckResponse;
import dev.drover.codec.health.HealthCheckResponse.ServingStatus;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks {@code grpc.health.v1.Health} (the gRPC health checking protocol). With {@code watch} one
 * call of Watch stays open and tells each change; a look then is a ping, so that a silent
 * connection is found out. A server that does not implement Watch is asked with Check from then on.
 */
final class GrpcCheck implements Check {
  private static final String SERVICE = "/grpc.health.v1.Health/";
  private static final int MOST_BYTES = 4096;
  private static final Buffer PING = Buffer.buffer("health-?");

  private final Target target;
  private final HealthConfig.GrpcCheckConfig config;
  private final OneConnection connection;
  private Consumer<String> told = trouble -> {};
  private boolean watches;
  private @Nullable Watch watch;

  GrpcCheck(Target target, HealthConfig.GrpcCheckConfig config) {
    this.target = target;
    this.config = config;
    this.connection = new OneConnection(target);
    this.watches = config.watch();
  }

  @Override
  public void whenTold(Consumer<String> listener) {
    told = listener;
  }

  @Override
  public Future<Void> look() {
    if (!watches) {
      return connection.use(this::check);
    }
    Watch open = watch;
    return open == null ? connection.connect().compose(this::watch) : open.ping();
  }

  private Future<Void> check(HttpClientConnection open) {
    Promise<Void> promise = Promise.promise();
    call(open, "Check")
        .onComplete(response -> new Answer(promise).read(response), promise::tryFail);
    return promise.future();
  }

  private Future<Void> watch(HttpClientConnection open) {
    Watch fresh = new Watch(open);
    watch = fresh;
    call(open, "Watch").onComplete(fresh::read, fresh::broke);
    return fresh.first.future();
  }

  private Future<HttpClientResponse> call(HttpClientConnection open, String method) {
    HealthCheckRequest message =
        HealthCheckRequest.newBuilder().setService(config.service()).build();
    return open.request(new RequestOptions().setMethod(HttpMethod.POST).setURI(SERVICE + method))
        .compose(
            request -> {
              HostAndPort authority = HostAndPort.parseAuthority(target.authority(), -1);
              if (authority != null) {
                request.authority(authority);
              }
              request
                  .putHeader(HttpHeaders.CONTENT_TYPE, "application/grpc")
                  .putHeader("te", "trailers")
                  .putHeader(HttpHeaders.USER_AGENT, "drover-health");
              request.end(GrpcFrame.of(message));
              return request.response();
            });
  }

  @Override
  public void abandon() {
    watch = null;
    connection.close();
  }

  /** Reads the messages of a response and its status. */
  private abstract static class Reading {
    void read(HttpClientResponse response) {
      GrpcDeframer deframer = GrpcDeframer.ofAnswer(response.headers(), MOST_BYTES);
      response.exceptionHandler(this::broke);
      response.handler(
          content -> {
            try {
              deframer.feed(content, this::message);
            } catch (Failure failure) {
              broke(failure);
            }
          });
      response.endHandler(nothing -> ended(response));
    }

    private void message(byte[] bytes, int offset, int length) {
      try {
        ByteBuffer message = ByteBuffer.wrap(bytes, offset, length);
        ServingStatus status = HealthCheckResponse.parseFrom(message).getStatus();
        serving(status == ServingStatus.SERVING ? "" : "it says that it is " + status.name());
      } catch (InvalidProtocolBufferException e) {
        broke(e);
      }
    }

    private void ended(HttpClientResponse response) {
      String text = response.getTrailer(GrpcStatus.STATUS.toString());
      if (text == null) {
        text = response.getHeader(GrpcStatus.STATUS);
      }
      GrpcCode code =
          text != null ? GrpcCode.parse(text) : GrpcCode.fromHttpStatus(response.statusCode());
      ended(code);
    }

    abstract void serving(String trouble);

    abstract void ended(GrpcCode code);

    abstract void broke(Throwable cause);
  }

  /** The answer to one Check. */
  private static final class Answer extends Reading {
    private final Promise<Void> promise;
    private @Nullable String trouble;

    Answer(Promise<Void> promise) {
      this.promise = promise;
    }

    @Override
    void serving(String said) {
      trouble = said;
    }

    @Override
    void ended(GrpcCode code) {
      if (code != GrpcCode.OK) {
        promise.tryFail("its health service answered " + code);
      } else if (trouble == null) {
        promise.tryFail("its health service answered without a message");
      } else if (trouble.isEmpty()) {
        promise.tryComplete();
      } else {
        promise.tryFail(trouble);
      }
    }

    @Override
    void broke(Throwable cause) {
      promise.tryFail(cause);
    }
  }

  /** One call of Watch. */
  private final class Watch extends Reading {
    private final HttpClientConnection open;
    private final Promise<Void> first = Promise.promise();
    private String trouble = "";

    Watch(HttpClientConnection open) {
      this.open = open;
      open.closeHandler(nothing -> broke(new IllegalStateException("the connection was closed")));
    }

    Future<Void> ping() {
      return open.ping(PING)
          .compose(
              pong -> trouble.isEmpty() ? Future.succeededFuture() : Future.failedFuture(trouble));
    }

    @Override
    void serving(String said) {
      trouble = said;
      if (watch != this) {
        return;
      }
      if (!said.isEmpty()) {
        first.tryFail(said);
      } else {
        first.tryComplete();
      }
      told.accept(said);
    }

    @Override
    void ended(GrpcCode code) {
      if (code == GrpcCode.UNIMPLEMENTED) {
        watches = false;
        close();
        look().onComplete(first);
        return;
      }
      broke(new IllegalStateException("its health service ended the watch with " + code));
    }

    @Override
    void broke(Throwable cause) {
      if (watch == this) {
        close();
        first.tryFail(cause); // later on, the next look finds out what it means
      }
    }

    private void close() {
      watch = null;
      connection.close();
    }
  }
}
