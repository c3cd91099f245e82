package dev.drover.upstream.discovery;

import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Shorthand;
import dev.drover.upstream.EndpointConfig;
import dev.drover.upstream.Resolver;
import dev.drover.upstream.ResolverFactory;
import java.util.List;

/** Endpoints that stand in the configuration. */
public final class StaticEndpoints implements Resolver {
  private final List<EndpointConfig> endpoints;

  StaticEndpoints(List<EndpointConfig> endpoints) {
    this.endpoints = endpoints;
  }

  /** The servers themselves. */
  @Doc("The servers themselves.")
  @Shorthand("endpoints")
  public record Config(@Doc("The servers.") @Length(min = 1) List<EndpointConfig> endpoints) {
    public Config {
      endpoints = List.copyOf(endpoints);
    }
  }

  /** Makes it of {@code endpoints}. */
  public static final class Factory implements ResolverFactory<Config> {
    @Override
    public String name() {
      return "endpoints";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Resolver create(Config config, Loop loop) {
      return new StaticEndpoints(config.endpoints());
    }
  }

  @Override
  public void start(Listener listener) {
    listener.endpoints(endpoints);
  }

  @Override
  public void refresh() {}

  @Override
  public void stop() {}
}
