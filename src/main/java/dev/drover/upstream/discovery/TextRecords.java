package dev.drover.upstream.discovery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** Asks name servers for TXT records. Confined to the event loop it was made on. */
public final class TextRecords {
  /**
   * The answer.
   *
   * @param texts one for each record, its strings put together (RFC 7208, section 3.3)
   * @param validity of the record that expires first; zero when there is none
   */
  public record Texts(List<String> texts, Duration validity) {
    public Texts {
      texts = List.copyOf(texts);
    }
  }

  private final Lookup lookup;

  public TextRecords(Vertx vertx, NameServers servers) {
    this.lookup = new Lookup(vertx, servers);
  }

  /** The records of a name, none when there are none; fails when nobody can say. */
  public Future<Texts> of(String name) {
    return lookup
        .texts(name)
        .recover(
            cause ->
                cause instanceof Lookup.NoSuchRecord
                    ? Future.succeededFuture(new Texts(List.of(), Duration.ZERO))
                    : Future.failedFuture(cause));
  }

  public void close() {
    lookup.close();
  }
}
