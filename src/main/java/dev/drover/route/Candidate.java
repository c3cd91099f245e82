package dev.drover.route;

import dev.drover.exchange.PathVariables;
import dev.drover.exchange.Request;
import io.vertx.core.http.HttpMethod;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A route whose host and path fit, and what else must be true of the request. */
final class Candidate {
  /** The most specific first: methods, then the number of conditions, then the declared order. */
  static final Comparator<Candidate> ORDER =
      Comparator.<Candidate>comparingInt(c -> c.methods.length > 0 ? 0 : 1)
          .thenComparingInt(c -> -(c.headers.length + c.query.length))
          .thenComparingInt(c -> c.index);

  private final int index;
  private final Route route;
  private final HttpMethod[] methods;
  private final Condition[] headers;
  private final Parameter[] query;
  private final List<String> names;
  private final int[] depths;
  private final boolean namedRest;
  private final Router.Found plain;

  Candidate(int index, Route route) {
    Match match = route.match();
    this.index = index;
    this.route = route;
    this.methods = match.methods().toArray(HttpMethod[]::new);
    this.headers = match.headers().toArray(Condition[]::new);
    this.query = match.query().stream().map(Parameter::new).toArray(Parameter[]::new);
    this.names = match.variables();
    this.plain = new Router.Found(route, PathVariables.NONE);
    this.depths = match.path() instanceof Match.Template t ? t.template().depths() : new int[0];
    this.namedRest = match.path() instanceof Match.Template t && t.template().namesRest();
  }

  /** Whether the request fulfils all that is asked, with that method in place of its own. */
  boolean accepts(Request request, HttpMethod method) {
    return allows(method) && holds(request);
  }

  private boolean allows(HttpMethod method) {
    for (HttpMethod allowed : methods) {
      if (allowed == method || allowed.equals(method)) {
        return true;
      }
    }
    return methods.length == 0;
  }

  /** Whether the request fulfils all but the method. */
  boolean holds(Request request) {
    for (Condition condition : headers) {
      if (!condition.holds(request.head().headers())) {
        return false;
      }
    }
    for (Parameter parameter : query) {
      if (!parameter.holds(request.query())) {
        return false;
      }
    }
    return true;
  }

  HttpMethod[] methods() {
    return methods;
  }

  /** The route with what its variables stand for in that path, which fits its template. */
  Router.Found found(String path) {
    if (names.isEmpty()) {
      return plain;
    }
    int[] spans = new int[2 * names.size()];
    int start = 1;
    int depth = 0;
    for (int i = 0; i < names.size(); i++) {
      for (; depth < depths[i]; depth++) {
        int slash = path.indexOf('/', start);
        start = slash < 0 ? path.length() : slash + 1;
      }
      boolean rest = namedRest && i == names.size() - 1;
      int end = rest ? -1 : path.indexOf('/', start);
      spans[2 * i] = start;
      spans[2 * i + 1] = rest ? ~path.length() : end < 0 ? path.length() : end;
    }
    return new Router.Found(route, new PathVariables(path, names, spans));
  }

  /** The first that accepts the request, or null. */
  static @Nullable Candidate first(Candidate[] candidates, Request request, HttpMethod method) {
    for (Candidate candidate : candidates) {
      if (candidate.accepts(request, method)) {
        return candidate;
      }
    }
    return null;
  }
}
