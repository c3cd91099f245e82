package dev.drover.handler.aggregate;

import dev.drover.exchange.Exchange;
import dev.drover.expression.JsonValues;
import dev.drover.expression.Kind;
import dev.drover.expression.RequestVariables;
import dev.drover.expression.Variables;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the expressions of one run know: the request, and what calls have brought so far. Values are
 * as {@link JsonValues} has them. Confined to the exchange's event loop.
 */
final class Known {
  /** Names that no call and no item can have. */
  static final Set<String> TAKEN =
      Set.of("request", "path", "query", "grpc", "identity", "result", "errors", "first", "index");

  /** The variable for the sake of which the content of a request is read. */
  static final String BODY = "request.body";

  private static final String LENIENT = "";
  private static final int MOST_TURNS = 20_000;
  private static final int MOST_PARAMETERS = 1000;

  private final Exchange exchange;
  private final Object body;
  private final Map<String, Object> results;
  private final Map<String, Object> own;

  private Known(
      Exchange exchange, Object body, Map<String, Object> results, Map<String, Object> own) {
    this.exchange = exchange;
    this.body = body;
    this.results = results;
    this.own = own;
  }

  /** At the beginning of a run. */
  static Known of(Exchange exchange, Object body) {
    return new Known(exchange, body, new LinkedHashMap<>(), Map.of());
  }

  /** The same, and for the moment this too. Results that come are seen by both. */
  Known with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(own);
    more.put(name, value);
    return new Known(exchange, body, results, more);
  }

  /** The same, for a template that has null where something is missing. */
  Known leniently() {
    return with(LENIENT, true);
  }

  /** Whether a template has null where something is missing. */
  boolean lenient() {
    return own.containsKey(LENIENT);
  }

  /** A call has brought this. */
  void learn(String call, Object result) {
    results.put(call, result);
  }

  /** What a call has brought; null when nothing yet. */
  @Nullable Object result(String call) {
    return results.get(call);
  }

  Exchange exchange() {
    return exchange;
  }

  private @Nullable Object own(String name) {
    return own.get(name);
  }

  private static Map<String, Object> query(Known known) {
    String query = known.exchange.request().query();
    Map<String, Object> parameters = new LinkedHashMap<>();
    if (query != null) {
      new QueryStringDecoder(query, StandardCharsets.UTF_8, false, MOST_PARAMETERS)
          .parameters()
          .forEach((name, values) -> parameters.put(name, values.get(values.size() - 1)));
    }
    return parameters;
  }

  /** What an expression may mention, with calls of those names. */
  static Variables<Known> variables(Collection<String> calls) {
    Variables.Builder<Known> builder =
        Variables.<Known>builder()
            .turns(MOST_TURNS)
            .withAll(RequestVariables.ALL, Known::exchange)
            .with(BODY, Kind.ANY, known -> known.body)
            .with("query", Kind.FIELDS, Known::query);
    for (String call : calls) {
      builder.with(call, Kind.ANY, known -> known.results.get(call));
    }
    return builder.build();
  }

  /** These, and some that {@link #with} gives. */
  static Variables<Known> variables(Variables<Known> others, String... names) {
    Variables.Builder<Known> builder =
        Variables.<Known>builder().turns(MOST_TURNS).withAll(others, known -> known);
    for (String name : names) {
      builder.with(name, Kind.ANY, known -> known.own(name));
    }
    return builder.build();
  }
}
