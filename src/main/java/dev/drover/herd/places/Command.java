package dev.drover.herd.places;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A command of the line protocol, with its fields checked. The protocol is that of a proxy herd for
 * the Google Places API (UCLA CS 131, Winter 2023).
 */
sealed interface Command {
  /** A client says where it is. */
  record Iamat(String client, Position position, String time, long nanos) implements Command {}

  /**
   * A client asks what is near a client.
   *
   * @param radiusKm more than 0, at most 50
   * @param bound how many places at most, from 1 to 20
   */
  record Whatsat(String client, BigDecimal radiusKm, int bound) implements Command {}

  /** A neighbour tells where a client is. */
  record At(Location location) implements Command {}

  /** How far places may be, in kilometres. */
  BigDecimal MOST_RADIUS = BigDecimal.valueOf(50);

  /** How many places there may be. */
  int MOST_PLACES = 20;

  Pattern SPACE = Pattern.compile("[ \t\n\r\f\u000b]+");
  Pattern LEADING = Pattern.compile("^[ \t\n\r\f\u000b]+");
  Pattern SKEW = Pattern.compile("[+-]{0,2}[0-9]{1,18}(?:\\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?");
  Pattern KILOMETRES = Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{1,9})?");
  Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  /** What a line says; empty when it is no command. */
  static Optional<Command> parse(String line) {
    String[] fields = SPACE.split(LEADING.matcher(line).replaceFirst(""));
    return switch (fields[0]) {
      case "IAMAT" -> fields.length == 4 ? iamat(fields) : Optional.empty();
      case "WHATSAT" -> fields.length == 4 ? whatsat(fields) : Optional.empty();
      case "AT" -> fields.length == 6 ? at(fields) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Command> iamat(String[] fields) {
    Optional<Position> position = Position.parse(fields[2]);
    OptionalLong nanos = PosixTime.parse(fields[3]);
    return position.isEmpty() || nanos.isEmpty()
        ? Optional.empty()
        : Optional.of(new Iamat(fields[1], position.get(), fields[3], nanos.getAsLong()));
  }

  private static Optional<Command> whatsat(String[] fields) {
    if (!KILOMETRES.matcher(fields[2]).matches() || !NUMBER.matcher(fields[3]).matches()) {
      return Optional.empty();
    }
    BigDecimal radius = new BigDecimal(fields[2]);
    int bound = Integer.parseInt(fields[3]);
    return allowed(radius, bound)
        ? Optional.of(new Whatsat(fields[1], radius, bound))
        : Optional.empty();
  }

  /** Whether so far and so many may be asked for. */
  static boolean allowed(BigDecimal radiusKm, int bound) {
    return radiusKm.signum() > 0
        && radiusKm.compareTo(MOST_RADIUS) <= 0
        && bound >= 1
        && bound <= MOST_PLACES;
  }

  private static Optional<Command> at(String[] fields) {
    Optional<Position> position = Position.parse(fields[4]);
    OptionalLong nanos = PosixTime.parse(fields[5]);
    if (position.isEmpty() || nanos.isEmpty() || !SKEW.matcher(fields[2]).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new At(
            new Location(
                fields[1], fields[2], fields[3], position.get(), fields[5], nanos.getAsLong())));
  }
}
