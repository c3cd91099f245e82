package dev.drover;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.admin.AdminView;
import dev.drover.admin.ApiDocument;
import dev.drover.admin.ExchangeView;
import dev.drover.admin.ListenerView;
import dev.drover.admin.RouteView;
import dev.drover.admin.SchemaView;
import dev.drover.admin.UpstreamView;
import dev.drover.config.Choice;
import dev.drover.config.MatchConfig;
import dev.drover.config.RouteConfig;
import dev.drover.herd.HerdState;
import dev.drover.schema.LiveSchema;
import dev.drover.telemetry.Telemetry;
import dev.drover.telemetry.Totals;
import dev.drover.upstream.Upstream;
import dev.drover.upstream.Upstream.EndpointState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The gateway as its admin port sees it: asks each event loop what it has, and adds it up. */
final class GatewayView implements AdminView {
  private final Telemetry telemetry;
  private final List<Share> shares;
  private final Gateway gateway;

  GatewayView(Gateway gateway, Telemetry telemetry, List<Share> shares) {
    this.gateway = gateway;
    this.telemetry = telemetry;
    this.shares = shares;
  }

  @Override
  public Readiness ready() {
    return gateway.ready()
        ? new Readiness(true, "All listeners take requests.")
        : new Readiness(false, "The gateway is starting or stopping.");
  }

  @Override
  public List<RouteView> routes() {
    return gateway.blueprint().config().routes().stream().map(GatewayView::route).toList();
  }

  private static RouteView route(RouteConfig route) {
    return new RouteView(
        route.id(),
        words(route.match()),
        route.handler().name(),
        route.filters().stream().map(Choice::name).toList(),
        route.timeout().map(timeout -> timeout.toMillis() + "ms").orElse(""));
  }

  private static String words(MatchConfig match) {
    List<String> words = new ArrayList<>(match.methods());
    words.addAll(match.hosts());
    match.grpc().ifPresent(method -> words.add("grpc " + method));
    match.path().ifPresent(words::add);
    match.prefix().ifPresent(prefix -> words.add(prefix + "/**"));
    match.headers().forEach((name, value) -> words.add(name + ": " + value));
    match.query().forEach((name, value) -> words.add("?" + name + "=" + value));
    return words.isEmpty() ? "everything" : String.join(" ", words);
  }

  @Override
  public JsonNode config() {
    return gateway.blueprint().effective();
  }

  @Override
  public Future<List<String>> reload(String json, boolean herd) {
    return herd ? gateway.reloadHerd(json) : gateway.reload(json, "configuration");
  }

  @Override
  public Future<List<ExchangeView>> exchanges() {
    return gather(
            share ->
                share.exchanges().stream()
                    .map(exchange -> ExchangeView.of(exchange, exchange.wheel().now()))
                    .toList())
        .map(lists -> lists.stream().flatMap(List::stream).toList());
  }

  @Override
  public Future<List<UpstreamView>> upstreams() {
    return gather(GatewayView::standing).map(this::sum);
  }

  /** How an upstream stands on one event loop. */
  private record Standing(Upstream.Condition condition, List<EndpointState> endpoints) {}

  private static Map<String, Standing> standing(Share share) {
    Map<String, Standing> all = new LinkedHashMap<>();
    share
        .upstreams()
        .forEach(
            (name, upstream) ->
                all.put(name, new Standing(upstream.condition(), upstream.endpoints())));
    return all;
  }

  private List<UpstreamView> sum(List<Map<String, Standing>> loops) {
    List<UpstreamView> views = new ArrayList<>();
    gateway
        .blueprint()
        .config()
        .upstreams()
        .forEach(
            (name, choice) -> {
              Map<String, UpstreamView.Endpoint> sums = new LinkedHashMap<>();
              List<Upstream.Condition> conditions = new ArrayList<>();
              for (Map<String, Standing> loop : loops) {
                Standing standing = loop.get(name);
                if (standing != null) {
                  conditions.add(standing.condition());
                  for (EndpointState state : standing.endpoints()) {
                    sums.merge(state.address(), view(state), GatewayView::add);
                  }
                }
              }
              views.add(
                  new UpstreamView(
                      name,
                      choice.name(),
                      Upstreams.balance(choice, gateway.blueprint().extensions()),
                      words(conditions),
                      List.copyOf(sums.values())));
            });
    return views;
  }

  private static List<String> words(List<Upstream.Condition> loops) {
    List<String> words = new ArrayList<>();
    Map<String, Integer> breakers = new TreeMap<>();
    loops.forEach(loop -> breakers.merge(loop.breaker(), 1, Integer::sum));
    breakers.remove("");
    breakers.forEach((state, count) -> words.add("breaker " + state + on(count, loops.size())));
    int permits = loops.stream().mapToInt(Upstream.Condition::permits).sum();
    if (permits > 0) {
      int held = loops.stream().mapToInt(Upstream.Condition::held).sum();
      int waiting = loops.stream().mapToInt(Upstream.Condition::waiting).sum();
      words.add(held + " of " + permits + " calls under way, " + waiting + " waiting");
    }
    int spent = (int) loops.stream().filter(loop -> loop.retries() == 0).count();
    if (spent > 0) {
      words.add("no retries left" + on(spent, loops.size()));
    }
    return words;
  }

  private static String on(int count, int loops) {
    return count == loops ? "" : " on " + count + " of " + loops + " event loops";
  }

  private static UpstreamView.Endpoint view(EndpointState state) {
    UpstreamView.State shown =
        switch (state.state()) {
          case UP -> UpstreamView.State.UP;
          case FAILING -> UpstreamView.State.FAILING;
          case EJECTED -> UpstreamView.State.EJECTED;
          case DRAINING -> UpstreamView.State.DRAINING;
        };
    return new UpstreamView.Endpoint(state.address(), shown, state.inFlight(), state.note());
  }

  /** Of one that drains on some event loops and is in the list of others, the latter is shown. */
  private static UpstreamView.Endpoint add(UpstreamView.Endpoint a, UpstreamView.Endpoint b) {
    boolean first = a.state() != UpstreamView.State.UP && a.state() != UpstreamView.State.DRAINING;
    boolean second = b.state() == UpstreamView.State.UP || b.state() == UpstreamView.State.DRAINING;
    boolean drains = a.state() == UpstreamView.State.DRAINING;
    UpstreamView.Endpoint shown = first || (second && !drains) ? a : b;
    return new UpstreamView.Endpoint(
        a.address(), shown.state(), a.active() + b.active(), shown.note());
  }

  @Override
  public Future<Optional<HerdState>> herd() {
    return gateway
        .herd()
        .map(herd -> herd.state().map(Optional::of))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  @Override
  public List<SchemaView> schemas() {
    Instant now = Instant.now();
    return gateway.blueprint().schemas().all().stream().map(schema -> view(schema, now)).toList();
  }

  private static SchemaView view(LiveSchema live, Instant now) {
    LiveSchema.State state = live.state();
    String source = live.config().source();
    return state.schema() == null || state.since() == null
        ? SchemaView.absent(live.name(), source, state.problem())
        : SchemaView.of(
            state.schema(), source, state.since(), now, state.problem(), state.changes());
  }

  /** What each event loop says, asked on that loop. */
  private <T> Future<List<T>> gather(Function<Share, T> question) {
    List<Future<T>> answers = new ArrayList<>();
    for (Share share : shares) {
      Promise<T> answer = Promise.promise();
      share.context().runOnContext(nothing -> answer.complete(question.apply(share)));
      answers.add(answer.future());
    }
    return Future.all(answers).map(all -> all.list());
  }

  @Override
  public List<ApiDocument> apis() {
    return gateway.blueprint().apis();
  }

  @Override
  public List<ListenerView> listeners() {
    return gateway.blueprint().listeners(gateway.ports());
  }

  @Override
  public Telemetry.Scrape scrape(String accept) {
    return telemetry.scrape(accept);
  }

  @Override
  public Totals totals() {
    return telemetry.totals();
  }
}
