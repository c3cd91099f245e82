package dev.drover.schema;

import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.drover.config.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The rules given beside the annotations, and the methods they are for. */
final class Selectors {
  private record Selector(String pattern, HttpRule rule) {
    boolean matches(MethodDescriptor method) {
      String name = method.getFullName();
      return pattern.equals("*")
          || (pattern.endsWith(".*")
              ? name.startsWith(pattern.substring(0, pattern.length() - 1))
              : name.equals(pattern));
    }

    boolean matchesAny(Collection<ServiceDescriptor> services) {
      return services.stream().anyMatch(s -> s.getMethods().stream().anyMatch(this::matches));
    }
  }

  private final List<Selector> selectors = new ArrayList<>();

  Selectors(List<HttpRule> rules) {
    for (HttpRule rule : rules) {
      for (String pattern : rule.getSelector().split(",", -1)) {
        selectors.add(new Selector(pattern.strip(), rule.toBuilder().clearSelector().build()));
      }
    }
  }

  /** The last rule for the method. */
  Optional<HttpRule> ruleOf(MethodDescriptor method) {
    return selectors.stream()
        .filter(selector -> selector.matches(method))
        .map(Selector::rule)
        .reduce((earlier, later) -> later);
  }

  /** One for each selector that is for none of the methods. */
  List<InvalidSchema> problems(Schema schema, Collection<ServiceDescriptor> chosen) {
    List<String> known = methods(chosen);
    List<InvalidSchema> problems = new ArrayList<>();
    for (Selector selector : selectors) {
      if (!selector.matchesAny(chosen)) {
        String reason =
            selector.matchesAny(schema.services())
                ? "the rule is for a service that is not among those chosen"
                : "the rule is for no method" + NearestName.advice(selector.pattern(), known);
        problems.add(new InvalidSchema("", selector.pattern(), reason));
      }
    }
    return problems;
  }

  private static List<String> methods(Collection<ServiceDescriptor> services) {
    return services.stream()
        .flatMap(service -> service.getMethods().stream())
        .map(MethodDescriptor::getFullName)
        .toList();
  }
}
