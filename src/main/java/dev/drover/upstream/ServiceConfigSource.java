package dev.drover.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import dev.drover.upstream.discovery.NameServers;
import dev.drover.upstream.serviceconfig.InvalidServiceConfig;
import dev.drover.upstream.serviceconfig.ServiceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Where an upstream's gRPC service config comes from. */
@Doc(
    "Where a gRPC service config (gRFC A2, A6) comes from, whose timeouts, waitForReady, retry and"
        + " hedging policies and retryThrottling apply to gRPC calls: exactly one of json, file and"
        + " dns.")
public record ServiceConfigSource(
    @Doc("The service config itself.") Optional<JsonNode> json,
    @Doc("A file that holds it, read at the start.") Optional<String> file,
    @Doc("The host for which DNS is asked, at TXT records of _grpc_config.HOST.")
        Optional<String> dns,
    @Doc("Whom DNS is asked of.") NameServers resolve,
    @Doc(
            "DNS: how long to wait before it is asked again where records do not say, and after a"
                + " failure.")
        @Default("30s")
        @Range(min = "1s", max = "1d")
        Duration refresh)
    implements Checked {

  @Override
  public void check(Problems problems) {
    long ways = Stream.of(json, file, dns).filter(Optional::isPresent).count();
    if (ways != 1) {
      problems.add(
          "expected exactly one of json, file and dns, found " + (ways == 0 ? "none" : ways));
    }
    json.ifPresent(
        text -> {
          try {
            ServiceConfig.parse(text.toString());
          } catch (InvalidServiceConfig invalid) {
            problems.at("json").add(String.valueOf(invalid.getMessage()));
          }
        });
  }

  /** Adds what is wrong with the file. Blocks. */
  void checkFile(BiConsumer<String, String> problems) {
    if (file.isPresent()) {
      try {
        fixed();
      } catch (IOException | InvalidServiceConfig wrong) {
        problems.accept(
            "/serviceConfig/file", file.get() + " is no service config: " + wrong.getMessage());
      }
    }
  }

  /**
   * What stands in the configuration or the file; empty where DNS is asked. Blocks.
   *
   * @throws InvalidServiceConfig when it is none
   * @throws IOException when the file cannot be read
   */
  Optional<ServiceConfig> fixed() throws IOException {
    if (json.isPresent()) {
      return json.map(text -> ServiceConfig.parse(text.toString()));
    }
    return file.isPresent()
        ? Optional.of(ServiceConfig.parse(Files.readString(Path.of(file.get()))))
        : Optional.empty();
  }
}
