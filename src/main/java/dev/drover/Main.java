package dev.drover;

import dev.drover.admin.Apis;
import dev.drover.command.Configurations;
import dev.drover.command.Drover;
import dev.drover.command.ExitCode;
import dev.drover.config.Expansion;
import dev.drover.config.GatewayConfig;
import dev.drover.config.JsonSchemaWriter;
import dev.drover.config.Loaded;
import io.vertx.core.Deployable;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The command line of Drover. */
public final class Main {
  private Main() {}

  /** Does what the arguments say; without any it prints what there is. */
  public static void main(String[] arguments) {
    defaultProperty("jdk.reflect.useNativeAccessorOnly", "true"); // spins no classes at start
    defaultProperty("io.netty.jfr.enabled", "false"); // its events are for tuning allocators
    defaultProperty("hazelcast.logging.type", "slf4j");
    defaultProperty("hazelcast.phone.home.enabled", "false");
    ShortQueues.install();
    LoggerFactory.getILoggerFactory(); // Vert.x would hide what the log says of itself
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = new Drover(new GatewayConfigurations(), out, err).execute(arguments);
    if (code != ExitCode.RUNNING) {
      System.exit(code);
    }
  }

  private static void defaultProperty(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  private static final class GatewayConfigurations implements Configurations {
    @Override
    public Loaded<GatewayConfig> check(String json, String source) {
      Blueprint blueprint = Blueprint.usable(json, source);
      return new Loaded<>(blueprint.config(), blueprint.effective());
    }

    @Override
    public Supplier<Deployable> gateway(String json, String source) {
      Blueprint checked = Blueprint.usable(json, source);
      return () -> new GatewayVerticle(checked);
    }

    @Override
    public Supplier<Deployable> worker(String json, String source) {
      Blueprint checked = Blueprint.parse(json, source, Expansion.system());
      return () -> new WorkerVerticle(checked);
    }

    @Override
    public Apis apis(String json, String source) {
      Blueprint blueprint = Blueprint.parse(json, source, Expansion.system());
      return new Apis(blueprint.apis(), blueprint.listeners(List.of()), "localhost");
    }

    @Override
    public String schema() {
      return JsonSchemaWriter.write(GatewayConfig.class, Extensions.load().vocabulary())
          .toPrettyString();
    }
  }
}
