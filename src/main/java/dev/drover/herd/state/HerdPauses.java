package dev.drover.herd.state;

import com.google.protobuf.ByteString;
import dev.drover.herd.Entry;
import dev.drover.herd.Herd;
import dev.drover.herd.HerdState;
import dev.drover.limit.Pauses;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The pauses of one upstream in a herd: an entry for each key, by its hash, which lives as long as
 * the pause.
 */
final class HerdPauses {
  static final String KIND = "pause";

  private final String upstream;
  private final Pauses local;

  /** An upstream as it is configured; while that is changed there are two of one name. */
  record Place(String upstream, int keys) {}

  HerdPauses(Herd herd, Place place) {
    this.upstream = place.upstream();
    this.local =
        new Pauses(
            place.keys(),
            System::nanoTime,
            (key, nanos) ->
                herd.put(
                    KIND,
                    new Name(upstream, HexFormat.of().toHexDigits(key), "").key(),
                    ByteString.EMPTY,
                    Duration.ofNanos(nanos)));
    herd.run(
        member ->
            member
                .store()
                .all(KIND, System.nanoTime())
                .forEach(entry -> heard(Name.of(entry), entry)));
  }

  Pauses local() {
    return local;
  }

  /** On the herd's event loop. */
  void heard(Name name, Entry entry) {
    if (name.about().equals(upstream) && !entry.dead() && entry.ttl() > 0) {
      try {
        local.learn(Long.parseUnsignedLong(name.what(), 16), entry.ttl());
      } catch (NumberFormatException noHash) {
        // of a later version of this: it means nothing here
      }
    }
  }

  List<HerdState.Pause> shown(int most) {
    return local.some(most).stream()
        .map(
            pause ->
                new HerdState.Pause(
                    upstream,
                    HexFormat.of().toHexDigits(pause.key()),
                    TimeUnit.NANOSECONDS.toMillis(pause.nanos())))
        .toList();
  }
}
