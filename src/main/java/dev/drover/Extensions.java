package dev.drover;

import dev.drover.config.Choice;
import dev.drover.config.Vocabulary;
import dev.drover.filter.FilterFactory;
import dev.drover.handler.HandlerFactory;
import dev.drover.task.HeavyFactory;
import dev.drover.task.TaskFactory;
import dev.drover.upstream.ResolverFactory;
import dev.drover.upstream.UpstreamFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that a configuration can name, built in or from a user's jar: the factories that
 * {@link ServiceLoader} finds. Immutable.
 */
record Extensions(
    Map<String, UpstreamFactory<?>> upstreams,
    Map<String, ResolverFactory<?>> resolvers,
    Map<String, FilterFactory<?>> filters,
    Map<String, HandlerFactory<?>> handlers,
    Map<String, TaskFactory<?>> tasks) {

  /** Those on the class path of Drover. */
  static Extensions load() {
    return new Extensions(
        byName(UpstreamFactory.class, UpstreamFactory::name),
        byName(ResolverFactory.class, ResolverFactory::name),
        byName(FilterFactory.class, FilterFactory::name),
        byName(HandlerFactory.class, HandlerFactory::name),
        byName(TaskFactory.class, TaskFactory::name));
  }

  @SuppressWarnings("unchecked")
  private static <F> Map<String, F> byName(Class<? super F> door, Function<F, String> name) {
    Map<String, F> all = new LinkedHashMap<>();
    for (Object found : ServiceLoader.load(door, Extensions.class.getClassLoader())) {
      F factory = (F) found;
      if (all.putIfAbsent(name.apply(factory), factory) != null) {
        throw new IllegalStateException(
            "Two "
                + door.getSimpleName()
                + "s on the class path are called \""
                + name.apply(factory)
                + "\"; remove one of them.");
      }
    }
    return Map.copyOf(all);
  }

  /** The factory that a configuration has chosen by its name. */
  static <F> F named(Map<String, F> factories, Choice choice) {
    F factory = factories.get(choice.name());
    if (factory == null) {
      throw new IllegalStateException(
          "Nothing on the class path is called \"" + choice.name() + "\".");
    }
    return factory;
  }

  /** The names of the filters and handlers whose work can be done by workers. */
  Set<String> heavy() {
    return Stream.concat(filters.values().stream(), handlers.values().stream())
        .filter(HeavyFactory.class::isInstance)
        .map(factory -> ((HeavyFactory<?>) factory).name())
        .collect(Collectors.toSet());
  }

  /** The words of a configuration. */
  Vocabulary vocabulary() {
    Map<String, Map<String, Class<? extends Record>>> kinds = new LinkedHashMap<>();
    kinds.put("upstreams", records(upstreams, UpstreamFactory::config));
    kinds.put("resolvers", records(resolvers, ResolverFactory::config));
    kinds.put("filters", records(filters, FilterFactory::config));
    kinds.put("handlers", records(handlers, HandlerFactory::config));
    kinds.put("tasks", records(tasks, TaskFactory::config));
    return new Vocabulary(kinds);
  }

  private static <F> Map<String, Class<? extends Record>> records(
      Map<String, F> factories, Function<F, Class<? extends Record>> record) {
    Map<String, Class<? extends Record>> all = new TreeMap<>();
    factories.forEach((name, factory) -> all.put(name, record.apply(factory)));
    return all;
  }
}
