package dev.drover.matrix;

import dev.drover.testing.Project;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Gateways in front of upstreams of each protocol. */
final class Upstreams {
  static final List<String> NAMES = List.of("grpc", "grpcWeb", "connect", "rest");

  private Upstreams() {}

  static String config(String protocol, int port) {
    JsonObject origin =
        new JsonObject()
            .put("protocol", protocol)
            .put("version", "http-2")
            .put("endpoints", JsonArray.of("127.0.0.1:" + port));
    String proto = Project.path("src/test/resources/matrix/echo.proto").toString();
    return new JsonObject(
            """
            {
              "listeners": [ { "host": "127.0.0.1", "port": 0 } ],
              "routes": [
                { "id": "calls", "match": { "path": "/drover.demo.v1.Echo/*" }, "relay": "origin" },
                { "id": "rest", "match": { "path": "/v1/**" }, "transcode": "origin" }
              ]
            }
            """)
        .put("upstreams", new JsonObject().put("origin", origin))
        .put(
            "schemas",
            new JsonObject().put("echo", new JsonObject().put("proto", JsonArray.of(proto))))
        .encode();
  }
}
