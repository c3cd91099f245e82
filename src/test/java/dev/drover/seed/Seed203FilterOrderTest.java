package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Key;
import dev.drover.exchange.Response;
import dev.drover.filter.FilterFactory;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters see requests in order and responses in reverse, and may go on never or twice. */
@ExtendWith(NoLeaks.class)
class Seed203FilterOrderTest {
  @ParameterizedTest
  @CsvSource({
    "1, A> B> C> <C <B <A,    1, three filters",
    "0, A> B> <B <A,          0, the second answers itself",
    "2, A> B> C> <C C> <C <B <A, 2, the second goes on twice"
  })
  void filtersAreLeftInReverse(int calls, String order, int relayed, String claim)
      throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            TestConfig.http(origin.port())
                .route(
                    "filters",
                    new JsonArray().add(filter("A", 1)).add(filter("B", calls)).add(filter("C", 1)))
                .start()) {
      for (int i = 1; i <= 5; i++) {
        HttpResponse<String> response = HttpClients.get(HttpClients.http1(), gateway.url("/"));
        assertThat(response.statusCode()).isEqualTo(calls == 0 ? 204 : 200);
        assertThat(response.body()).isEqualTo(calls == 0 ? "" : "hello");
        assertThat(response.headers().firstValue("x-order")).contains(order);
        assertThat(origin.requests()).hasSize(i * relayed);
      }
      SeedReport.row("2.3", claim, order, order + ", origin called " + relayed + " times");
    }
  }

  private static JsonObject filter(String name, int calls) {
    return new JsonObject().put("note", new JsonObject().put("name", name).put("calls", calls));
  }

  /** A filter that notes when it is passed; its factory is found as a user's would be. */
  public static final class Note implements FilterFactory<Note.Config> {
    private static final Key<StringBuilder> ORDER = Key.of("order");

    /** What it notes, and how often it goes on. */
    @Doc("Notes when it is passed.")
    public record Config(
        @Doc("What to note.") String name,
        @Doc("How often to go on.") @Default("1") @Range(min = "0", max = "2") int calls) {}

    @Override
    public String name() {
      return "note";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Filter create(Config config, Parts parts) {
      return (exchange, next) -> {
        note(exchange, config.name() + ">");
        return go(exchange, next, config.calls())
            .map(
                response -> {
                  response.headers().set("x-order", note(exchange, "<" + config.name()));
                  return response;
                });
      };
    }

    private static Future<Response> go(Exchange exchange, Handler next, int calls) {
      return switch (calls) {
        case 0 -> Future.succeededFuture(Response.of(204));
        case 1 -> next.handle(exchange);
        default -> next.handle(exchange).compose(first -> again(exchange, next, first));
      };
    }

    /** The first answer is read to its end, or its connection would wait for that. */
    private static Future<Response> again(Exchange exchange, Handler next, Response first) {
      if (first.body() instanceof Body.Stream stream) {
        stream.source().handler(content -> {}).resume();
      }
      return next.handle(exchange);
    }

    private static String note(Exchange exchange, String text) {
      StringBuilder order = exchange.get(ORDER);
      if (order == null) {
        order = new StringBuilder();
        exchange.put(ORDER, order);
      } else {
        order.append(' ');
      }
      return order.append(text).toString();
    }
  }
}
