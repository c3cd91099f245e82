package dev.drover.filter;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where in a request a credential stands: in a header field (of gRPC, metadata), a cookie or a
 * query parameter. One that stands there twice is refused, since the upstream might read the other.
 */
public sealed interface Place {
  /**
   * The text that stands there, or null.
   *
   * @throws Failure {@link Reason#MALFORMED} when there is more than one
   */
  @Nullable String find(Exchange exchange);

  /** Takes it out of what goes upstream. */
  void remove(Exchange exchange);

  /** A header field. */
  static Place header(String name) {
    return new Header(name, HttpHeaders.createOptimized(name));
  }

  /** A cookie (RFC 6265, section 5.4). */
  static Place cookie(String name) {
    return new Cookie(name);
  }

  /** A query parameter. */
  static Place query(String name) {
    return new Query(name);
  }

  /** A header field. */
  record Header(String name, CharSequence key) implements Place {
    @Override
    public @Nullable String find(Exchange exchange) {
      MultiMap headers = exchange.head().headers();
      String value = headers.get(key);
      if (value != null && headers.getAll(key).size() > 1) {
        throw twice("header field", name);
      }
      return value;
    }

    @Override
    public void remove(Exchange exchange) {
      exchange.head().headers().remove(key);
    }
  }

  /** A cookie. */
  record Cookie(String name) implements Place {
    @Override
    public @Nullable String find(Exchange exchange) {
      String found = null;
      MultiMap headers = exchange.head().headers();
      if (!headers.contains(HttpHeaders.COOKIE)) {
        return null;
      }
      for (String line : headers.getAll(HttpHeaders.COOKIE)) {
        for (String pair : line.split(";", -1)) {
          if (named(pair)) {
            if (found != null) {
              throw twice("cookie", name);
            }
            found = pair.substring(pair.indexOf('=') + 1).strip();
          }
        }
      }
      return found;
    }

    @Override
    public void remove(Exchange exchange) {
      List<String> left = new ArrayList<>();
      MultiMap headers = exchange.head().headers();
      for (String line : headers.getAll(HttpHeaders.COOKIE)) {
        for (String pair : line.split(";", -1)) {
          if (!named(pair) && !pair.isBlank()) {
            left.add(pair.strip());
          }
        }
      }
      headers.remove(HttpHeaders.COOKIE);
      if (!left.isEmpty()) {
        headers.set(HttpHeaders.COOKIE, String.join("; ", left));
      }
    }

    private boolean named(String pair) {
      int equals = pair.indexOf('=');
      return equals >= 0 && pair.substring(0, equals).strip().equals(name);
    }
  }

  /** A query parameter. */
  record Query(String name) implements Place {
    @Override
    public @Nullable String find(Exchange exchange) {
      String target = exchange.head().target();
      int mark = target.indexOf('?');
      String found = null;
      for (int at = mark + 1; mark >= 0 && at <= target.length(); at = end(target, at) + 1) {
        String pair = target.substring(at, end(target, at));
        if (named(pair)) {
          if (found != null) {
            throw twice("query parameter", name);
          }
          int equals = pair.indexOf('=');
          found = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        }
      }
      return found;
    }

    @Override
    public void remove(Exchange exchange) {
      Head head = exchange.head();
      String target = head.target();
      int mark = target.indexOf('?');
      StringBuilder left = new StringBuilder();
      for (int at = mark + 1; mark >= 0 && at <= target.length(); at = end(target, at) + 1) {
        String pair = target.substring(at, end(target, at));
        if (!named(pair)) {
          left.append(left.length() == 0 ? "" : "&").append(pair);
        }
      }
      if (mark >= 0) {
        String path = target.substring(0, mark);
        exchange.head(head.withTarget(left.length() == 0 ? path : path + '?' + left));
      }
    }

    private static int end(String target, int from) {
      int end = target.indexOf('&', from);
      return end < 0 ? target.length() : end;
    }

    private boolean named(String pair) {
      int equals = pair.indexOf('=');
      return decoded(equals < 0 ? pair : pair.substring(0, equals)).equals(name);
    }

    private static String decoded(String text) {
      try {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException noEscape) {
        return text;
      }
    }
  }

  private static Failure twice(String kind, String name) {
    return Failure.of(
        Reason.MALFORMED, "The " + kind + " \"" + name + "\" is in the request more than once.");
  }
}
