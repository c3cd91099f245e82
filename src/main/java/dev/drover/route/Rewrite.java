package dev.drover.route;

import dev.drover.config.RewriteConfig;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Head;
import dev.drover.exchange.Key;
import dev.drover.exchange.PathVariables;
import dev.drover.exchange.Response;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Changes the head of a request before the handler, and the header of the response after it.
 *
 * <pre>
 * { "path": "/v2/users/{id}", "headers": { "set": { "x-user": "{id}" }, "remove": ["cookie"] } }
 * </pre>
 *
 * <p>The path that comes out is normalised, as the one that went in: the values of variables go in
 * as they stand there, so none becomes a separator or a dot segment. A request is changed once,
 * however often a filter in front calls this one. The variables come from {@link
 * PathVariables#KEY}. Fails with {@link dev.drover.status.Reason#MALFORMED} when a template makes
 * no normalised path of a request's values.
 */
public final class Rewrite implements Filter {
  /** Stands for the host of the client's request. */
  public static final String KEEP = "keep";

  /** Stands for the host of the endpoint: the authority of the head becomes empty. */
  public static final String UPSTREAM = "upstream";

  private final Key<Boolean> done = Key.of("rewritten");
  private final @Nullable PathRewrite path;
  private final @Nullable String authority;
  private final HeaderRewrite headers;
  private final HeaderRewrite responseHeaders;

  private Rewrite(
      @Nullable PathRewrite path,
      @Nullable String authority,
      HeaderRewrite headers,
      HeaderRewrite responseHeaders) {
    this.path = path;
    this.authority = authority;
    this.headers = headers;
    this.responseHeaders = responseHeaders;
  }

  /**
   * Compiles a configuration for a route.
   *
   * @param match the conditions of that route
   * @param problems told the JSON pointer below this configuration, and a sentence, of everything
   *     that is wrong
   * @return empty when there were problems
   */
  public static Optional<Rewrite> of(
      RewriteConfig config, Match match, BiConsumer<String, String> problems) {
    List<String> found = new ArrayList<>();
    BiConsumer<String, String> counted =
        (at, sentence) -> {
          found.add(at);
          problems.accept(at, sentence);
        };
    List<PathRewrite> paths = new ArrayList<>();
    compile(config.stripPrefix(), "/stripPrefix", PathRewrite::strip, match, paths, counted);
    compile(config.prefix(), "/prefix", PathRewrite::replace, match, paths, counted);
    compile(config.path(), "/path", PathRewrite::path, match, paths, counted);
    if (paths.size() > 1) {
      counted.accept("", "expected at most one of \"stripPrefix\", \"prefix\" and \"path\"");
    }
    String authority = config.host().map(host -> authority(host, counted)).orElse(KEEP);
    List<String> names = match.variables();
    HeaderRewrite headers =
        HeaderRewrite.of(
            config.headers(), names, (at, problem) -> counted.accept("/headers" + at, problem));
    HeaderRewrite responseHeaders =
        HeaderRewrite.of(
            config.responseHeaders(),
            names,
            (at, problem) -> counted.accept("/responseHeaders" + at, problem));
    return found.isEmpty()
        ? Optional.of(
            new Rewrite(
                paths.isEmpty() ? null : paths.get(0),
                authority.equals(KEEP) ? null : authority,
                headers,
                responseHeaders))
        : Optional.empty();
  }

  private static void compile(
      Optional<String> text,
      String at,
      BiFunction<String, Match, PathRewrite> compiler,
      Match match,
      List<PathRewrite> paths,
      BiConsumer<String, String> problems) {
    if (text.isPresent()) {
      try {
        paths.add(compiler.apply(text.get(), match));
      } catch (IllegalArgumentException wrong) {
        problems.accept(at, String.valueOf(wrong.getMessage()));
      }
    }
  }

  private static String authority(String host, BiConsumer<String, String> problems) {
    if (host.equals(KEEP) || host.equals(UPSTREAM)) {
      return host.equals(KEEP) ? KEEP : "";
    }
    if (!Host.isAuthority(host)) {
      problems.accept(
          "/host", "expected a host and optional port, keep or upstream, found \"" + host + "\"");
    }
    return host;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    if (exchange.get(done) == null) {
      exchange.put(done, true);
      exchange.head(rewritten(exchange.head(), variables(exchange)));
    }
    return responseHeaders.isEmpty()
        ? next.handle(exchange)
        : next.handle(exchange)
            .map(
                response -> {
                  responseHeaders.apply(response.headers(), variables(exchange));
                  return response;
                });
  }

  private static PathVariables variables(Exchange exchange) {
    PathVariables variables = exchange.get(PathVariables.KEY);
    return variables == null ? PathVariables.NONE : variables;
  }

  private Head rewritten(Head head, PathVariables variables) {
    headers.apply(head.headers(), variables);
    Head result = authority == null ? head : head.withAuthority(authority);
    if (path == null || !head.target().startsWith("/")) {
      return result;
    }
    int mark = head.target().indexOf('?');
    String old = mark < 0 ? head.target() : head.target().substring(0, mark);
    String made = path.apply(old, variables);
    return made.equals(old)
        ? result
        : result.withTarget(mark < 0 ? made : made + head.target().substring(mark));
  }
}
