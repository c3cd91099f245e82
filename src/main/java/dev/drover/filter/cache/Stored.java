package dev.drover.filter.cache;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is kept. Immutable; {@code content} is never changed.
 *
 * @param status of the answer
 * @param fields its header, without hop-by-hop fields and {@code age}
 * @param vary the fields of the request that it was chosen by, in lower case, with what they were;
 *     empty for one that was absent
 * @param content all of it
 * @param freshness until when it may be used
 * @param told whether another node of the herd has fetched it
 */
public record Stored(
    int status,
    List<Map.Entry<String, String>> fields,
    Map<String, String> vary,
    byte[] content,
    Freshness freshness,
    boolean told) {

  private static final int OVERHEAD = 500;

  public Stored {
    fields = List.copyOf(fields);
    vary = Map.copyOf(vary);
  }

  /**
   * Until when an answer may be used (RFC 9111, section 4.2; RFC 5861). Times are milliseconds, of
   * the day for {@code received}.
   *
   * @param received when it came, or was last confirmed
   * @param aged how old it was then
   * @param lifetime how old it may become
   * @param always whether it must be confirmed each time
   * @param strict whether it must never be used when it is stale
   * @param whileRevalidated how long after that it may be used while it is being confirmed
   * @param ifError how long after that it may be used while it cannot be confirmed
   */
  public record Freshness(
      long received,
      long aged,
      long lifetime,
      boolean always,
      boolean strict,
      long whileRevalidated,
      long ifError) {
    long age(long now) {
      return aged + Math.max(0, now - received);
    }
  }

  /** The first field of that name; null when there is none. */
  @Nullable String field(String name) {
    for (Map.Entry<String, String> field : fields) {
      if (field.getKey().equalsIgnoreCase(name)) {
        return field.getValue();
      }
    }
    return null;
  }

  /** Whether it answers a request with those fields as well. */
  boolean fits(MultiMap headers) {
    for (Map.Entry<String, String> chosen : vary.entrySet()) {
      if (!chosen.getValue().equals(value(headers, chosen.getKey()))) {
        return false;
      }
    }
    return true;
  }

  /** What a request says in all fields of that name. */
  static String value(MultiMap headers, String name) {
    String first = headers.get(name);
    return first == null ? "" : String.join(", ", headers.getAll(name));
  }

  /** Its header, which may be changed. */
  MultiMap headers() {
    MultiMap headers = HttpHeaders.headers();
    fields.forEach(field -> headers.add(field.getKey(), field.getValue()));
    return headers;
  }

  /** The fields of a request of its kind that matter. */
  MultiMap asked() {
    MultiMap asked = HttpHeaders.headers();
    vary.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            asked.set(name, value);
          }
        });
    return asked;
  }

  /** How much room it takes, about, in bytes. */
  long weight() {
    long weight = (long) OVERHEAD + content.length;
    for (Map.Entry<String, String> field : fields) {
      weight += field.getKey().length() + field.getValue().length();
    }
    return weight;
  }
}
