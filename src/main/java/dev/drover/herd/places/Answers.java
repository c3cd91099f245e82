package dev.drover.herd.places;

import dev.drover.status.GrpcCode;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.Optional;

/** What a node answers to the commands of clients, whatever they came by. */
public final class Answers {
  /** What is near a client, and where that is. */
  public record Near(Location location, String places) {}

  private final Locations locations;
  private final Optional<Places> places;

  public Answers(Locations locations, Optional<Places> places) {
    this.locations = locations;
    this.places = places;
  }

  public Locations locations() {
    return locations;
  }

  /**
   * What is near a client.
   *
   * @return fails with {@link PlacesRefused}: NOT_FOUND when the client is unknown here
   */
  public Future<Near> near(String client, BigDecimal radiusKm, int bound) {
    if (!Command.allowed(radiusKm, bound)) {
      return refused(
          GrpcCode.INVALID_ARGUMENT,
          "The radius must be more than 0 and at most 50 km, the limit from 1 to 20.");
    }
    Optional<Location> found = locations.find(client);
    if (found.isEmpty()) {
      return refused(GrpcCode.NOT_FOUND, "This node has not heard of that client.");
    }
    if (places.isEmpty()) {
      return refused(GrpcCode.FAILED_PRECONDITION, "This node has no Places API to ask.");
    }
    Location location = found.get();
    return places
        .get()
        .near(location.position(), radiusKm, bound)
        .map(text -> new Near(location, text));
  }

  private static Future<Near> refused(GrpcCode code, String text) {
    return Future.failedFuture(new PlacesRefused(code, text));
  }
}
