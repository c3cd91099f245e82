package dev.drover.filter.cache;

import dev.drover.limit.HttpDate;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of an answer may be kept, and for how long (RFC 9111, sections 3 and 4.2). */
final class Storing {
  private static final Set<Integer> KNOWN =
      Set.of(200, 203, 204, 300, 301, 302, 307, 308, 404, 405, 410, 414, 501);
  private static final Set<Integer> HEURISTIC =
      Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);
  private static final Set<String> NOT_KEPT =
      Set.of(
          "age",
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authentication-info",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "cache-status",
          "x-request-id");
  private static final long LONGEST_GUESS = 24 * 3600;

  private Storing() {}

  /** Whether answers of a status may be kept. */
  static boolean known(int status) {
    return KNOWN.contains(status);
  }

  /** Whether its content comes bit by bit, so that nobody can wait for all of it. */
  static boolean flows(MultiMap headers) {
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    return type != null
        && (type.startsWith("text/event-stream") || type.startsWith("application/x-ndjson"));
  }

  /**
   * Until when an answer may be used.
   *
   * @param known whether the client is known: by {@code Authorization}, or by a filter
   * @param guess percent of the time since its last change for which one is fresh that does not say
   * @param asked when it was asked for
   * @param now when it came; both in milliseconds of the day
   * @return null when it must not be kept, or there would be no use
   */
  static Stored.@Nullable Freshness freshness(
      int status, MultiMap headers, boolean known, int guess, long asked, long now) {
    CacheControl said = CacheControl.parse(headers.getAll(HttpHeaders.CACHE_CONTROL));
    long shared = said.seconds("s-maxage");
    boolean strict =
        shared != CacheControl.UNSAID
            || said.has("must-revalidate")
            || said.has("proxy-revalidate");
    boolean validator =
        headers.contains(HttpHeaders.ETAG) || headers.contains(HttpHeaders.LAST_MODIFIED);
    if (!known(status)
        || said.has("no-store")
        || said.has("private")
        || headers.contains(HttpHeaders.SET_COOKIE)
        || headers.contains("content-range")
        || headers.getAll(HttpHeaders.VARY).stream().anyMatch(vary -> vary.contains("*"))
        || (known && !said.has("public") && !strict)
        || flows(headers)) {
      return null;
    }
    long lifetime = lifetime(status, headers, said, guess, now);
    boolean always = said.has("no-cache");
    if ((lifetime <= 0 || always) && !validator) {
      return null;
    }
    if (lifetime < 0) {
      return null;
    }
    return new Stored.Freshness(
        now,
        aged(headers, asked, now),
        1000 * lifetime,
        always,
        strict,
        1000 * Math.max(0, said.seconds("stale-while-revalidate")),
        1000 * Math.max(0, said.seconds("stale-if-error")));
  }

  /** Seconds; -1 when it does not say. */
  private static long lifetime(
      int status, MultiMap headers, CacheControl said, int guess, long now) {
    if (said.has("s-maxage")) {
      return said.seconds("s-maxage");
    }
    if (said.has("max-age")) {
      return said.seconds("max-age");
    }
    String expires = headers.get(HttpHeaders.EXPIRES);
    long date = date(headers.get(HttpHeaders.DATE), now, now);
    if (expires != null) {
      return Math.max(0, (date(expires, now, date) - date) / 1000);
    }
    String modified = headers.get(HttpHeaders.LAST_MODIFIED);
    if (guess > 0 && modified != null && HEURISTIC.contains(status)) {
      long seconds = Math.max(0, date - date(modified, now, date)) / 1000 * guess / 100;
      return Math.min(LONGEST_GUESS, seconds);
    }
    return said.has("no-cache") || said.has("public") ? 0 : -1;
  }

  private static long date(@Nullable String text, long now, long otherwise) {
    return text == null
        ? otherwise
        : HttpDate.parse(text, Instant.ofEpochMilli(now))
            .map(Instant::toEpochMilli)
            .orElse(otherwise);
  }

  /** Section 4.2.3. */
  private static long aged(MultiMap headers, long asked, long now) {
    long apparent = Math.max(0, now - date(headers.get(HttpHeaders.DATE), now, now));
    String age = headers.get("age");
    long corrected = (age == null ? 0 : 1000 * CacheControl.delta(age.strip())) + now - asked;
    return Math.max(apparent >= 1000 ? apparent : 0, corrected);
  }

  /** The answer as it is kept. */
  static Stored stored(
      int status, MultiMap answer, MultiMap asked, byte[] content, Stored.Freshness freshness) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    Set<String> named = named(answer);
    answer.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!NOT_KEPT.contains(lower) && !named.contains(lower)) {
            fields.add(Map.entry(name, value));
          }
        });
    Map<String, String> vary = new HashMap<>();
    for (String all : answer.getAll(HttpHeaders.VARY)) {
      for (String name : all.split(",", -1)) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        if (!lower.isEmpty()) {
          vary.put(lower, Stored.value(asked, lower));
        }
      }
    }
    return new Stored(status, fields, vary, content, freshness, false);
  }

  private static Set<String> named(MultiMap answer) {
    String connection = answer.get(HttpHeaders.CONNECTION);
    return connection == null
        ? Set.of()
        : Set.of(connection.toLowerCase(Locale.ROOT).split("[ ,]+", 2)[0]);
  }

  /** What is kept after it was confirmed: what the 304 says goes before (section 3.2). */
  static Stored confirmed(Stored stored, MultiMap said, Stored.Freshness freshness) {
    MultiMap headers = stored.headers();
    said.names().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .distinct()
        .filter(name -> !NOT_KEPT.contains(name) && !name.startsWith("content-"))
        .forEach(name -> headers.set(name, said.getAll(name)));
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    headers.forEach((name, value) -> fields.add(Map.entry(name, value)));
    return new Stored(stored.status(), fields, stored.vary(), stored.content(), freshness, false);
  }
}
