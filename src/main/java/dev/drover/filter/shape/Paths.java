package dev.drover.filter.shape;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.filter.FilterFactory;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses paths and header fields that are well-formed, but that few need and some upstreams read
 * in their own way. The path has been normalised before. Example: {@code {"paths": {}}}.
 */
public final class Paths implements Filter {
  /** Its configuration. */
  @Doc("Refuses paths and header fields that few need and some upstreams read in their own way.")
  public record Config(
      @Doc("Whether a path may have an escaped slash, %2F.") @Default("false") boolean escapedSlash,
      @Doc("Whether it may have an escaped percent sign, %25, as what is escaped twice has.")
          @Default("false")
          boolean escapedPercent,
      @Doc("Whether its segments may have parameters, as in /a;b=c.") @Default("false")
          boolean parameters,
      @Doc("Whether segments may begin with a dot, as /.git does; /.well-known always may.")
          @Default("false")
          boolean dotFiles,
      @Doc("Whether it may have characters outside of ASCII.") @Default("true") boolean nonAscii,
      @Doc("How many segments it may have.") @Default("64") @Range(min = "1", max = "10000")
          int segments,
      @Doc("Whether names of header fields may have an underscore, which CGI takes for a hyphen.")
          @Default("false")
          boolean underscores,
      @Doc("Whether values of header fields may have characters outside of ASCII.")
          @Default("false")
          boolean nonAsciiFields,
      @Doc("Header fields that may be there once only.")
          @Default("[\"authorization\", \"content-type\", \"origin\", \"range\"]")
          List<String> once) {}

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config> {
    @Override
    public String name() {
      return "paths";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Filter create(Config config, Parts parts) {
      return new Paths(config, parts.refusals("paths"));
    }
  }

  private static final String WELL_KNOWN = ".well-known";

  private final Config config;
  private final Counter refused;

  Paths(Config config, Counter refused) {
    this.config = config;
    this.refused = refused;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    String wrong = path(exchange.request().path());
    if (wrong == null) {
      wrong = fields(exchange.request().head().headers());
    }
    if (wrong != null) {
      refused.increment();
      return Future.failedFuture(Failure.of(Reason.MALFORMED, wrong));
    }
    return next.handle(exchange);
  }

  private @Nullable String path(String path) {
    int segments = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        String wrong = escape(path, i);
        if (wrong != null) {
          return wrong;
        }
      } else if (c == ';' && !config.parameters()) {
        return "The path has a parameter, which is not allowed here.";
      } else if (c == '/') {
        segments++;
        if (!config.dotFiles() && path.startsWith(".", i + 1) && !wellKnown(path, i + 1)) {
          return "The path has a segment that begins with a dot, which is not allowed here.";
        }
      }
    }
    return segments > config.segments()
        ? "The path has more than " + config.segments() + " segments."
        : null;
  }

  private @Nullable String escape(String path, int i) {
    if (!config.escapedSlash() && path.startsWith("2F", i + 1)) {
      return "The path has an escaped slash, which is not allowed here.";
    }
    if (!config.escapedPercent() && path.startsWith("25", i + 1)) {
      return "The path has an escaped percent sign, which is not allowed here.";
    }
    return !config.nonAscii() && i + 1 < path.length() && path.charAt(i + 1) >= '8'
        ? "The path has characters outside of ASCII, which are not allowed here."
        : null;
  }

  private static boolean wellKnown(String path, int i) {
    int end = i + WELL_KNOWN.length();
    return i == 1
        && path.startsWith(WELL_KNOWN, i)
        && (path.length() == end || path.charAt(end) == '/');
  }

  private @Nullable String fields(MultiMap headers) {
    for (Map.Entry<String, String> field : headers) {
      if (!config.underscores() && field.getKey().indexOf('_') >= 0) {
        return "The name of a header field has an underscore, which is not allowed here.";
      }
      if (!config.nonAsciiFields() && !ascii(field.getValue())) {
        return "A header field has characters outside of ASCII, which are not allowed here.";
      }
    }
    for (String name : config.once()) {
      if (headers.contains(name) && headers.getAll(name).size() > 1) {
        return "The header field " + name + " is there more than once.";
      }
    }
    return null;
  }

  private static boolean ascii(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 0x7F || (c < ' ' && c != '\t')) {
        return false;
      }
    }
    return true;
  }
}
