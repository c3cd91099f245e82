package dev.drover.admin;

import java.util.List;

/**
 * A route as the operator sees it.
 *
 * @param id as in the configuration
 * @param match what it matches, such as {@code GET /v1/**}
 * @param handler what it ends in, such as {@code relay greeter}
 * @param filters their names, the outermost first
 * @param timeout such as {@code 2s}; empty when there is none
 */
public record RouteView(
    String id, String match, String handler, List<String> filters, String timeout) {
  public RouteView {
    filters = List.copyOf(filters);
  }
}
