package dev.drover.testing;

import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What tests of filters have in common. */
public final class Filters {
  private Filters() {}

  /** The filters of a route: names and the JSON of their configurations, in turn. */
  public static JsonArray of(String... namesAndJson) {
    JsonArray filters = new JsonArray();
    for (int i = 0; i < namesAndJson.length; i += 2) {
      filters.add(new JsonObject().put(namesAndJson[i], new JsonObject(namesAndJson[i + 1])));
    }
    return filters;
  }

  /** The status of a unary call with metadata. */
  public static Status status(GrpcCalls client, String... namesAndValues) {
    Metadata metadata = new Metadata();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      metadata.put(
          Metadata.Key.of(namesAndValues[i], Metadata.ASCII_STRING_MARSHALLER),
          namesAndValues[i + 1]);
    }
    try {
      client.unary(GrpcMethods.UNARY, new byte[] {1}, CallOptions.DEFAULT, metadata);
      return Status.OK;
    } catch (StatusRuntimeException refused) {
      return refused.getStatus();
    }
  }
}
