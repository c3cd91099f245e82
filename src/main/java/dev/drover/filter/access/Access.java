package dev.drover.filter.access;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.filter.FilterFactory;
import dev.drover.schema.Schemas;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Who may do what: rules, of which the first that holds decides. Example: {@code {"access":
 * {"rules": [{"deny": {"paths": ["/admin/**"]}}, {"allow": {"roles": ["staff"]}}]}}}.
 */
public final class Access implements Filter {
  /** What becomes of a request. */
  public enum Effect {
    ALLOW,
    DENY
  }

  /** Its configuration. */
  @Doc("Who may do what: rules, of which the first that holds decides.")
  public record Config(
      @Doc("The rules in their order.") List<RuleConfig> rules,
      @Doc("What becomes of a request that no rule holds of.") @Default("deny") Effect otherwise) {}

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config> {
    @Override
    public String name() {
      return "access";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public void check(Config config, Schemas schemas, BiConsumer<String, String> problems) {
      for (int i = 0; i < config.rules().size(); i++) {
        String place = "/rules/" + i;
        config
            .rules()
            .get(i)
            .check((pointer, message) -> problems.accept(place + pointer, message));
      }
    }

    @Override
    public Filter create(Config config, Parts parts) {
      return new Access(config, parts.refusals("access"));
    }
  }

  private final List<Rule> rules;
  private final boolean otherwise;
  private final Counter refused;

  Access(Config config, Counter refused) {
    this.rules = config.rules().stream().map(Rule::new).toList();
    this.otherwise = config.otherwise() == Effect.ALLOW;
    this.refused = refused;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    Asked asked = new Asked(exchange);
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).holds(asked)) {
        return rules.get(i).allows() ? next.handle(exchange) : refusal("access rule " + i);
      }
    }
    return otherwise ? next.handle(exchange) : refusal("no access rule");
  }

  private Future<Response> refusal(String note) {
    refused.increment();
    return Future.failedFuture(
        Failure.of(Reason.DENIED, "This request is not allowed.").note(note));
  }
}
