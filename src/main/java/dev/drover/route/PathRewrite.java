package dev.drover.route;

import dev.drover.exchange.PathVariables;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.util.List;

/** Makes the path that goes upstream of the one that the route matched; both are normalised. */
@FunctionalInterface
interface PathRewrite {
  String apply(String path, PathVariables variables);

  /**
   * Takes the first segments off; a path that does not begin with them stays.
   *
   * @throws IllegalArgumentException with a sentence, when the route matches paths without them
   */
  static PathRewrite strip(String text, Match match) {
    PathTemplate prefix = PathTemplate.prefix(text);
    List<PathTemplate.Segment> segments = prefix.segments();
    if (match.path() instanceof Match.Template path) {
      List<PathTemplate.Segment> all = path.template().segments();
      if (all.size() < segments.size() || !all.subList(0, segments.size()).equals(segments)) {
        throw new IllegalArgumentException(
            "expected the first segments of the route's path "
                + path.template()
                + ", found \""
                + text
                + "\"");
      }
    }
    refuseGrpc(match);
    String start = literal(prefix);
    return (path, variables) -> startsWith(path, start) ? join("", path, start.length()) : path;
  }

  /**
   * Puts other segments in place of those before the {@code **} of the route; in front of all, when
   * the route has no condition on the path.
   *
   * @throws IllegalArgumentException with a sentence, when the route's path has no such end
   */
  static PathRewrite replace(String text, Match match) {
    String start = literal(PathTemplate.prefix(text));
    refuseGrpc(match);
    int depth = 0;
    if (match.path() instanceof Match.Template path) {
      if (!path.template().rest()) {
        throw new IllegalArgumentException(
            "expected a route whose path ends in /**, found "
                + path.template()
                + "; use \"path\" for this one");
      }
      depth = path.template().segments().size();
    }
    int segments = depth;
    return (path, variables) -> join(start, path, after(path, segments));
  }

  /**
   * Makes the path of a text with variables.
   *
   * @throws IllegalArgumentException with a sentence, when no normalised path can come out
   */
  static PathRewrite path(String text, Match match) {
    PathNormalizer check =
        PathNormalizer.of(PathNormalizer.Slashes.KEEP, PathNormalizer.EncodedSlash.KEEP);
    Text template = Text.parse(text, match.variables());
    String sample = template.sample("x");
    try {
      if (sample.contains("//") || !check.normalize(sample).equals(sample) || sample.equals("*")) {
        throw new IllegalArgumentException(
            "expected a normalised path such as \"/v2/users/{id}\", found \"" + text + "\"");
      }
    } catch (Failure refused) {
      throw new IllegalArgumentException("\"" + text + "\" is no path: " + refused.text(), refused);
    }
    return (path, variables) -> {
      String made = template.path(variables);
      if (!check.normalize(made).equals(made)) {
        throw Failure.of(Reason.MALFORMED, "The path has a variable with an impossible value.");
      }
      return made;
    };
  }

  private static void refuseGrpc(Match match) {
    if (match.path() instanceof Match.Grpc) {
      throw new IllegalArgumentException(
          "a gRPC method has no prefix; use \"path\" to call another one");
    }
  }

  /** The literal segments, without a slash at the end. */
  private static String literal(PathTemplate prefix) {
    String text = prefix.toString();
    return text.substring(0, text.length() - "/**".length());
  }

  private static boolean startsWith(String path, String start) {
    return path.startsWith(start)
        && (path.length() == start.length() || path.charAt(start.length()) == '/');
  }

  /** Where the path goes on after so many segments: at a slash, or at its end. */
  private static int after(String path, int segments) {
    int at = 0;
    for (int i = 0; i < segments && at >= 0; i++) {
      at = path.indexOf('/', at + 1);
    }
    return at < 0 ? path.length() : at;
  }

  private static String join(String start, String path, int from) {
    String joined = start + path.substring(from);
    return joined.isEmpty() ? "/" : joined;
  }
}
