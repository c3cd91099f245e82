package dev.drover.matrix;

import dev.drover.testing.Project;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Gateways in front of upstreams of each protocol. */
final class Upstreams {
  private Upstreams() {}

  static String config(Server server, int port) {
    JsonObject origin =
        new JsonObject()
            .put("protocol", server.protocol())
            .put("version", server.http2() ? "http-2" : "http-1-1")
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
