package dev.drover.handler.aggregate;

import dev.drover.exchange.Handler;
import dev.drover.handler.Door;
import dev.drover.handler.HandlerFactory;
import dev.drover.schema.Schemas;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Makes {@link Aggregate} handlers. */
public final class AggregateFactory implements HandlerFactory<AggregateConfig> {
  /** Compiled once, off the event loops, and shared by all of them. */
  private final Map<AggregateConfig, Plan> plans =
      Collections.synchronizedMap(new IdentityHashMap<>());

  @Override
  public String name() {
    return "aggregate";
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
  public Handler create(AggregateConfig config, Parts parts) {
    BiConsumer<String, String> checked =
        (pointer, sentence) -> {
          throw new IllegalStateException(pointer + ": " + sentence);
        };
    Plan plan = plans.computeIfAbsent(config, same -> Plan.of(same, parts.schemas(), checked));
    List<Sender> senders = plan.steps().stream().map(step -> step.form().on(parts)).toList();
    Door door = Door.of(config.grpc(), parts.schemas(), checked).orElse(null);
    return new Aggregate(plan, senders, door);
  }
}
