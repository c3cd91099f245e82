package dev.drover.filter.access;

import dev.drover.config.Cidr;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Identity;
import dev.drover.expression.Expression;
import dev.drover.expression.ExpressionFailed;
import dev.drover.expression.RequestVariables;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A rule, ready to be asked. Where a request may be read in more ways than one, a rule that allows
 * holds if it holds of all of them, and one that denies if it holds of any. Immutable.
 */
final class Rule {
  private final boolean allows;
  private final List<Predicate<Asked>> conditions = new ArrayList<>();

  Rule(RuleConfig config) {
    this.allows = config.allow().isPresent();
    RuleConfig.Of of = config.of();
    if (!of.methods().isEmpty()) {
      Set<String> methods = new HashSet<>(of.methods());
      conditions.add(asked -> methods(asked, methods));
    }
    if (!of.paths().isEmpty() || !of.grpc().isEmpty()) {
      conditions.add(paths(of));
    }
    if (!of.clients().isEmpty()) {
      conditions.add(asked -> client(asked, of.clients()));
    }
    if (!of.subjects().isEmpty()) {
      Set<String> subjects = Set.copyOf(of.subjects());
      conditions.add(
          asked -> known(asked, who -> subjects.contains("*") || subjects.contains(who.subject())));
    }
    if (!of.roles().isEmpty()) {
      conditions.add(
          asked -> known(asked, who -> of.roles().stream().anyMatch(who.roles()::contains)));
    }
    of.claims().forEach((name, value) -> conditions.add(asked -> claim(asked, name, value)));
    of.expression()
        .map(text -> Expression.condition(text, RequestVariables.ALL))
        .ifPresent(expression -> conditions.add(asked -> expression(asked, expression)));
  }

  boolean allows() {
    return allows;
  }

  boolean holds(Asked asked) {
    for (Predicate<Asked> condition : conditions) {
      if (!condition.test(asked)) {
        return false;
      }
    }
    return true;
  }

  private boolean methods(Asked asked, Set<String> methods) {
    for (String method : asked.methods()) {
      boolean listed =
          methods.contains(method)
              || (!allows
                  && methods.stream().anyMatch(one -> one.equalsIgnoreCase(method.strip())));
      if (listed != allows) {
        return listed;
      }
    }
    return allows;
  }

  /** Those given as paths and those given as gRPC methods, which are paths too. */
  private Predicate<Asked> paths(RuleConfig.Of of) {
    List<String> texts = new ArrayList<>(of.paths());
    of.grpc().forEach(method -> texts.add("/" + method));
    List<PathPattern> exact = texts.stream().map(PathPattern::of).toList();
    List<PathPattern> loose = texts.stream().map(LoosePath::of).map(PathPattern::of).toList();
    return asked -> {
      boolean holds = any(exact, asked.path);
      return holds == allows ? any(loose, asked.loosePath()) : holds;
    };
  }

  private static boolean any(List<PathPattern> patterns, String path) {
    for (PathPattern pattern : patterns) {
      if (pattern.matches(path)) {
        return true;
      }
    }
    return false;
  }

  private static boolean client(Asked asked, List<Cidr> blocks) {
    InetAddress client = asked.client();
    if (client == null) {
      return false;
    }
    for (Cidr block : blocks) {
      if (block.contains(client)) {
        return true;
      }
    }
    return false;
  }

  private static boolean known(Asked asked, Predicate<Identity> condition) {
    Identity identity = asked.identity;
    return identity != null && condition.test(identity);
  }

  private static boolean claim(Asked asked, String name, String value) {
    Map<String, Object> claims = asked.identity == null ? Map.of() : asked.identity.claims();
    Object found = claims.get(name);
    if (found == null || value.equals("*")) {
      return found != null;
    }
    return found instanceof Collection<?> several
        ? several.stream().anyMatch(one -> value.equals(String.valueOf(one)))
        : value.equals(found.toString());
  }

  private boolean expression(Asked asked, Expression<Exchange, Boolean> expression) {
    try {
      return expression.of(asked.exchange);
    } catch (ExpressionFailed failed) {
      return !allows;
    }
  }
}
