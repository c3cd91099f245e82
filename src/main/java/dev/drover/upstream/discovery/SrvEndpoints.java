package dev.drover.upstream.discovery;

import dev.drover.config.Doc;
import dev.drover.config.Pattern;
import dev.drover.config.Shorthand;
import dev.drover.upstream.EndpointConfig;
import dev.drover.upstream.Resolver;
import dev.drover.upstream.ResolverFactory;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The servers of a service as SRV records name them (RFC 2782): their ports, priorities and
 * weights. A weight of 0, "very small chance of being selected", becomes 1, since an endpoint of
 * weight 0 gets nothing; each address of a target has the target's whole weight. The target {@code
 * .} says that the service is not available: an empty list. Targets are looked up unless their
 * addresses came along.
 */
public final class SrvEndpoints implements ResolverFactory<SrvEndpoints.Config> {
  private static final Comparator<Lookup.Service> ORDER =
      Comparator.comparingInt(Lookup.Service::priority)
          .thenComparing(Lookup.Service::target)
          .thenComparingInt(Lookup.Service::port);

  /** Which service. */
  @Doc("Endpoints as the SRV records of a service name them, with priority and weight.")
  @Shorthand("name")
  public record Config(
      @Doc("The whole name of the service, such as _grpc._tcp.orders.local.")
          @Pattern(
              value = "_[^.]+\\._[^.]+\\..+",
              expected = "the name of a service such as \"_grpc._tcp.orders.local\"")
          String name,
      @Doc("Whom it is asked of, and how often.") NameServers resolve) {}

  @Override
  public String name() {
    return "srv";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Resolver create(Config config, Loop loop) {
    Lookup lookup = new Lookup(loop.vertx(), config.resolve());
    Targets targets = new Targets(lookup);
    return new Looking(
        () -> lookup.services(config.name()).compose(targets::look),
        lookup::close,
        loop.wheel(),
        Pace.of(config.resolve()),
        config.resolve().min());
  }

  /** The addresses of the targets of one service, and what each has said last. */
  private static final class Targets {
    private final Lookup lookup;
    private Map<String, HostAddresses> hosts = Map.of();

    Targets(Lookup lookup) {
      this.lookup = lookup;
    }

    Future<Looking.Answer> look(Lookup.Services found) {
      List<Lookup.Service> services =
          found.services().stream()
              .filter(service -> !service.target().isEmpty())
              .sorted(ORDER)
              .toList();
      Map<String, HostAddresses> still = new HashMap<>();
      Map<String, Future<Lookup.Addresses>> asked = new HashMap<>();
      for (Lookup.Service service : services) {
        String target = service.target();
        Lookup.Addresses known = found.additional().get(target);
        if (known != null) {
          asked.put(target, Future.succeededFuture(known));
        } else if (!asked.containsKey(target)) {
          HostAddresses host = hosts.getOrDefault(target, new HostAddresses(lookup, target));
          still.put(target, host);
          asked.put(target, host.look().recover(cause -> kept(host, cause)));
        }
      }
      hosts = still;
      if (services.isEmpty()) {
        return Future.succeededFuture(
            new Looking.Answer(List.of(), found.services().get(0).validity()));
      }
      return Future.join(List.copyOf(asked.values())).transform(done -> answer(services, asked));
    }

    private static Future<Lookup.Addresses> kept(HostAddresses host, Throwable cause) {
      return cause instanceof Lookup.NoSuchRecord || host.last().ips().isEmpty()
          ? Future.failedFuture(cause)
          : Future.succeededFuture(host.last());
    }

    /** One target that cannot be looked up does not keep the others away. */
    private static Future<Looking.Answer> answer(
        List<Lookup.Service> services, Map<String, Future<Lookup.Addresses>> asked) {
      List<EndpointConfig> endpoints = new ArrayList<>();
      Duration validity = services.get(0).validity();
      Optional<Throwable> cause = Optional.empty();
      for (Lookup.Service service : services) {
        validity = shorter(validity, service.validity());
        Future<Lookup.Addresses> addresses = asked.get(service.target());
        if (addresses == null || addresses.failed()) {
          cause = Optional.ofNullable(addresses).map(Future::cause);
          continue;
        }
        validity = shorter(validity, addresses.result().validity());
        for (String ip : addresses.result().ips()) {
          endpoints.add(
              new EndpointConfig(
                  EndpointConfig.address(ip, service.port()),
                  Math.max(1, service.weight()),
                  service.priority(),
                  Optional.empty(),
                  Optional.of(service.target())));
        }
      }
      return endpoints.isEmpty()
          ? Future.failedFuture(
              cause.orElseGet(() -> new IllegalStateException("no target has an address")))
          : Future.succeededFuture(new Looking.Answer(List.copyOf(endpoints), validity));
    }

    private static Duration shorter(Duration a, Duration b) {
      return a.compareTo(b) < 0 ? a : b;
    }
  }
}
