package dev.drover.handler.tasks;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import dev.drover.config.ConfigReader;
import dev.drover.config.Doc;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Response;
import dev.drover.handler.HandlerFactory;
import dev.drover.handler.transcode.Transcode;
import dev.drover.handler.transcode.TranscodeConfig;
import dev.drover.schema.InvalidSchema;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schema;
import dev.drover.schema.Schemas;
import dev.drover.task.v1.TasksProto;
import dev.drover.upstream.Upstream;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Makes the handlers of drover.v1.Tasks: for gRPC clients, and by the HTTP rules of the same
 * service for others. The rules are those of any service that is transcoded; the calls stay in the
 * process.
 */
public final class TasksFactory implements HandlerFactory<TasksFactory.Config> {
  /** Its configuration. */
  @Doc("The service drover.v1.Tasks, by gRPC and as REST, for routes that put filters before it.")
  public record Config() {}

  /** The full name of the service. */
  public static final String SERVICE = TaskCalls.SERVICE;

  /** Where its REST form is. */
  public static final String PREFIX = "/v1/tasks";

  /** Linked when somebody asks for it, since it brings all bundled descriptors with it. */
  private static final class Linked {
    static final Schema SCHEMA = link();
    static final LiveSchema LIVE = LiveSchema.fixed(SCHEMA);

    private static Schema link() {
      FileDescriptorSet set =
          FileDescriptorSet.newBuilder().addFile(TasksProto.getDescriptor().toProto()).build();
      try {
        return Schema.of("drover", set);
      } catch (InvalidSchema impossible) {
        throw new IllegalStateException("The service's own schema is broken.", impossible);
      }
    }
  }

  /** Its descriptors. Blocks when it is the first to ask. */
  public static Schema schema() {
    return Linked.SCHEMA;
  }

  @Override
  public String name() {
    return "tasks";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public void check(Config config, Schemas schemas, BiConsumer<String, String> problems) {
    schema(); // linked here, not on an event loop
  }

  @Override
  public Handler create(Config config, Parts parts) {
    TaskCalls calls = new TaskCalls(parts.vertx(), parts.dispatch());
    long most = parts.dispatch().tasks().config().payloadBytes().bytes();
    Transcode rest =
        new Transcode(rest(Math.min(2 * most, 1L << 30)), new Here(calls), Linked.LIVE);
    return exchange -> {
      String path = exchange.request().path();
      return exchange.grpc()
          ? calls.answer(exchange, method(path), exchange.request().body())
          : rest.handle(exchange);
    };
  }

  private static String method(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static TranscodeConfig rest(long most) {
    String json =
        "{\"upstream\":\"drover\",\"errors\":\"problem\",\"messageBytes\":\"" + most + "B\"}";
    return ConfigReader.plain(TranscodeConfig.class, json, "drover.v1.Tasks");
  }

  /** The service as an upstream, in the same process. */
  private record Here(TaskCalls calls) implements Upstream {
    @Override
    public String name() {
      return "drover";
    }

    @Override
    public Future<Response> send(Exchange exchange, Outbound outbound) {
      return calls.answer(exchange, method(outbound.head().target()), outbound.body());
    }

    @Override
    public List<EndpointState> endpoints() {
      return List.of();
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
