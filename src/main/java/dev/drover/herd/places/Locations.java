package dev.drover.herd.places;

import dev.drover.herd.Entry;
import dev.drover.herd.Member;
import dev.drover.herd.Version;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Where clients are, as far as this node knows. Confined to the herd's event loop. */
public final class Locations {
  /**
   * What became of a client's word.
   *
   * @param location what the client is answered with
   * @param fresh whether it was news
   */
  public record Report(Location location, boolean fresh) {}

  private final Member member;
  private final LongSupplier wall;
  private final long ttl;

  /**
   * @param wall nanoseconds since 1970
   * @param ttl how long a location is kept, in nanoseconds
   */
  public Locations(Member member, LongSupplier wall, long ttl) {
    this.member = member;
    this.wall = wall;
    this.ttl = ttl;
  }

  /**
   * A client says where it is. The newest of its own times wins; of what is older it is told the
   * same, but nobody else is.
   *
   * @return empty when the client's name or time is not of the protocol
   */
  public Optional<Report> report(String client, Position position, String time) {
    return Command.parse("IAMAT " + client + " " + position.text() + " " + time)
        .filter(Command.Iamat.class::isInstance)
        .map(Command.Iamat.class::cast)
        .filter(said -> said.client().equals(client) && said.time().equals(time))
        .map(this::report);
  }

  Report report(Command.Iamat said) {
    String skew = PosixTime.skew(wall.getAsLong() - said.nanos());
    Location location =
        new Location(member.id(), skew, said.client(), said.position(), said.time(), said.nanos());
    boolean fresh = newest(location) && member.tell(location.entry(ttl), now());
    return new Report(location, fresh);
  }

  /** A word said twice to one node is no news, though its skew is another. */
  private boolean newest(Location said) {
    Version version = said.entry(ttl).version();
    return member
        .store()
        .get(Location.KIND, said.client(), now())
        .map(known -> version.compareTo(known.version()) > 0)
        .orElse(true);
  }

  /** Where a client is. */
  public Optional<Location> find(String client) {
    return member.store().get(Location.KIND, client, now()).flatMap(Location::of);
  }

  /** All that is known, the oldest times first. */
  public List<Location> all() {
    return member.store().all(Location.KIND, now()).stream()
        .flatMap(entry -> Location.of(entry).stream())
        .toList();
  }

  /**
   * Tells of each location that is news here.
   *
   * @return takes the listener away
   */
  public Runnable watch(Consumer<Location> listener) {
    Consumer<Entry> entries = entry -> Location.of(entry).ifPresent(listener);
    member.listen(Location.KIND, entries);
    return () -> member.deafen(Location.KIND, entries);
  }

  /** The entry of a location that a neighbour has told in a line. */
  Entry entry(Location location) {
    return location.entry(ttl);
  }

  /** The AT line of an entry; empty when it is no location, or one whose life is partly over. */
  public Optional<String> line(Entry entry) {
    return entry.kind().equals(Location.KIND) && !entry.dead() && entry.ttl() == ttl
        ? Location.of(entry).map(Location::at)
        : Optional.empty();
  }

  private static long now() {
    return System.nanoTime();
  }
}
