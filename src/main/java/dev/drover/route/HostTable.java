package dev.drover.route;

import dev.drover.exchange.Authority;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The trees that a host has, the most specific first: that of its name, those of wildcards from the
 * longest to the shortest, that of all hosts. The lists are made when the table is built.
 */
final class HostTable {
  private static final String ANY = "";

  private final Spans<Tree[]> exact;
  private final Spans<Tree[]> below;
  private final Tree[] any;

  private HostTable(Spans<Tree[]> exact, Spans<Tree[]> below, Tree[] any) {
    this.exact = exact;
    this.below = below;
    this.any = any;
  }

  static HostTable of(List<Route> routes) {
    Map<String, TreeBuilder> builders = new LinkedHashMap<>();
    builders.put(ANY, new TreeBuilder());
    for (int i = 0; i < routes.size(); i++) {
      Match match = routes.get(i).match();
      Candidate candidate = new Candidate(i, routes.get(i));
      for (String host : match.hosts().isEmpty() ? List.of(ANY) : match.hosts()) {
        builders.computeIfAbsent(host, pattern -> new TreeBuilder()).add(match.path(), candidate);
      }
    }
    Map<String, Tree> trees = new HashMap<>();
    builders.forEach((host, builder) -> trees.put(host, builder.build()));
    Map<String, Tree[]> exact = new HashMap<>();
    Map<String, Tree[]> below = new HashMap<>();
    for (String host : trees.keySet()) {
      if (host.startsWith(Host.WILDCARD)) {
        below.put(host.substring(1), chain(host, trees));
      } else if (!host.isEmpty()) {
        exact.put(host, chain(host, trees));
      }
    }
    return new HostTable(new Spans<>(exact), new Spans<>(below), chain(ANY, trees));
  }

  /** The trees of a host or pattern. */
  private static Tree[] chain(String host, Map<String, Tree> trees) {
    List<Tree> chain = new ArrayList<>();
    addIfThere(chain, trees, host);
    String name = host.startsWith(Host.WILDCARD) ? host.substring(Host.WILDCARD.length()) : host;
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      addIfThere(chain, trees, "*" + name.substring(dot));
    }
    if (!host.isEmpty()) {
      addIfThere(chain, trees, ANY);
    }
    return chain.toArray(Tree[]::new);
  }

  private static void addIfThere(List<Tree> chain, Map<String, Tree> trees, String host) {
    Tree tree = trees.get(host);
    if (tree != null) {
      chain.add(tree);
    }
  }

  Tree[] trees(String authority) {
    if (exact.isEmpty() && below.isEmpty()) {
      return any;
    }
    String host = Authority.lower(authority);
    int end = Authority.end(host);
    Tree[] found = exact.get(host, 0, end);
    for (int dot = host.indexOf('.', 1);
        found == null && dot >= 0 && dot < end;
        dot = host.indexOf('.', dot + 1)) {
      found = below.get(host, dot, end);
    }
    return found != null ? found : any;
  }
}
