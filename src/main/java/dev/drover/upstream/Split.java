package dev.drover.upstream;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import dev.drover.limit.KeyHash;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An upstream that has no servers but other upstreams. By a key, each value has its place between 0
 * and 1, and the weights divide that line in their order: so when one part at the end of the list
 * grows, values only move towards it. The place depends on the name of the split, too, so that one
 * split behind another, or a hash ring behind a split, divides anew.
 */
final class Split implements Upstream {
  private static final double UNIT = 0x1p-53;

  private final String name;
  private final SplitConfig config;
  private final Function<String, Upstream> others;
  private final DoubleSupplier random;
  private final @Nullable CallKey key;
  private final long seed;
  private final double[] ends;
  private List<Upstream> parts = List.of();

  /**
   * @param others an upstream by its name; not asked before the first use
   * @param random where chance comes from: at least 0 and less than 1
   */
  Split(String name, SplitConfig config, Function<String, Upstream> others, DoubleSupplier random) {
    this.name = name;
    this.config = config;
    this.others = others;
    this.random = random;
    this.key = config.by().equals("random") ? null : CallKey.parse(config.by());
    this.seed = KeyHash.of(name);
    this.ends = ends(config);
  }

  /** Where the share of each part ends between 0 and 1; a part with a header has none. */
  private static double[] ends(SplitConfig config) {
    double[] ends = new double[config.to().size()];
    long sum = 0;
    for (int i = 0; i < ends.length; i++) {
      SplitConfig.Part part = config.to().get(i);
      sum += part.header().isPresent() ? 0 : part.weight();
      ends[i] = (double) sum / config.total();
    }
    return ends;
  }

  /** Makes them. */
  public static final class Factory implements UpstreamFactory<SplitConfig> {
    @Override
    public String name() {
      return "split";
    }

    @Override
    public Class<SplitConfig> config() {
      return SplitConfig.class;
    }

    @Override
    public List<String> uses(SplitConfig config) {
      return config.to().stream().map(SplitConfig.Part::upstream).distinct().toList();
    }

    @Override
    public String balance(SplitConfig config) {
      return config.by();
    }

    @Override
    public Upstream create(String name, SplitConfig config, Loop loop) {
      return new Split(
          name, config, loop.upstreams(), () -> ThreadLocalRandom.current().nextDouble());
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Future<Response> send(Exchange exchange, Outbound outbound) {
    return parts().get(pick(exchange)).send(exchange, outbound);
  }

  /** What is opened for one part is opened for all: a request is read before it has a part. */
  @Override
  public boolean speaks(Protocol protocol) {
    return parts().stream().allMatch(part -> part.speaks(protocol));
  }

  @Override
  public boolean secure() {
    return parts().stream().allMatch(Upstream::secure);
  }

  private List<Upstream> parts() {
    if (parts.isEmpty()) {
      parts = config.to().stream().map(part -> others.apply(part.upstream())).toList();
    }
    return parts;
  }

  /** Which part gets the request. */
  int pick(Exchange exchange) {
    MultiMap headers = exchange.head().headers();
    for (int i = 0; i < ends.length; i++) {
      SplitConfig.Header header = config.to().get(i).header().orElse(null);
      if (header != null && has(headers, header)) {
        return i;
      }
    }
    double place = place(exchange);
    int last = ends.length - 1;
    for (int i = 0; i < last; i++) {
      if (place < ends[i]) {
        return i;
      }
    }
    return last;
  }

  private static boolean has(MultiMap headers, SplitConfig.Header header) {
    return header.value().isPresent()
        ? headers.getAll(header.name()).contains(header.value().get())
        : headers.contains(header.name());
  }

  private double place(Exchange exchange) {
    String value = key == null ? null : key.value(exchange);
    return value == null
        ? random.getAsDouble()
        : (KeyHash.of(value.getBytes(StandardCharsets.UTF_8), seed) >>> 11) * UNIT;
  }

  /** One for each upstream that has a part. */
  @Override
  public List<EndpointState> endpoints() {
    Map<String, List<String>> notes = new LinkedHashMap<>();
    for (SplitConfig.Part part : config.to()) {
      notes.computeIfAbsent(part.upstream(), any -> new ArrayList<>()).add(words(part));
    }
    List<EndpointState> states = new ArrayList<>();
    notes.forEach((part, words) -> states.add(state(part, String.join("; ", words))));
    return states;
  }

  private String words(SplitConfig.Part part) {
    return part.header()
        .map(header -> header.name() + header.value().map(value -> ": " + value).orElse(""))
        .orElseGet(() -> part.weight() + " of " + config.total());
  }

  private EndpointState state(String part, String note) {
    List<EndpointState> all = others.apply(part).endpoints();
    boolean up = all.stream().anyMatch(endpoint -> endpoint.state() == State.UP);
    return new EndpointState(
        part,
        up ? State.UP : State.FAILING,
        up ? note : note + "; none of its endpoints is up",
        all.stream().mapToInt(EndpointState::connections).sum(),
        all.stream().mapToInt(EndpointState::inFlight).sum(),
        all.stream().mapToInt(EndpointState::waiting).sum());
  }

  @Override
  public Future<Void> ready() {
    return Future.join(parts().stream().map(Upstream::ready).toList()).mapEmpty();
  }

  /** Its parts are closed by themselves. */
  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
