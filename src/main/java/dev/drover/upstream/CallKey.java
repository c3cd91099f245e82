package dev.drover.upstream;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.PathVariables;
import dev.drover.limit.KeyHash;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a call is about, for those who send calls about the same thing to the same place: {@code
 * client} (its address), {@code header:NAME} (or gRPC metadata), {@code cookie:NAME}, {@code
 * query:NAME}, or {@code path:NAME}, a variable of the route's path. Immutable.
 */
public final class CallKey {
  /** Its forms, as a regular expression. */
  public static final String FORM = "client|(header|cookie|query|path):[!-~]+";

  /** Its forms, for people. */
  public static final String EXPECTED = "client, header:NAME, cookie:NAME, query:NAME or path:NAME";

  private enum Kind {
    CLIENT((exchange, name) -> exchange.request().client()),
    HEADER((exchange, name) -> exchange.head().headers().get(name)),
    COOKIE((exchange, name) -> cookie(exchange.head().headers().get(HttpHeaders.COOKIE), name)),
    QUERY((exchange, name) -> query(exchange.request().query(), name)),
    PATH((exchange, name) -> variable(exchange.get(PathVariables.KEY), name));

    private final BiFunction<Exchange, String, @Nullable String> value;

    Kind(BiFunction<Exchange, String, @Nullable String> value) {
      this.value = value;
    }
  }

  private final Kind kind;
  private final String name;

  private CallKey(Kind kind, String name) {
    this.kind = kind;
    this.name = name;
  }

  /** Reads one of its forms; the configuration has checked that it is one. */
  public static CallKey parse(String text) {
    for (Kind kind : Kind.values()) {
      String word = kind.name().toLowerCase(Locale.ROOT);
      if (text.equals(word)) {
        return new CallKey(kind, "");
      }
      if (text.startsWith(word + ":")) {
        return new CallKey(kind, text.substring(word.length() + 1));
      }
    }
    throw new IllegalArgumentException("\"" + text + "\" is no key; expected " + EXPECTED);
  }

  /** What the call is about; null when it does not say. */
  public @Nullable String value(Exchange exchange) {
    return kind.value.apply(exchange, name);
  }

  /** Its hash; a random number when the call does not say, so that those are spread evenly. */
  public long hash(Exchange exchange) {
    String value = value(exchange);
    return value == null ? ThreadLocalRandom.current().nextLong() : KeyHash.of(value);
  }

  private static @Nullable String cookie(@Nullable String cookies, String name) {
    if (cookies == null) {
      return null;
    }
    for (String pair : cookies.split("; ?", -1)) {
      if (pair.startsWith(name) && pair.startsWith("=", name.length())) {
        return pair.substring(name.length() + 1);
      }
    }
    return null;
  }

  private static @Nullable String query(@Nullable String query, String name) {
    if (query == null) {
      return null;
    }
    List<String> values = new QueryStringDecoder(query, false).parameters().get(name);
    return values == null ? null : values.get(0);
  }

  private static @Nullable String variable(@Nullable PathVariables variables, String name) {
    return variables == null ? null : variables.get(name);
  }
}
