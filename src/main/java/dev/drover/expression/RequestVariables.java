package dev.drover.expression;

import dev.drover.exchange.Authority;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Identity;
import dev.drover.exchange.PathVariables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an expression may know of a request and of who sends it. Everything is there for every
 * request: what it has not got is empty.
 */
public final class RequestVariables {
  /** All of them, by their names in {@code docs/filters/expressions.md}. */
  public static final Variables<Exchange> ALL =
      Variables.<Exchange>builder()
          .with("request.method", Kind.TEXT, x -> x.request().head().method().name())
          .with("request.path", Kind.TEXT, x -> x.request().path())
          .with("request.query", Kind.TEXT, RequestVariables::query)
          .with("request.host", Kind.TEXT, x -> Authority.host(x.request().head().authority()))
          .with("request.scheme", Kind.TEXT, x -> x.request().scheme())
          .with("request.client", Kind.TEXT, x -> x.request().client())
          .with("request.headers", Kind.FIELDS, x -> new HeaderFields(x.request().head().headers()))
          .with("grpc.service", Kind.TEXT, x -> rpc(x, true))
          .with("grpc.method", Kind.TEXT, x -> rpc(x, false))
          .with("path", Kind.FIELDS, RequestVariables::path)
          .with("identity.scheme", Kind.TEXT, of(Identity::scheme, ""))
          .with("identity.subject", Kind.TEXT, of(Identity::subject, ""))
          .with("identity.issuer", Kind.TEXT, of(Identity::issuer, ""))
          .with("identity.roles", Kind.TEXTS, of(who -> List.copyOf(who.roles()), List.of()))
          .with("identity.claims", Kind.JSON_OBJECT, of(Identity::claims, Map.of()))
          .build();

  private RequestVariables() {}

  private static String query(Exchange exchange) {
    String query = exchange.request().query();
    return query == null ? "" : query;
  }

  /** The service or the method of a gRPC call, by its path; empty for any other request. */
  private static String rpc(Exchange exchange, boolean service) {
    String path = exchange.request().path();
    int slash = exchange.grpc() ? path.indexOf('/', 1) : -1;
    if (slash < 0 || path.indexOf('/', slash + 1) >= 0) {
      return "";
    }
    return service ? path.substring(1, slash) : path.substring(slash + 1);
  }

  private static Map<String, String> path(Exchange exchange) {
    PathVariables variables = exchange.get(PathVariables.KEY);
    if (variables == null) {
      return Map.of();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : variables.names()) {
      String value = variables.get(name);
      values.put(name, value == null ? "" : value);
    }
    return values;
  }

  private static Function<Exchange, @Nullable Object> of(
      Function<Identity, Object> value, Object nobody) {
    return exchange -> {
      Identity identity = exchange.get(Identity.KEY);
      return identity == null ? nobody : value.apply(identity);
    };
  }
}
