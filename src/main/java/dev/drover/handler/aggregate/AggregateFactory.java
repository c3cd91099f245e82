package dev.drover.handler.aggregate;

import dev.drover.codec.rpc.CallMethod;
import dev.drover.codec.rpc.CallTypes;
import dev.drover.exchange.Handler;
import dev.drover.handler.HandlerFactory;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schemas;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    config.grpc().ifPresent(method -> door(method, schemas, problems));
  }

  private static Optional<Aggregate.Door> door(
      AggregateConfig.Method method, Schemas schemas, BiConsumer<String, String> problems) {
    Collection<LiveSchema> all = schemas.all();
    Optional<LiveSchema> schema =
        method
            .schema()
            .flatMap(name -> all.stream().filter(one -> one.name().equals(name)).findFirst())
            .or(() -> all.size() == 1 ? all.stream().findFirst() : Optional.empty());
    if (schema.isEmpty()) {
      problems.accept("/grpc/schema", "expected the name of a schema, since there is not just one");
      return Optional.empty();
    }
    Aggregate.Door door =
        new Aggregate.Door(schema.get(), CallTypes.of(schema.get()), "/" + method.method());
    CallTypes known = door.types().value();
    CallMethod found = known == null ? null : known.method(door.path());
    if (known != null && found == null) {
      problems.accept("/grpc/method", "the schema has no method " + method.method());
    } else if (found != null && found.descriptor().isClientStreaming()) {
      problems.accept(
          "/grpc/method",
          "expected a method that takes one message, but "
              + found.label()
              + " "
              + found.kind().words());
    }
    return Optional.of(door);
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
    Aggregate.Door door =
        config.grpc().flatMap(method -> door(method, parts.schemas(), checked)).orElse(null);
    return new Aggregate(plan, senders, door);
  }
}
