package dev.drover.route;

import dev.drover.exchange.Request;
import io.vertx.core.http.HttpMethod;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One segment of the trie. Its depth is its place in the path, so a request visits a node at most
 * once, whatever it falls back to.
 *
 * @param literals the nodes of literal segments below
 * @param variable the node of any segment below, or null
 * @param here routes whose template ends here
 * @param rest routes whose template goes on with {@code **}
 */
record Node(Spans<Node> literals, @Nullable Node variable, Candidate[] here, Candidate[] rest) {

  /**
   * The most specific route that accepts the request, or null.
   *
   * @param at where the next segment of the path begins; beyond the path when there is none
   */
  @Nullable Candidate find(String path, int at, Request request, HttpMethod method) {
    Candidate found = null;
    if (at > path.length()) {
      found = Candidate.first(here, request, method);
    } else {
      int slash = path.indexOf('/', at);
      int end = slash < 0 ? path.length() : slash;
      Node literal = literals.get(path, at, end);
      if (literal != null) {
        found = literal.find(path, end + 1, request, method);
      }
      if (found == null && variable != null && end > at) {
        found = variable.find(path, end + 1, request, method);
      }
    }
    return found != null ? found : Candidate.first(rest, request, method);
  }

  /** Shows every route whose template fits the path. */
  void visit(String path, int at, Consumer<Candidate> visitor) {
    if (at > path.length()) {
      show(here, visitor);
    } else {
      int slash = path.indexOf('/', at);
      int end = slash < 0 ? path.length() : slash;
      Node literal = literals.get(path, at, end);
      if (literal != null) {
        literal.visit(path, end + 1, visitor);
      }
      if (variable != null && end > at) {
        variable.visit(path, end + 1, visitor);
      }
    }
    show(rest, visitor);
  }

  static void show(Candidate[] candidates, Consumer<Candidate> visitor) {
    for (Candidate candidate : candidates) {
      visitor.accept(candidate);
    }
  }
}
