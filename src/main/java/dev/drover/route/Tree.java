package dev.drover.route;

import dev.drover.exchange.Request;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host.
 *
 * @param methods of gRPC methods, by {@code service/method}
 * @param services of all methods of a gRPC service
 * @param grpc of all gRPC requests
 * @param root the templates
 * @param any whatever the path
 */
record Tree(
    Spans<List<Candidate>> methods,
    Spans<List<Candidate>> services,
    List<Candidate> grpc,
    Node root,
    List<Candidate> any) {

  /** The most specific route that accepts the request, or null. */
  @Nullable Candidate find(Request request, HttpMethod method) {
    String path = request.path();
    Candidate found = null;
    int slash = callOf(request);
    if (slash > 0) {
      found = first(methods.get(path, 1, path.length()), request, method);
      found = found != null ? found : first(services.get(path, 1, slash), request, method);
      found = found != null ? found : Candidate.first(grpc, request, method);
    }
    if (found == null && path.startsWith("/")) {
      found = root.find(path, 1, request, method);
    }
    return found != null ? found : Candidate.first(any, request, method);
  }

  /** Shows every route whose path fits. */
  void visit(Request request, Consumer<Candidate> visitor) {
    String path = request.path();
    int slash = callOf(request);
    if (slash > 0) {
      show(methods.get(path, 1, path.length()), visitor);
      show(services.get(path, 1, slash), visitor);
      Node.show(grpc, visitor);
    }
    if (path.startsWith("/")) {
      root.visit(path, 1, visitor);
    }
    Node.show(any, visitor);
  }

  /** Where the method begins when that is a call that a gRPC condition can be about, else 0. */
  private int callOf(Request request) {
    if (methods.isEmpty() && services.isEmpty() && grpc.isEmpty()) {
      return 0;
    }
    String path = request.path();
    int slash = path.indexOf('/', 1);
    boolean two = slash > 1 && slash < path.length() - 1 && path.indexOf('/', slash + 1) < 0;
    return two && request.protocol().calls() ? slash : 0;
  }

  private static @Nullable Candidate first(
      @Nullable List<Candidate> candidates, Request request, HttpMethod method) {
    return candidates == null ? null : Candidate.first(candidates, request, method);
  }

  private static void show(@Nullable List<Candidate> candidates, Consumer<Candidate> visitor) {
    if (candidates != null) {
      Node.show(candidates, visitor);
    }
  }
}
