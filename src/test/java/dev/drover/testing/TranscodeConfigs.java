package dev.drover.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Configurations that transcode everything to one gRPC origin. */
public final class TranscodeConfigs {
  private TranscodeConfigs() {}

  /** With a schema of .proto files of the project. */
  public static JsonObject proto(int port, String... files) {
    JsonArray paths = new JsonArray();
    for (String file : files) {
      paths.add(Project.path(file).toString());
    }
    return of(port).put("schemas", new JsonObject().put("s", new JsonObject().put("proto", paths)));
  }

  /** With a schema that the origin is asked for. */
  public static JsonObject of(int port) {
    return new JsonObject(
        """
        {
          "listeners": [ { "host": "127.0.0.1", "port": 0 } ],
          "upstreams": { "origin": { "protocol": "grpc", "endpoints": ["127.0.0.1:%d"] } },
          "routes": [
            { "id": "grpc", "match": { "grpc": "*" }, "relay": "origin" },
            { "id": "rest", "match": { "path": "/**" }, "transcode": { "upstream": "origin" } }
          ]
        }
        """
            .formatted(port));
  }

  /** The handler of the transcoding route, to be changed. */
  public static JsonObject handler(JsonObject config) {
    return config.getJsonArray("routes").getJsonObject(1).getJsonObject("transcode");
  }
}
