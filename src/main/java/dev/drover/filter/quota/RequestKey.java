package dev.drover.filter.quota;

import dev.drover.exchange.Address;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Identity;
import dev.drover.expression.Expression;
import dev.drover.expression.ExpressionFailed;
import dev.drover.expression.RequestVariables;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * The key that a request is counted under. Kinds of keys cannot be taken for one another, and none
 * is long: what a client can make up is hashed from a length on.
 */
final class RequestKey {
  private static final int LONGEST = 100;
  private static final int NETWORK_BYTES = 8;

  private final Function<Exchange, String> of;
  private final String words;

  private RequestKey(Function<Exchange, String> of, String words) {
    this.of = of;
    this.words = words;
  }

  static RequestKey of(KeyConfig config) {
    if (config.header().isPresent()) {
      String name = config.header().get();
      return new RequestKey(exchange -> header(exchange, name), "header " + name);
    }
    if (config.expression().isPresent()) {
      Expression<Exchange, String> text =
          Expression.text(config.expression().get(), RequestVariables.ALL);
      return new RequestKey(exchange -> expression(exchange, text), "request");
    }
    return switch (config.by()) {
      case CLIENT -> new RequestKey(RequestKey::client, "client");
      case IDENTITY -> new RequestKey(RequestKey::identity, "identity");
      case ROUTE -> new RequestKey(exchange -> "route", "route");
    };
  }

  String of(Exchange exchange) {
    return of.apply(exchange);
  }

  /** What it is, in words that a client may read. */
  String words() {
    return words;
  }

  private static String client(Exchange exchange) {
    String address = exchange.request().client();
    return "c:" + (address.indexOf(':') < 0 ? address : network(address));
  }

  /** The first 64 bits of an IPv6 address: what one customer is given (RFC 6177). */
  private static String network(String address) {
    InetAddress parsed = Address.literal(address);
    if (parsed == null) {
      return address;
    }
    byte[] bytes = parsed.getAddress();
    return bytes.length < 16
        ? parsed.getHostAddress()
        : HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES);
  }

  private static String identity(Exchange exchange) {
    Identity identity = exchange.get(Identity.KEY);
    return identity == null
        ? client(exchange)
        : "i:" + bounded(identity.scheme() + '\0' + identity.issuer() + '\0' + identity.subject());
  }

  private static String header(Exchange exchange, String name) {
    MultiMap headers = exchange.request().head().headers();
    String first = headers.get(name);
    if (first == null) {
      return client(exchange);
    }
    return "h:" + bounded(String.join(",", headers.getAll(name)));
  }

  private static String expression(Exchange exchange, Expression<Exchange, String> text) {
    try {
      return "e:" + bounded(text.of(exchange));
    } catch (ExpressionFailed failed) {
      return client(exchange);
    }
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST ? text : HexFormat.of().formatHex(sha256(text));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("This Java has no SHA-256.", missing);
    }
  }
}
