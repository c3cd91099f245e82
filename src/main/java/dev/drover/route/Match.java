package dev.drover.route;

import dev.drover.config.MatchConfig;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Which requests take a route: those for which everything here is true. Immutable; lists are sorted
 * and without duplicates, so that two matches that mean the same are equal but for the names of
 * variables.
 *
 * <p>All factories throw IllegalArgumentException with a sentence when they are given something
 * that can be no condition.
 *
 * @param path what the path must be
 * @param hosts one of which the request must have, in lower case; empty for any
 * @param methods one of which the request must have; empty for any
 * @param headers all of which must be true
 * @param query all of which must be true
 */
public record Match(
    Path path,
    List<String> hosts,
    List<HttpMethod> methods,
    List<Condition> headers,
    List<Condition> query) {

  /** A condition on the path. */
  public sealed interface Path {}

  /** Any path, and the target {@code *}. */
  public record Any() implements Path {}

  /** A path that fits a template. */
  public record Template(PathTemplate template) implements Path {}

  /**
   * A gRPC request: one whose content type is gRPC's own and whose path is {@code /service/method},
   * in that case.
   *
   * @param service with its package; empty for any
   * @param method empty for any
   */
  public record Grpc(String service, String method) implements Path {}

  public Match {
    hosts = List.copyOf(new TreeSet<>(hosts));
    methods = methods.stream().distinct().sorted(Comparator.comparing(HttpMethod::name)).toList();
    headers = List.copyOf(new TreeSet<>(headers));
    query = List.copyOf(new TreeSet<>(query));
  }

  /**
   * The conditions of a configuration.
   *
   * @param problems told the JSON pointer below this configuration, and a sentence, of everything
   *     that is wrong
   * @return empty when there were problems
   */
  public static Optional<Match> of(MatchConfig config, BiConsumer<String, String> problems) {
    return new MatchReader(problems).read(config);
  }

  /** Every request. */
  public static Match any() {
    return of(new Any());
  }

  /** Requests with such a path: see {@link PathTemplate}. */
  public static Match path(String template) {
    return of(new Template(PathTemplate.parse(template)));
  }

  /** Requests whose path begins with these segments. */
  public static Match prefix(String prefix) {
    return of(new Template(PathTemplate.prefix(prefix)));
  }

  /** gRPC requests: {@code pkg.Service/Method}, {@code pkg.Service/*} or {@code *}. */
  public static Match grpc(String method) {
    if (method.equals("*")) {
      return of(new Grpc("", ""));
    }
    int slash = method.indexOf('/');
    String service = slash < 0 ? "" : method.substring(0, slash);
    String name = method.substring(slash + 1);
    if (!named(service) || !(name.equals("*") || (named(name) && name.indexOf('.') < 0))) {
      throw new IllegalArgumentException(
          "expected \"pkg.Service/Method\", \"pkg.Service/*\" or \"*\", found \"" + method + "\"");
    }
    return of(new Grpc(service, name.equals("*") ? "" : name));
  }

  /** The same for one more host: {@code a.example}, or {@code *.example} for all below. */
  public Match withHost(String host) {
    List<String> patterns = new ArrayList<>(hosts);
    patterns.add(Host.pattern(host));
    return new Match(path, patterns, methods, headers, query);
  }

  /** The same with these methods; GET does not include HEAD. */
  public Match withMethods(HttpMethod... methods) {
    return new Match(path, hosts, Arrays.asList(methods), headers, query);
  }

  /** The same with one more condition on a header field; see {@link Condition#ofHeader}. */
  public Match withHeader(String name, String text) {
    return new Match(path, hosts, methods, plus(headers, Condition.ofHeader(name, text)), query);
  }

  /** The same with one more condition on the query; see {@link Condition#ofParameter}. */
  public Match withParameter(String name, String text) {
    return new Match(path, hosts, methods, headers, plus(query, Condition.ofParameter(name, text)));
  }

  /** The names of the path's variables in their order. */
  public List<String> variables() {
    return path instanceof Template template ? template.template().names() : List.of();
  }

  /** The same with nameless variables: equal ones match exactly the same requests. */
  Match anonymous() {
    Path nameless =
        path instanceof Template template ? new Template(template.template().anonymous()) : path;
    return new Match(nameless, hosts, methods, headers, query);
  }

  private static Match of(Path path) {
    return new Match(path, List.of(), List.of(), List.of(), List.of());
  }

  private static List<Condition> plus(List<Condition> conditions, Condition condition) {
    List<Condition> all = new ArrayList<>(conditions);
    all.add(condition);
    return all;
  }

  private static boolean named(String name) {
    return !name.isEmpty()
        && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '.');
  }
}
