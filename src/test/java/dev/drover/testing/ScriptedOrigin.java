package dev.drover.testing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An origin of HTTP/1.1, HTTP/2 and gRPC whose every answer is scripted, on one thread. It counts
 * its requests, how many are under way, and how many the client took back.
 */
public final class ScriptedOrigin implements AutoCloseable {
  /** What is done with one request. */
  @FunctionalInterface
  public interface Script {
    void serve(Call call);
  }

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger maxInFlight = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private final boolean records;
  private final HttpServer server;
  private volatile Script script;

  private ScriptedOrigin(int port, boolean records, Script script) {
    this.records = records;
    this.script = script;
    this.server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(100_000)));
    server.requestHandler(this::serve);
    Http2Calls.await(
        Future.future(done -> loop.runOnContext(nothing -> server.listen().onComplete(done))));
  }

  /** One on a free port that remembers its requests. */
  public static ScriptedOrigin start(Script script) {
    return new ScriptedOrigin(0, true, script);
  }

  /** One on that port that only counts its requests. */
  public static ScriptedOrigin counting(int port, Script script) {
    return new ScriptedOrigin(port, false, script);
  }

  /** One request. Its methods are called on the origin's thread. */
  public final class Call {
    private final int number;
    private final HttpServerRequest request;
    private final Future<Buffer> body;
    private boolean over;

    private Call(int number, HttpServerRequest request) {
      this.number = number;
      this.request = request;
      this.body = request.body();
      request.response().exceptionHandler(this::gone);
      request.response().closeHandler(nothing -> gone(null));
      request.exceptionHandler(this::gone);
    }

    private void gone(@Nullable Throwable cause) {
      if (!over) {
        over = true;
        inFlight.decrementAndGet();
        cancelled.incrementAndGet();
      }
    }

    private boolean end() {
      if (over) {
        return false;
      }
      over = true;
      inFlight.decrementAndGet();
      return true;
    }

    /** The first request of the origin is number 1. */
    public int number() {
      return number;
    }

    public String path() {
      return request.path();
    }

    /** What follows the question mark, or null. */
    public @Nullable String query() {
      return request.query();
    }

    /** The value of a header, or null. */
    public @Nullable String header(String name) {
      return request.getHeader(name);
    }

    /** Answers with a status, headers in pairs, and a text. */
    public void answer(int status, String text, String... headers) {
      if (end()) {
        HttpServerResponse response = request.response().setStatusCode(status);
        set(response, headers);
        response.end(text);
      }
    }

    /** Does it when the request is whole. */
    public void whole(Runnable action) {
      body.onSuccess(all -> action.run());
    }

    /** Begins an answer that goes on. */
    public void begin(int status, String text, String... headers) {
      HttpServerResponse response = request.response().setStatusCode(status).setChunked(true);
      set(response, headers);
      response.write(text);
    }

    /** Gives the content back that came, and the gRPC status OK. */
    public void echo() {
      body.onSuccess(
          content -> {
            if (end()) {
              HttpServerResponse response = request.response();
              response.putHeader("content-type", "application/grpc");
              response.putTrailer("grpc-status", "0");
              response.end(content.length() == 0 ? Buffer.buffer(new byte[5]) : content);
            }
          });
    }

    /** Answers a gRPC call with those frames and the status OK. */
    public void frames(byte[] frames, String... headers) {
      if (end()) {
        HttpServerResponse response = request.response();
        response.putHeader("content-type", "application/grpc");
        response.putTrailer("grpc-status", "0");
        set(response, headers);
        response.end(Buffer.buffer(frames));
      }
    }

    /** Ends a gRPC call with a status and nothing else (Trailers-Only). */
    public void fail(int grpcStatus, String... headers) {
      if (end()) {
        HttpServerResponse response = request.response();
        response.putHeader("content-type", "application/grpc");
        response.putHeader("grpc-status", Integer.toString(grpcStatus));
        set(response, headers);
        response.end();
      }
    }

    private void set(HttpServerResponse response, String... headers) {
      for (int i = 0; i < headers.length; i += 2) {
        response.putHeader(headers[i], headers[i + 1]);
      }
    }

    /** Does something later. */
    public void after(Duration wait, Runnable action) {
      vertx.setTimer(wait.toMillis(), id -> action.run());
    }

    /** Closes the connection in the middle of it. */
    public void cut() {
      request.connection().close();
    }
  }

  private void serve(HttpServerRequest request) {
    maxInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    Call call = new Call(count.incrementAndGet(), request);
    if (records) {
      calls.add(call);
    }
    script.serve(call);
  }

  /** From now on requests are served so; returns how they were before. */
  public Script change(Script next) {
    Script before = script;
    script = next;
    return before;
  }

  public int port() {
    return server.actualPort();
  }

  /** The requests so far, if they are remembered. */
  public List<Call> calls() {
    return calls;
  }

  /** How many requests came so far. */
  public int count() {
    return count.get();
  }

  /** How many wait for their answer now. */
  public int inFlight() {
    return inFlight.get();
  }

  /** The largest number that waited at the same time. */
  public int maxInFlight() {
    return maxInFlight.get();
  }

  /** How many were taken back before they were answered. */
  public int cancelled() {
    return cancelled.get();
  }

  @Override
  public void close() {
    Http2Calls.await(vertx.close());
  }
}
