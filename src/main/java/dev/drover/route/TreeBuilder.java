package dev.drover.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds the {@link Tree} of one host. */
final class TreeBuilder {
  private final Map<String, List<Candidate>> methods = new HashMap<>();
  private final Map<String, List<Candidate>> services = new HashMap<>();
  private final List<Candidate> grpc = new ArrayList<>();
  private final Branch root = new Branch();
  private final List<Candidate> any = new ArrayList<>();

  void add(Match.Path path, Candidate candidate) {
    list(path).add(candidate);
  }

  private List<Candidate> list(Match.Path path) {
    if (path instanceof Match.Template template) {
      return root.list(template.template());
    }
    if (path instanceof Match.Grpc call) {
      if (call.service().isEmpty()) {
        return grpc;
      }
      return call.method().isEmpty()
          ? services.computeIfAbsent(call.service(), service -> new ArrayList<>())
          : methods.computeIfAbsent(
              call.service() + '/' + call.method(), method -> new ArrayList<>());
    }
    return any;
  }

  Tree build() {
    return new Tree(
        spans(methods, TreeBuilder::sorted),
        spans(services, TreeBuilder::sorted),
        sorted(grpc),
        root.build(),
        sorted(any));
  }

  private static <T, V> Spans<V> spans(Map<String, T> map, Function<T, V> build) {
    return new Spans<>(
        map.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> build.apply(entry.getValue()))));
  }

  private static Candidate[] sorted(List<Candidate> candidates) {
    return candidates.stream().sorted(Candidate.ORDER).toArray(Candidate[]::new);
  }

  /** A {@link Node} that still grows. */
  private static final class Branch {
    private final Map<String, Branch> literals = new HashMap<>();
    private @Nullable Branch variable;
    private final List<Candidate> here = new ArrayList<>();
    private final List<Candidate> rest = new ArrayList<>();

    List<Candidate> list(PathTemplate template) {
      Branch branch = this;
      for (PathTemplate.Segment segment : template.segments()) {
        branch = branch.child(segment);
      }
      return template.rest() ? branch.rest : branch.here;
    }

    private Branch child(PathTemplate.Segment segment) {
      if (segment instanceof PathTemplate.Literal literal) {
        return literals.computeIfAbsent(literal.text(), text -> new Branch());
      }
      Branch child = variable == null ? new Branch() : variable;
      variable = child;
      return child;
    }

    Node build() {
      return new Node(
          spans(literals, Branch::build),
          variable == null ? null : variable.build(),
          sorted(here),
          sorted(rest));
    }
  }
}
