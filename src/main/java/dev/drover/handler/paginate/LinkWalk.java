package dev.drover.handler.paginate;

import dev.drover.codec.LinkField;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Each page has a link to the next one (RFC 8288), which is taken as it is: what the client asked
 * for is in the first request only.
 */
final class LinkWalk implements Walk {
  private static final String LINK = "link";
  private static final int LONGEST = 8192;

  private final Predicate<String> follows;
  private final Set<String> seen = new HashSet<>();
  private @Nullable String next;

  /**
   * @param base the target of the first page
   * @param follows whether an origin, as in {@code https://api.example.com:8443}, is the upstream's
   */
  LinkWalk(String base, Predicate<String> follows) {
    this.follows = follows;
    this.next = base;
    this.seen.add(base);
  }

  @Override
  public @Nullable String next() {
    String given = next;
    next = null;
    return given;
  }

  @Override
  public boolean came(int number, Page page) {
    MultiMap headers = page.headers();
    Optional<LinkField> link = LinkField.find(headers.getAll(LINK), "next");
    if (link.isEmpty()) {
      return true;
    }
    String target = target(page.target(), link.get().target());
    if (!seen.add(target)) {
      throw Failure.of(Reason.PROTOCOL, "it links back to a page that has been before.");
    }
    next = target;
    return false;
  }

  /** Resolves a reference (RFC 3986, section 5). */
  private String target(String base, String reference) {
    if (reference.length() > LONGEST) {
      throw Failure.of(Reason.PROTOCOL, "its link to the next one is too long.");
    }
    int query = base.indexOf('?');
    String place = query < 0 ? base : base.substring(0, query);
    if (reference.startsWith("?")) { // which URI.resolve gets wrong
      return place + clean(reference);
    }
    try {
      URI resolved = URI.create(place).resolve(URI.create(reference));
      if (resolved.getRawAuthority() != null || resolved.getScheme() != null) {
        check(resolved);
      }
      String path = resolved.getRawPath();
      if (path == null || (!path.isEmpty() && !path.startsWith("/"))) {
        throw unreadable(null);
      }
      String shown = path.isEmpty() ? "/" : path;
      return resolved.getRawQuery() == null ? shown : shown + '?' + resolved.getRawQuery();
    } catch (IllegalArgumentException malformed) {
      throw unreadable(malformed);
    }
  }

  private static String clean(String reference) {
    try {
      return "?" + Optional.ofNullable(URI.create(reference).getRawQuery()).orElse("");
    } catch (IllegalArgumentException malformed) {
      throw unreadable(malformed);
    }
  }

  private static Failure unreadable(@Nullable Throwable cause) {
    String text = "its link to the next one cannot be read.";
    return cause == null
        ? Failure.of(Reason.PROTOCOL, text)
        : Failure.of(Reason.PROTOCOL, text, cause);
  }

  private void check(URI link) {
    String origin = Origins.of(link);
    if (!follows.test(origin)) {
      throw Failure.of(Reason.PROTOCOL, "it links to another host, which is not followed.")
          .note("linked to " + origin);
    }
  }
}
