package dev.drover.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the known name that was most likely meant. */
public final class NearestName {
  private static final int MOST_LISTED = 20;

  /** What other gateways call it, to what Drover calls it; in lower case, letters only. */
  private static final Map<String, List<String>> ELSEWHERE =
      Map.ofEntries(
          Map.entry("cluster", List.of("upstreams", "upstream")),
          Map.entry("clusters", List.of("upstreams", "upstream")),
          Map.entry("backend", List.of("upstreams", "upstream")),
          Map.entry("backends", List.of("upstreams", "upstream")),
          Map.entry("service", List.of("upstreams", "upstream")),
          Map.entry("services", List.of("upstreams", "upstream")),
          Map.entry("origin", List.of("upstreams", "upstream")),
          Map.entry("middleware", List.of("filters")),
          Map.entry("middlewares", List.of("filters")),
          Map.entry("plugin", List.of("filters")),
          Map.entry("plugins", List.of("filters")),
          Map.entry("policies", List.of("filters")),
          Map.entry("entrypoints", List.of("listeners")),
          Map.entry("server", List.of("listeners", "endpoints")),
          Map.entry("servers", List.of("endpoints", "listeners")),
          Map.entry("hosts", List.of("endpoints")),
          Map.entry("targets", List.of("endpoints")),
          Map.entry("nodes", List.of("endpoints")),
          Map.entry("routers", List.of("routes")),
          Map.entry("rules", List.of("routes", "match")),
          Map.entry("predicates", List.of("match")),
          Map.entry("when", List.of("match")),
          Map.entry("domains", List.of("hosts")),
          Map.entry("authority", List.of("hosts")),
          Map.entry("verbs", List.of("methods")),
          Map.entry("params", List.of("query")),
          Map.entry("name", List.of("id")),
          Map.entry("deadline", List.of("timeout")),
          Map.entry("proxy", List.of("relay")),
          Map.entry("forward", List.of("relay")),
          Map.entry("type", List.of("protocol")),
          Map.entry("loadbalancer", List.of("balance")),
          Map.entry("loadbalancing", List.of("balance")),
          Map.entry("lbpolicy", List.of("balance")),
          Map.entry("ssl", List.of("tls")),
          Map.entry("cert", List.of("certificate", "certificates")),
          Map.entry("certs", List.of("certificates")),
          Map.entry("privatekey", List.of("key")),
          Map.entry("logging", List.of("accessLog")),
          Map.entry("maxbodysize", List.of("bodyBytes")));

  private NearestName() {}

  /**
   * The known name that differs by case, separators or one edit; else what Drover calls the word;
   * else the one with the fewest edits, at most one in three letters.
   */
  static Optional<String> of(String name, Collection<String> known) {
    String plain = plain(name);
    return closest(plain, known, 1)
        .or(
            () ->
                ELSEWHERE.getOrDefault(plain, List.of()).stream()
                    .filter(known::contains)
                    .findFirst())
        .or(() -> closest(plain, known, plain.length() / 3));
  }

  /** The end of a sentence about an unknown name: the nearest, or all that are known. */
  public static String advice(String name, Collection<String> known) {
    return of(name, known)
        .map(nearest -> "; did you mean " + Words.quoted(nearest) + "?")
        .orElseGet(() -> known.isEmpty() ? "; none is known" : "; known: " + few(known));
  }

  private static String few(Collection<String> known) {
    return known.size() <= MOST_LISTED
        ? Words.list(known, "and")
        : Words.list(known.stream().limit(MOST_LISTED).toList(), "and") + ", and others";
  }

  private static Optional<String> closest(String plain, Collection<String> known, int most) {
    return known.stream()
        .filter(candidate -> alike(plain, plain(candidate), most))
        .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate))));
  }

  private static boolean alike(String a, String b, int most) {
    int edits = distance(a, b);
    return edits <= most && edits < Math.max(a.length(), b.length());
  }

  private static String plain(String name) {
    return name.replaceAll("[-_. ]", "").toLowerCase(Locale.ROOT);
  }

  /**
   * The edits between two words, an exchange of neighbours being one: optimal string alignment, the
   * restricted form of Damerau (1964), doi:10.1145/363958.363994.
   */
  static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(edits[i - 1][j] + 1, edits[i][j - 1] + 1);
        least = Math.min(least, edits[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, edits[i - 2][j - 2] + 1);
        }
        edits[i][j] = least;
      }
    }
    return edits[a.length()][b.length()];
  }
}
