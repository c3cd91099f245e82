package dev.drover.filter.cache;

import dev.drover.limit.HttpDate;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants of a cache: how old an answer may be, and whether it has one already (RFC
 * 9111, section 5.2.1; RFC 9110, section 13). Immutable.
 *
 * @param headers the request's, as they were before anything was changed; not to be changed
 */
record Wanted(MultiMap headers, CacheControl said) {
  /** How an answer that is there may be used. */
  enum Use {
    /** It is. */
    FRESH,
    /** It is, and is confirmed meanwhile. */
    STALE,
    /** Only once it has been confirmed. */
    CONFIRM
  }

  private static final long ANY = Long.MAX_VALUE;

  static Wanted of(MultiMap headers) {
    MultiMap asked = HttpHeaders.headers().addAll(headers);
    CacheControl said = CacheControl.parse(asked.getAll(HttpHeaders.CACHE_CONTROL));
    if (!asked.contains(HttpHeaders.CACHE_CONTROL) && asked.contains("pragma", "no-cache", true)) {
      said = CacheControl.parse(List.of("no-cache"));
    }
    return new Wanted(asked, said);
  }

  /** How an answer may be used (section 4.2.4). */
  Use use(Stored.Freshness freshness, long now) {
    long age = freshness.age(now);
    long left = freshness.lifetime() - age;
    long most = said.seconds("max-age");
    long least = Math.max(0, said.seconds("min-fresh"));
    if (freshness.always()
        || said.has("no-cache")
        || (most != CacheControl.UNSAID && age > 1000 * most)) {
      return Use.CONFIRM;
    }
    if (left > 1000 * least || (left > 0 && least == 0)) {
      return Use.FRESH;
    }
    if (freshness.strict() || least > 0) {
      return Use.CONFIRM;
    }
    if (-left < freshness.whileRevalidated()) {
      return Use.STALE;
    }
    return -left <= tolerated() ? Use.FRESH : Use.CONFIRM;
  }

  /** How stale an answer may be, in milliseconds; -1 for not at all. */
  private long tolerated() {
    if (!said.has("max-stale")) {
      return -1;
    }
    String argument = said.directives().get("max-stale");
    return argument == null || argument.isEmpty() ? ANY : 1000 * CacheControl.delta(argument);
  }

  /** Whether an answer that could not be confirmed may be used all the same (RFC 5861). */
  boolean despiteError(Stored.Freshness freshness, long now) {
    long stale = freshness.age(now) - freshness.lifetime();
    long most = Math.max(freshness.ifError(), 1000 * said.seconds("stale-if-error"));
    return most > 0 && stale <= most && !freshness.strict() && !freshness.always();
  }

  /** Whether the client has that answer already, which a 304 tells it. */
  boolean has(Stored stored, long now) {
    if (stored.status() != 200) {
      return false;
    }
    String tags = headers.get(HttpHeaders.IF_NONE_MATCH);
    String tag = stored.field("etag");
    if (tags != null) {
      return tags.strip().equals("*") || (tag != null && matches(tags, tag));
    }
    String since = headers.get(HttpHeaders.IF_MODIFIED_SINCE);
    Optional<Instant> modified = date(stored.field("last-modified"), now);
    Optional<Instant> known = date(since, now);
    return modified.isPresent() && known.isPresent() && !modified.get().isAfter(known.get());
  }

  private static Optional<Instant> date(@Nullable String text, long now) {
    return text == null ? Optional.empty() : HttpDate.parse(text, Instant.ofEpochMilli(now));
  }

  /** The weak comparison of RFC 9110, section 8.8.3.2. */
  private static boolean matches(String tags, String tag) {
    String wanted = strong(tag);
    for (String one : tags.split(",", -1)) {
      if (strong(one.strip()).equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private static String strong(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }
}
