package dev.drover.matrix;

import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.Project;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The servers behind a gateway that does everything: the echo by gRPC on a server that is often
 * exchanged for another, and by gRPC-Web, Connect and REST; and a plain one.
 */
final class SoakOrigins implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int LARGE = 8 << 20;

  private final Path endpoints;
  private final Path proto;
  private final String schema;
  private final Marks marks = new Marks();
  private final HttpEcho http;
  private final HttpServer plain;
  private GrpcEcho grpc = new GrpcEcho(marks);
  private @Nullable GrpcEcho leaving;
  private int changes;

  SoakOrigins(Vertx vertx, Path folder) throws IOException {
    this.endpoints = folder.resolve("endpoints.json");
    this.proto = folder.resolve("echo.proto");
    this.schema = Project.text("src/test/resources/matrix/echo.proto");
    this.http = new HttpEcho(vertx, marks);
    this.plain =
        Http2Calls.await(
            vertx.createHttpServer().requestHandler(SoakOrigins::serve).listen(0, "127.0.0.1"));
    write(endpoints, new JsonArray().add("127.0.0.1:" + grpc.port()).encode());
    write(proto, schema);
  }

  int changes() {
    return changes;
  }

  /** A gateway with a route for everything; this many seconds for a call. */
  String configuration(int seconds) {
    return """
        {
          "listeners": [ { "host": "127.0.0.1", "port": 0 } ],
          "guard": { "lag": "0s", "memory": 0 },
          "admin": { "port": 0 },
          "accessLog": { "enabled": false },
          "schemas": { "echo": { "proto": ["%1$s"], "refresh": "200ms" } },
          "upstreams": {
            "echo": { "protocol": "split", "to": [
              { "upstream": "grpc", "weight": 4 }, { "upstream": "web", "weight": 1 },
              { "upstream": "connect", "weight": 1 }, { "upstream": "rest", "weight": 1 } ] },
            "grpc": { "protocol": "grpc", "file": { "path": "%2$s", "poll": "20ms" } },
            "web": { "protocol": "grpcWeb", "version": "http-2", "endpoints": ["127.0.0.1:%3$d"] },
            "connect": { "protocol": "connect", "version": "http-2",
                         "endpoints": ["127.0.0.1:%3$d"] },
            "rest": { "protocol": "rest", "version": "http-2", "endpoints": ["127.0.0.1:%3$d"] },
            "plain": { "protocol": "http", "endpoints": ["127.0.0.1:%4$d"] }
          },
          "routes": [
            { "id": "calls", "match": { "path": "/drover.demo.v1.Echo/*" }, "relay": "echo",
              "timeout": "%5$ds" },
            { "id": "rest", "match": { "path": "/v1/**" }, "transcode": "echo",
              "timeout": "%5$ds" },
            { "id": "plain", "match": { "prefix": "/plain" }, "relay": "plain",
              "filters": [ { "rateLimit": { "limits": [
                               { "requests": 1000000, "window": "1s" } ] } },
                           { "compress": {} }, { "cors": { "origins": ["https://a.example"] } } ] },
            { "id": "home", "match": { "path": "/home" }, "aggregate": {
                "calls": { "one": { "upstream": "plain", "path": "/json/1" },
                           "two": { "upstream": "plain", "path": "/json/2" } },
                "answer": { "one": "=one.body", "two": "=two.body" } } },
            { "id": "pages", "match": { "path": "/pages" },
              "paginate": { "upstream": "plain", "pageToken": {} } },
            { "id": "prime", "match": { "path": "/prime" }, "task": "primes" }
          ]
        }
        """
        .formatted(proto, endpoints, http.port(), plain.actualPort(), seconds);
  }

  /**
   * Another server takes the place of the one that speaks gRPC. That one ends a turn later, when
   * nobody is left on it and all event loops have long been told.
   */
  void moveOn() throws IOException {
    GrpcEcho old = leaving;
    if (old != null) {
      Eventually.await(() -> old.open() == 0, SOON, "The gateway does not leave the old server.");
      old.close();
    }
    leaving = grpc;
    grpc = new GrpcEcho(marks);
    write(endpoints, new JsonArray().add("127.0.0.1:" + grpc.port()).encode());
    changes++;
  }

  /** The schema gets one message more. */
  void changeSchema() throws IOException {
    changes++;
    write(proto, schema + "\nmessage More" + changes + " { string more = 1; }\n");
  }

  private static void write(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling("fresh");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void serve(HttpServerRequest request) {
    String path = request.path();
    if (path.startsWith("/json/")) {
      json(request, new JsonObject().put("n", Integer.parseInt(path.substring(6))));
    } else if (path.equals("/pages")) {
      String token = request.getParam("pageToken", "1");
      int page = Integer.parseInt(token);
      JsonObject answer =
          new JsonObject().put("items", JsonArray.of(new JsonObject().put("n", page)));
      json(request, page < 3 ? answer.put("nextPageToken", "" + (page + 1)) : answer);
    } else if (path.endsWith("/large")) {
      request.response().end(Buffer.buffer(new byte[LARGE]));
    } else {
      request.response().putHeader("content-type", "text/plain").end("item ".repeat(400));
    }
  }

  private static void json(HttpServerRequest request, JsonObject answer) {
    request.response().putHeader("content-type", "application/json").end(answer.encode());
  }

  @Override
  public void close() {
    if (leaving != null) {
      leaving.close();
    }
    grpc.close();
    Http2Calls.await(plain.close());
  }
}
