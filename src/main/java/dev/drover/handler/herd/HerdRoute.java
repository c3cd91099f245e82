package dev.drover.handler.herd;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.SchemaConfig;
import dev.drover.config.Size;
import dev.drover.exchange.ErrorForm;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.handler.Forwarded;
import dev.drover.handler.GrpcServing;
import dev.drover.handler.HandlerFactory;
import dev.drover.handler.transcode.Transcode;
import dev.drover.handler.transcode.TranscodeConfig;
import dev.drover.herd.Herd;
import dev.drover.schema.InvalidSchema;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schema;
import dev.drover.schema.Schemas;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This node of the herd: to gRPC clients it is {@code drover.v1.Herd}, to others the REST of the
 * same methods, by the same way as that of any gRPC upstream. Example: {@code "herd": {}}.
 */
public final class HerdRoute implements Handler, GrpcServing {
  /** Its configuration. */
  @Doc("This node of the herd, as drover.v1.Herd for gRPC clients, and as REST for others.")
  public record Config(
      @Doc("Whether errors are told as google.rpc.Status or as RFC 9457 problem details.")
          @Default("status")
          ErrorForm errors) {}

  /** Makes them. The schema is linked once, when a configuration is checked. */
  public static final class Factory implements HandlerFactory<Config> {
    private @Nullable LiveSchema schema;

    @Override
    public String name() {
      return "herd";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public void check(Config config, Schemas schemas, BiConsumer<String, String> problems) {
      if (Transcode.api(transcoding(config), schema(), "").isEmpty()) {
        problems.accept("", "expected a herd with HTTP rules");
      }
    }

    @Override
    public Optional<Supplier<ObjectNode>> api(Config config, Schemas schemas, String title) {
      return Transcode.api(transcoding(config), schema(), title);
    }

    @Override
    public Handler create(Config config, Parts parts) {
      Herd herd = parts.herd().orElseThrow(); // the configuration has been checked
      LocalHerd local = new LocalHerd(new HerdCalls(parts.vertx(), herd));
      return new HerdRoute(local, new Transcode(transcoding(config), local, schema()));
    }

    private synchronized LiveSchema schema() {
      LiveSchema known = schema;
      if (known == null) {
        known = link();
        schema = known;
      }
      return known;
    }
  }

  private static final String SERVICE = "drover.v1.Herd";

  private final LocalHerd local;
  private final Transcode rest;

  private HerdRoute(LocalHerd local, Transcode rest) {
    this.local = local;
    this.rest = rest;
  }

  private static LiveSchema link() {
    SchemaConfig source =
        new SchemaConfig(
            Optional.empty(), List.of(), List.of(), Optional.empty(), Duration.ofDays(1));
    LiveSchema live = new LiveSchema("herd", source);
    FileDescriptor file = HerdOuterClass.getDescriptor();
    try {
      live.publish(
          Schema.of("herd", FileDescriptorSet.newBuilder().addFile(file.toProto()).build()));
    } catch (InvalidSchema impossible) { // it has been compiled
      throw new IllegalStateException(impossible);
    }
    return live;
  }

  private static TranscodeConfig transcoding(Config config) {
    return new TranscodeConfig(
        "herd",
        Optional.empty(),
        List.of(),
        List.of(),
        false,
        new TranscodeConfig.Json(
            true,
            TranscodeConfig.EnumForm.NAME,
            TranscodeConfig.Int64Form.STRING,
            TranscodeConfig.NameForm.JSON,
            TranscodeConfig.Unknown.REJECT),
        new TranscodeConfig.Query(TranscodeConfig.Unknown.REJECT, List.of(), 100),
        new TranscodeConfig.Metadata(List.of(), List.of()),
        config.errors(),
        Size.parse("64MiB"),
        Forwarded.Form.NONE,
        false);
  }

  @Override
  public Set<String> services() {
    return Set.of(SERVICE);
  }

  @Override
  public Future<Response> handle(Exchange exchange) {
    return exchange.grpc()
        ? local.answer(exchange, exchange.head().target(), exchange.body())
        : rest.handle(exchange);
  }
}
