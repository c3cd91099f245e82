package dev.drover.handler.aggregate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.drover.config.Problem;
import dev.drover.exchange.Handler;
import dev.drover.handler.Door;
import dev.drover.handler.HandlerFactory;
import dev.drover.schema.Schemas;
import dev.drover.task.HeavyFactory;
import dev.drover.task.Workplace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Makes {@link Aggregate} handlers. */
public final class AggregateFactory
    implements HandlerFactory<AggregateConfig>, HeavyFactory<AggregateConfig> {
  static final String NAME = "aggregate";

  /**
   * Compiled once, off the event loops, and shared by all of them; a plan lives as long as the
   * handlers that follow it.
   */
  private final Cache<AggregateConfig, Plan> plans =
      Caffeine.newBuilder().weakKeys().weakValues().executor(Runnable::run).build();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<AggregateConfig> config() {
    return AggregateConfig.class;
  }

  @Override
  public void check(AggregateConfig config, Schemas schemas, BiConsumer<String, String> problems) {
    plans.put(config, Plan.of(config, schemas, problems));
    Door.of(config.grpc(), schemas, problems);
  }

  @Override
  public List<String> tasks(AggregateConfig config) {
    return config.calls().values().stream().flatMap(call -> call.task().stream()).toList();
  }

  @Override
  public Map<String, Workplace> places(AggregateConfig config) {
    Map<String, Workplace> places = new LinkedHashMap<>();
    config
        .calls()
        .forEach((name, call) -> places.put("/calls/" + Problem.segment(name) + "/on", call.on()));
    places.put("/on", config.on());
    return places;
  }

  @Override
  public Handler create(AggregateConfig config, Parts parts) {
    BiConsumer<String, String> checked =
        (pointer, sentence) -> {
          throw new IllegalStateException(pointer + ": " + sentence);
        };
    Plan plan = plans.get(config, same -> Plan.of(same, parts.schemas(), checked));
    List<Sender> senders = plan.steps().stream().map(step -> step.form().on(parts)).toList();
    Door door = Door.of(config.grpc(), parts.schemas(), checked).orElse(null);
    return new Aggregate(plan, senders, parts.workers(NAME, config.on()), door);
  }
}
