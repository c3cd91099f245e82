package dev.drover.handler;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Shorthand;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.limit.HttpDate;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.MimeMapping;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Files of a folder, read off the event loop and streamed. Example: {@code "static": {"root":
 * "www", "strip": "/assets"}} serves {@code /assets/a.css} from {@code www/a.css}. Nothing outside
 * the folder is served, whatever the path or a symbolic link says, and no file whose name begins
 * with a dot.
 */
public final class StaticFiles implements Handler {
  /** Its configuration. */
  @Doc("Files of a folder.")
  @Shorthand("root")
  public record Config(
      @Doc("The folder.") String root,
      @Doc("What is taken off the front of the path.") @Default("") String strip,
      @Doc("The file served for a folder.") @Default("index.html") String index,
      @Doc("How long a client may keep a file without asking again.") @Default("0s")
          Duration maxAge) {}

  /** Makes them. */
  public static final class Factory implements HandlerFactory<Config> {
    @Override
    public String name() {
      return "static";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Handler create(Config config, Parts parts) {
      return new StaticFiles(config, parts.vertx());
    }
  }

  private record Found(Path file, long size, Instant modified) {
    /** Size and time of change tell two versions of a file apart (RFC 9110, section 8.8.3). */
    String etag() {
      return "\"" + Long.toHexString(modified.toEpochMilli()) + "-" + Long.toHexString(size) + "\"";
    }

    boolean newerThan(Instant since) {
      return modified.minusMillis(999).isAfter(since);
    }
  }

  private final Config config;
  private final Vertx vertx;
  private final Path root;

  StaticFiles(Config config, Vertx vertx) {
    this.config = config;
    this.vertx = vertx;
    this.root = Path.of(config.root()).toAbsolutePath().normalize();
  }

  @Override
  public Future<Response> handle(Exchange exchange) {
    HttpMethod method = exchange.request().head().method();
    if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
      return Future.failedFuture(
          Failure.of(Reason.METHOD_NOT_ALLOWED, "Files can be read only.")
              .header("allow", "GET, HEAD"));
    }
    String path = exchange.request().path();
    return vertx
        .executeBlocking(() -> find(path), false)
        .compose(found -> answer(exchange, found, method == HttpMethod.HEAD));
  }

  /** Blocks. */
  private Found find(String path) {
    String inside =
        path.startsWith(config.strip()) ? path.substring(config.strip().length()) : path;
    try {
      Path file = root;
      for (String segment : inside.split("/", -1)) {
        String name = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        if (name.startsWith(".") || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
          throw missing();
        }
        file = name.isEmpty() ? file : file.resolve(name);
      }
      if (Files.isDirectory(file)) {
        file = file.resolve(config.index());
      }
      Path real = file.toRealPath();
      BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
      if (!real.startsWith(root.toRealPath()) || !attributes.isRegularFile()) {
        throw missing();
      }
      return new Found(real, attributes.size(), attributes.lastModifiedTime().toInstant());
    } catch (IOException | IllegalArgumentException unreadable) {
      throw missing();
    }
  }

  private static Failure missing() {
    return Failure.of(Reason.NO_ROUTE, "There is no such file.");
  }

  private Future<Response> answer(Exchange exchange, Found found, boolean headOnly) {
    MultiMap headers =
        HttpHeaders.headers()
            .set(HttpHeaders.ETAG, found.etag())
            .set(HttpHeaders.LAST_MODIFIED, HttpDate.format(found.modified()))
            .set(HttpHeaders.CACHE_CONTROL, "max-age=" + config.maxAge().toSeconds());
    if (unchanged(exchange.request().head().headers(), found)) {
      return Future.succeededFuture(new Response(304, headers, Body.none()));
    }
    headers
        .set(HttpHeaders.ACCEPT_RANGES, "bytes")
        .set(HttpHeaders.CONTENT_TYPE, contentType(found.file()))
        .set("x-content-type-options", "nosniff");
    if (headOnly || found.size() == 0) {
      headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(found.size()));
      return Future.succeededFuture(new Response(200, headers, Body.none()));
    }
    Optional<ByteRange> asked = part(exchange.request().head().headers(), found);
    ByteRange part = asked.orElse(new ByteRange(0, found.size() - 1));
    if (!part.exists()) {
      return Future.failedFuture(
          Failure.of(
                  Reason.RANGE_NOT_SATISFIABLE,
                  "The file has " + found.size() + " bytes, and none where the range begins.")
              .header("content-range", "bytes */" + found.size()));
    }
    headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(part.length()));
    if (asked.isPresent()) {
      headers.set(HttpHeaders.CONTENT_RANGE, part.contentRange(found.size()));
    }
    return vertx
        .fileSystem()
        .open(found.file().toString(), new OpenOptions().setRead(true).setWrite(false))
        .map(file -> stream(exchange, asked.isPresent() ? 206 : 200, headers, part, file));
  }

  /**
   * The part that is asked for; empty for the whole, as when the client has the beginning of
   * another version (RFC 9110, section 13.1.5).
   */
  private static Optional<ByteRange> part(MultiMap asked, Found found) {
    String version = asked.get("if-range");
    boolean same =
        version == null
            || version.equals(found.etag())
            || version.equals(HttpDate.format(found.modified()));
    return same ? ByteRange.of(asked.get("range"), found.size()) : Optional.empty();
  }

  private static Response stream(
      Exchange exchange, int status, MultiMap headers, ByteRange part, AsyncFile file) {
    file.pause();
    file.setReadPos(part.first()).setReadLength(part.length());
    exchange.onEnd(failure -> file.close());
    return new Response(status, headers, new Body.Stream(file, () -> Body.NO_TRAILERS));
  }

  /** RFC 9110, section 13.2.2: If-None-Match goes before If-Modified-Since. */
  private static boolean unchanged(MultiMap asked, Found found) {
    String tags = asked.get(HttpHeaders.IF_NONE_MATCH);
    if (tags != null) {
      return tags.trim().equals("*") || tags.contains(found.etag());
    }
    return Optional.ofNullable(asked.get(HttpHeaders.IF_MODIFIED_SINCE))
        .flatMap(text -> HttpDate.parse(text, Instant.now()))
        .map(since -> !found.newerThan(since))
        .orElse(false);
  }

  private static String contentType(Path file) {
    String type = MimeMapping.mimeTypeForFilename(file.getFileName().toString());
    if (type == null) {
      return "application/octet-stream";
    }
    return type.startsWith("text/") ? type + "; charset=utf-8" : type;
  }
}
