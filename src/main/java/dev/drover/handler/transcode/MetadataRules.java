package dev.drover.handler.transcode;

import dev.drover.codec.HopByHop;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which header fields and which metadata pass between HTTP and gRPC. Immutable. */
final class MetadataRules {
  /** What speaks of the HTTP message itself, and means nothing for the call. */
  private static final List<CharSequence> REQUEST_ONLY =
      List.of(
          HttpHeaders.CONTENT_LENGTH,
          HttpHeaders.CONTENT_TYPE,
          HttpHeaders.CONTENT_ENCODING,
          HttpHeaders.ACCEPT,
          HttpHeaders.ACCEPT_ENCODING,
          HttpHeaders.createOptimized("accept-charset"),
          HttpHeaders.EXPECT,
          HttpHeaders.createOptimized("trailer"),
          HttpHeaders.createOptimized("range"),
          HttpHeaders.createOptimized("grpc-timeout"),
          HttpHeaders.createOptimized("grpc-encoding"),
          HttpHeaders.createOptimized("grpc-accept-encoding"),
          HttpHeaders.createOptimized("grpc-status"),
          HttpHeaders.createOptimized("grpc-message"),
          HttpHeaders.createOptimized("grpc-status-details-bin"),
          HttpHeaders.createOptimized("grpc-previous-rpc-attempts"),
          HttpHeaders.createOptimized("grpc-retry-pushback-ms"));

  private static final Set<String> RESPONSE_ONLY =
      Set.of(
          "content-type",
          "content-length",
          "content-encoding",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "upgrade",
          "trailer",
          "te");

  private final Names request;
  private final Names response;

  MetadataRules(TranscodeConfig.Metadata config) {
    this.request = Names.of(config.request());
    this.response = Names.of(config.response());
  }

  /** Leaves of a request's header fields, in place, what becomes metadata. */
  void request(MultiMap headers) {
    HopByHop.strip(headers);
    for (CharSequence name : REQUEST_ONLY) {
      headers.remove(name);
    }
    if (!request.all()) {
      for (String name : List.copyOf(headers.names())) {
        if (!request.match(name)) {
          headers.remove(name);
        }
      }
    }
  }

  /** Adds to a response's header fields what passes of the upstream's metadata. */
  void response(MultiMap metadata, MultiMap headers) {
    for (Map.Entry<String, String> entry : metadata) {
      String name = entry.getKey().toLowerCase(Locale.ROOT);
      if (!name.startsWith("grpc-") && !RESPONSE_ONLY.contains(name) && response.match(name)) {
        headers.add(name, entry.getValue());
      }
    }
  }

  /** Names, and beginnings of names. */
  private record Names(boolean all, Set<String> exact, List<String> prefixes) {
    static Names of(List<String> patterns) {
      List<String> lower = patterns.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
      return new Names(
          lower.contains("*"),
          Set.copyOf(lower),
          lower.stream()
              .filter(name -> name.endsWith("*"))
              .map(name -> name.substring(0, name.length() - 1))
              .toList());
    }

    boolean match(String name) {
      if (all) {
        return true;
      }
      String lower = name.toLowerCase(Locale.ROOT);
      return exact.contains(lower) || prefixes.stream().anyMatch(lower::startsWith);
    }
  }
}
