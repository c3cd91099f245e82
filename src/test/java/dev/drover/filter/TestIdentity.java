package dev.drover.filter;

import dev.drover.config.Doc;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Identity;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A filter for tests: the client is whom the header {@code x-test-user} names, with its role. */
public final class TestIdentity implements FilterFactory<TestIdentity.Config> {
  /** It has no options. */
  @Doc("Believes what the client says.")
  public record Config(@Doc("The claim \"tenant\".") String tenant) {}

  @Override
  public String name() {
    return "testIdentity";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Filter create(Config config, Parts parts) {
    return (exchange, next) -> {
      @Nullable String user = exchange.head().headers().get("x-test-user");
      if (user != null) {
        String role = user.substring(user.indexOf('/') + 1);
        exchange.put(
            Identity.KEY,
            new Identity(
                "test", user, "", Set.of(role), Map.of("tenant", config.tenant(), "level", 3)));
      }
      return next.handle(exchange);
    };
  }
}
