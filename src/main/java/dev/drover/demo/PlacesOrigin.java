package dev.drover.demo;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A Places API that knows twenty places around every point, in both of Google's forms: Nearby
 * Search (legacy) and (new). It wants a key, whichever.
 */
public final class PlacesOrigin extends VerticleBase implements Origin {
  private static final int COUNT = 20;
  private static final int FARTHEST_METRES = 50_000;
  private static final List<String> NAMES =
      List.of("Café", "Library", "Museum", "Bakery", "Park", "Theatre", "Bookshop", "Market");

  private final int wanted;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private @Nullable HttpServer server;

  /**
   * @param port 0 for any free one
   */
  public PlacesOrigin(int port) {
    this.wanted = port;
  }

  @Override
  public Future<?> start() {
    HttpServer listening =
        vertx
            .createHttpServer(new HttpServerOptions().setHost(LOOPBACK).setPort(wanted))
            .requestHandler(this::answer);
    server = listening;
    return listening.listen();
  }

  @Override
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  /** The questions so far: {@code "<latitude>,<longitude> <radius in metres>"}. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/maps/api/place/nearbysearch/json" -> legacy(request);
      case "/v1/places:searchNearby" ->
          request.body().onSuccess(body -> searchNearby(request, body.toString()));
      default -> request.response().setStatusCode(404).end();
    }
  }

  private void legacy(HttpServerRequest request) {
    JsonObject answer = new JsonObject().put("html_attributions", new JsonArray());
    if (request.getParam("key", "").isEmpty()) {
      answer.put("error_message", "You must use an API key.");
      end(request, 200, answer.put("results", new JsonArray()).put("status", "REQUEST_DENIED"));
      return;
    }
    String[] point = request.getParam("location", "").split(",", -1);
    double radius = number(request.getParam("radius", ""));
    if (point.length != 2 || !known(number(point[0]), number(point[1]), radius)) {
      end(request, 200, answer.put("results", new JsonArray()).put("status", "INVALID_REQUEST"));
      return;
    }
    asked.add(String.join(",", point) + " " + request.getParam("radius"));
    JsonArray results = new JsonArray();
    for (Place place : around(number(point[0]), number(point[1]), radius)) {
      results.add(
          new JsonObject()
              .put(
                  "geometry",
                  new JsonObject()
                      .put(
                          "location",
                          new JsonObject().put("lat", place.lat()).put("lng", place.lng())))
              .put("name", place.name())
              .put("place_id", place.id())
              .put("rating", 4)
              .put("types", JsonArray.of("point_of_interest", "establishment")));
    }
    end(request, 200, answer.put("results", results).put("status", "OK"));
  }

  private void searchNearby(HttpServerRequest request, String body) {
    if (request.getHeader("x-goog-fieldmask") == null) {
      end(request, 400, error(400, "INVALID_ARGUMENT", "FieldMask is a required parameter."));
      return;
    }
    if (request.getHeader("x-goog-api-key") == null
        || request.getHeader("x-goog-api-key").isEmpty()) {
      end(request, 403, error(403, "PERMISSION_DENIED", "An API key is required."));
      return;
    }
    JsonObject circle;
    try {
      circle = new JsonObject(body).getJsonObject("locationRestriction").getJsonObject("circle");
    } catch (DecodeException | NullPointerException malformed) {
      end(request, 400, error(400, "INVALID_ARGUMENT", "The body is no request."));
      return;
    }
    JsonObject center = circle.getJsonObject("center");
    asked.add(
        center.getValue("latitude")
            + ","
            + center.getValue("longitude")
            + " "
            + circle.getValue("radius"));
    JsonArray places = new JsonArray();
    for (Place place :
        around(
            center.getDouble("latitude"),
            center.getDouble("longitude"),
            circle.getDouble("radius"))) {
      places.add(
          new JsonObject()
              .put("id", place.id())
              .put("displayName", new JsonObject().put("text", place.name()))
              .put(
                  "location",
                  new JsonObject().put("latitude", place.lat()).put("longitude", place.lng())));
    }
    end(request, 200, new JsonObject().put("places", places));
  }

  private static JsonObject error(int code, String status, String message) {
    return new JsonObject()
        .put(
            "error",
            new JsonObject().put("code", code).put("message", message).put("status", status));
  }

  private static void end(HttpServerRequest request, int status, JsonObject answer) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json; charset=UTF-8")
        .end(answer.encodePrettily() + "\n");
  }

  private record Place(String id, String name, double lat, double lng) {}

  private static List<Place> around(double lat, double lng, double radius) {
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      double degrees = radius / 111_320 * (i + 1) / (COUNT + 1);
      places.add(
          new Place(
              "place-" + (i + 1),
              NAMES.get(i % NAMES.size()) + " " + (i + 1),
              rounded(lat + (i % 2 == 0 ? degrees : -degrees)),
              rounded(lng)));
    }
    return places;
  }

  private static double rounded(double degrees) {
    return Math.round(degrees * 1e7) / 1e7;
  }

  private static boolean known(double lat, double lng, double radius) {
    return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 && radius > 0 && radius <= FARTHEST_METRES;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException none) {
      return Double.NaN;
    }
  }
}
