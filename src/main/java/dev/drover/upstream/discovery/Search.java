package dev.drover.upstream.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which names a name may stand for (resolv.conf(5), its search list and its number of dots).
 *
 * @param domains in the order in which they are tried
 * @param dots a name with so many dots is tried as it is first
 */
record Search(List<String> domains, int dots) {
  private static final int MOST_DOTS = 15;

  Search {
    domains = List.copyOf(domains);
  }

  /** That of a file in the form of resolv.conf; without domains when it cannot be read. Blocks. */
  static Search read(Path file) {
    try {
      return of(Files.readAllLines(file));
    } catch (IOException | RuntimeException e) {
      return new Search(List.of(), 1);
    }
  }

  /** That of the lines of such a file; the last of several {@code search} and {@code domain}. */
  static Search of(List<String> lines) {
    List<String> domains = List.of();
    int dots = 1;
    for (String line : lines) {
      List<String> words = List.of(line.strip().split("\\s+"));
      switch (words.get(0)) {
        case "search", "domain" -> domains = words.subList(1, words.size());
        case "options" -> dots = dots(words, dots);
        default -> {}
      }
    }
    return new Search(domains, dots);
  }

  private static int dots(List<String> options, int otherwise) {
    for (String option : options) {
      if (option.matches("ndots:[0-9]{1,3}")) {
        return Math.min(MOST_DOTS, Integer.parseInt(option.substring("ndots:".length())));
      }
    }
    return otherwise;
  }

  /** The names to try, in their order. */
  List<String> names(String host) {
    if (host.endsWith(".") || domains.isEmpty()) {
      return List.of(host);
    }
    List<String> names = new ArrayList<>();
    domains.forEach(domain -> names.add(host + "." + domain));
    names.add(host.chars().filter(c -> c == '.').count() >= dots ? 0 : names.size(), host);
    return names;
  }
}
