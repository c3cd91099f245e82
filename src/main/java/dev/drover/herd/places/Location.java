package dev.drover.herd.places;

import com.google.protobuf.ByteString;
import dev.drover.herd.Entry;
import dev.drover.herd.Version;
import java.util.Optional;

/**
 * Where a client said it was, and which node it told.
 *
 * @param server the node that was told by the client
 * @param skew that node's clock less the client's, in seconds, as text
 * @param time the client's clock, as it wrote it
 * @param nanos the same in nanoseconds since 1970
 */
public record Location(
    String server, String skew, String client, Position position, String time, long nanos) {
  /** The kind of its entries. */
  public static final String KIND = "location";

  /** The line that tells of it: {@code AT Clark +0.263873386 kiwi +34.0-118.4 1621464827.9}. */
  public String at() {
    return "AT " + server + " " + skew + " " + client + " " + position.text() + " " + time;
  }

  /** What the herd keeps of it. */
  Entry entry(long ttl) {
    ByteString value = ByteString.copyFromUtf8(skew + " " + position.text() + " " + time);
    return new Entry(KIND, client, value, new Version(nanos, server), ttl, false);
  }

  /** What an entry of its kind tells; empty when it is not of this form. */
  static Optional<Location> of(Entry entry) {
    String[] parts = entry.value().toStringUtf8().split(" ", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    String server = entry.version().origin();
    long nanos = entry.version().nanos();
    return Position.parse(parts[1])
        .map(at -> new Location(server, parts[0], entry.key(), at, parts[2], nanos));
  }
}
