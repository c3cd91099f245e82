package dev.drover.route;

import dev.drover.exchange.PathVariables;
import dev.drover.exchange.Request;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.http.HttpMethod;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds the route of a request. Built once for a configuration; immutable, for all threads.
 *
 * <p>Of all routes whose conditions a request fulfils it takes the most specific one. Routes are
 * compared by the first of these that tells them apart:
 *
 * <ol>
 *   <li>the host: an exact one, then the longest {@code *.} one, then any;
 *   <li>the path: a gRPC method, then all methods of a gRPC service, then {@code *} for gRPC, then
 *       a template, then none. Of two templates the first segment from the left in which they
 *       differ decides: a literal, then {@code {name}} or {@code *}, then {@code **}, so a longer
 *       prefix comes before a shorter one;
 *   <li>the method: one that is named, then any;
 *   <li>the number of conditions on header fields and the query, more of them first;
 *   <li>the order in which they are declared.
 * </ol>
 *
 * <p>A route whose method, header or query conditions fail is passed over and the next less
 * specific one is tried, also one with a wider path or host. Each segment is looked at once for
 * each node of the trie that it fits, so the work is bounded by the size of the configuration. A
 * route without variables is found without allocation.
 */
public final class Router {
  /** What became of a request. */
  public sealed interface Result {}

  /** The route, and what its variables stand for. */
  public record Found(Route route, PathVariables variables) implements Result {}

  /** No route has such a host and path, whatever the method. */
  public record NotFound() implements Result {}

  /**
   * The request would have a route if it had another method.
   *
   * @param allowed those methods, sorted by name
   */
  public record MethodNotAllowed(List<HttpMethod> allowed) implements Result {
    public MethodNotAllowed {
      allowed = List.copyOf(allowed);
    }

    /** The value of {@code Allow} (RFC 9110, section 10.2.1). */
    public String allow() {
      return String.join(", ", allowed.stream().map(HttpMethod::name).toList());
    }

    /** What the client is told, with {@code Allow}. */
    public Failure failure() {
      return Failure.of(Reason.METHOD_NOT_ALLOWED, "This path is there, but not for this method.")
          .header("allow", allow());
    }
  }

  private static final NotFound NOT_FOUND = new NotFound();

  private final HostTable hosts;

  private Router(HostTable hosts) {
    this.hosts = hosts;
  }

  /**
   * A router for these routes, in their declared order.
   *
   * @throws OverlappingRoutes when some have identical conditions; it names all of them
   */
  public static Router of(List<Route> routes) {
    List<Overlap> overlaps = Overlap.find(routes);
    if (!overlaps.isEmpty()) {
      throw new OverlappingRoutes(overlaps);
    }
    return new Router(HostTable.of(routes));
  }

  /** What becomes of a request. */
  public Result match(Request request) {
    return match(request, request.head().method());
  }

  /**
   * What would become of a request with that method. A CORS preflight takes the route of the method
   * that it asks for ({@code access-control-request-method}).
   */
  public Result match(Request request, HttpMethod method) {
    Tree[] trees = hosts.trees(request.head().authority());
    for (Tree tree : trees) {
      Candidate candidate = tree.find(request, method);
      if (candidate != null) {
        return candidate.found(request.path());
      }
    }
    return missed(trees, request);
  }

  private static Result missed(Tree[] trees, Request request) {
    TreeSet<HttpMethod> allowed = new TreeSet<>(Comparator.comparing(HttpMethod::name));
    for (Tree tree : trees) {
      tree.visit(
          request,
          candidate -> {
            if (candidate.holds(request)) {
              allowed.addAll(List.of(candidate.methods()));
            }
          });
    }
    return allowed.isEmpty() ? NOT_FOUND : new MethodNotAllowed(List.copyOf(allowed));
  }
}
