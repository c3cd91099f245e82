package dev.drover.route;

import dev.drover.exchange.Request;
import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The order of {@link Router} once more, as plainly as possible: every route is looked at. */
record LinearMatcher(List<Route> routes) {
  /** How well a route fits; the greatest wins. */
  private record Fit(int host, String path, int method, int conditions, int order, Route route) {
    static final Comparator<Fit> ORDER =
        Comparator.comparingInt(Fit::host)
            .thenComparing(Fit::path)
            .thenComparingInt(Fit::method)
            .thenComparingInt(Fit::conditions)
            .thenComparingInt(Fit::order);
  }

  String match(Request request) {
    String id = match(request, request.head().method());
    if (!id.isEmpty()) {
      return id;
    }
    List<String> allowed =
        routes.stream()
            .flatMap(route -> route.match().methods().stream())
            .filter(method -> !match(request, method).isEmpty())
            .map(HttpMethod::name)
            .distinct()
            .sorted()
            .toList();
    return allowed.isEmpty() ? "404" : "405 " + String.join(", ", allowed);
  }

  private String match(Request request, HttpMethod method) {
    Fit best = null;
    for (int i = 0; i < routes.size(); i++) {
      Match match = routes.get(i).match();
      int host = host(match.hosts(), request.head().authority());
      String path = path(match.path(), request);
      boolean methods = match.methods().isEmpty() || match.methods().contains(method);
      if (host >= 0 && !path.isEmpty() && methods && conditions(match, request)) {
        Fit fit =
            new Fit(
                host,
                path,
                match.methods().isEmpty() ? 0 : 1,
                match.headers().size() + match.query().size(),
                -i,
                routes.get(i));
        best = best == null || Fit.ORDER.compare(fit, best) > 0 ? fit : best;
      }
    }
    return best == null ? "" : best.route().id() + variables(best.route().match(), request.path());
  }

  private static int host(List<String> hosts, String authority) {
    String host = authority.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
    host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    int best = hosts.isEmpty() ? 0 : -1;
    for (String pattern : hosts) {
      if (pattern.equals(host)) {
        best = 1000;
      } else if (pattern.startsWith("*.")
          && host.length() >= pattern.length()
          && host.endsWith(pattern.substring(1))) {
        best = Math.max(best, pattern.length());
      }
    }
    return best;
  }

  private static String path(Match.Path condition, Request request) {
    String path = request.path();
    if (condition instanceof Match.Grpc call) {
      String service = call.service().isEmpty() ? "[^/]+" : call.service().replace(".", "\\.");
      String method = call.method().isEmpty() ? "[^/]+" : call.method();
      boolean fits = request.grpc() && path.matches("/" + service + "/" + method);
      return !fits ? "" : call.service().isEmpty() ? "7" : call.method().isEmpty() ? "8" : "9";
    }
    return condition instanceof Match.Template template
        ? template(template.template(), path.substring(1).split("/", -1))
        : "0";
  }

  private static String template(PathTemplate template, String[] path) {
    StringBuilder fit = new StringBuilder("5");
    List<PathTemplate.Segment> segments = template.segments();
    if (path.length < segments.size() || (path.length > segments.size() && !template.rest())) {
      return "";
    }
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i) instanceof PathTemplate.Literal literal) {
        if (!literal.text().equals(path[i])) {
          return "";
        }
        fit.append('3');
      } else if (path[i].isEmpty()) {
        return "";
      } else {
        fit.append('2');
      }
    }
    return fit.append(template.rest() ? '1' : '4').toString();
  }

  private static boolean conditions(Match match, Request request) {
    return match.headers().stream()
            .allMatch(c -> holds(c, request.head().headers().getAll(c.name())))
        && match.query().stream().allMatch(c -> holds(c, parameters(request, c.name())));
  }

  private static List<String> parameters(Request request, String name) {
    String query = request.query() == null ? "" : request.query();
    return Arrays.stream(query.split("&"))
        .filter(pair -> pair.equals(name) || pair.startsWith(name + "="))
        .map(pair -> pair.substring(Math.min(name.length() + 1, pair.length())))
        .toList();
  }

  private static boolean holds(Condition condition, List<String> values) {
    return switch (condition.kind()) {
      case PRESENT -> !values.isEmpty();
      case ABSENT -> values.isEmpty();
      case EXACT -> values.contains(condition.value());
      case PREFIX -> values.stream().anyMatch(value -> value.startsWith(condition.value()));
    };
  }

  private static String variables(Match match, String path) {
    if (match.variables().isEmpty()) {
      return "";
    }
    PathTemplate template = ((Match.Template) match.path()).template();
    String[] parts = path.substring(1).split("/", -1);
    Map<Integer, String> values = new TreeMap<>();
    int size = template.segments().size();
    for (int i = 0; i < size; i++) {
      if (template.segments().get(i) instanceof PathTemplate.Variable named
          && !named.name().isEmpty()) {
        values.put(i, named.name() + "=" + parts[i]);
      }
    }
    if (!template.restName().isEmpty()) {
      String rest = String.join("/", Arrays.asList(parts).subList(size, parts.length));
      values.put(size, template.restName() + "=" + rest);
    }
    return " {" + String.join(", ", values.values()) + "}";
  }
}
