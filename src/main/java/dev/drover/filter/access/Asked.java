package dev.drover.filter.access;

import dev.drover.exchange.Address;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Identity;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What rules look at in one request, found when the first of them asks for it. */
final class Asked {
  /** With these, some frameworks take a POST for something else. */
  private static final List<String> OVERRIDES =
      List.of("x-http-method-override", "x-http-method", "x-method-override");

  final Exchange exchange;
  final String path;
  final @Nullable Identity identity;
  private @Nullable String loosePath;
  private @Nullable List<String> methods;
  private @Nullable InetAddress client;
  private boolean located;

  Asked(Exchange exchange) {
    this.exchange = exchange;
    this.path = exchange.request().path();
    this.identity = exchange.get(Identity.KEY);
  }

  String loosePath() {
    String known = loosePath;
    if (known == null) {
      known = LoosePath.of(path);
      loosePath = known;
    }
    return known;
  }

  /** The method, and those that the client asks to have it taken for. */
  List<String> methods() {
    List<String> known = methods;
    if (known == null) {
      String method = exchange.request().head().method().name();
      MultiMap headers = exchange.request().head().headers();
      known = List.of(method);
      for (String name : OVERRIDES) {
        if (headers.contains(name)) {
          known = new ArrayList<>(known);
          known.addAll(headers.getAll(name));
        }
      }
      methods = known;
    }
    return known;
  }

  /** The client's address; null when it has none. */
  @Nullable InetAddress client() {
    if (!located) {
      located = true;
      client = Address.literal(exchange.request().client());
    }
    return client;
  }
}
