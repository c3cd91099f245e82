package dev.drover.route;

import dev.drover.config.MatchConfig;
import dev.drover.config.Problem;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Reads the conditions of a configuration, and goes on after a problem to find the others. */
final class MatchReader {
  private final BiConsumer<String, String> problems;
  private Match match = Match.any();
  private boolean complete = true;

  MatchReader(BiConsumer<String, String> problems) {
    this.problems = problems;
  }

  Optional<Match> read(MatchConfig config) {
    config.grpc().ifPresent(text -> add("/grpc", m -> Match.grpc(text)));
    config.path().ifPresent(text -> add("/path", m -> Match.path(text)));
    config.prefix().ifPresent(text -> add("/prefix", m -> Match.prefix(text)));
    for (int i = 0; i < config.hosts().size(); i++) {
      String host = config.hosts().get(i);
      add("/hosts/" + i, m -> m.withHost(host));
    }
    match =
        match.withMethods(
            config.methods().stream().map(HttpMethod::valueOf).toArray(HttpMethod[]::new));
    for (Map.Entry<String, String> field : config.headers().entrySet()) {
      String at = "/headers/" + Problem.segment(field.getKey());
      add(at, m -> m.withHeader(field.getKey(), field.getValue()));
    }
    for (Map.Entry<String, String> parameter : config.query().entrySet()) {
      String at = "/query/" + Problem.segment(parameter.getKey());
      add(at, m -> m.withParameter(parameter.getKey(), parameter.getValue()));
    }
    return complete ? Optional.of(match) : Optional.empty();
  }

  private void add(String at, UnaryOperator<Match> step) {
    try {
      match = step.apply(match);
    } catch (IllegalArgumentException wrong) {
      complete = false;
      problems.accept(at, String.valueOf(wrong.getMessage()));
    }
  }
}
