package dev.drover.handler.transcode;

import dev.drover.codec.rpc.Metadata;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which header fields and which metadata pass between HTTP and gRPC. Immutable. */
final class MetadataRules {
  private final Names request;
  private final Names response;

  MetadataRules(TranscodeConfig.Metadata config) {
    this.request = Names.of(config.request());
    this.response = Names.of(config.response());
  }

  /** Leaves of a request's header fields, in place, what becomes metadata. */
  void request(MultiMap headers) {
    Metadata.request(headers);
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
      if (Metadata.passes(name) && response.match(name)) {
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
