package dev.drover.command;

import dev.drover.admin.Apis;
import dev.drover.config.GatewayConfig;
import dev.drover.config.Loaded;
import io.vertx.core.Deployable;
import java.util.function.Supplier;

/** What the command line asks about configurations; nothing is started to answer. */
public interface Configurations {
  /**
   * Reads a document and checks everything that can be checked without opening a connection.
   *
   * @param json the text
   * @param source what to call it in messages
   * @throws dev.drover.config.InvalidConfig with all problems
   */
  Loaded<GatewayConfig> check(String json, String source);

  /**
   * The verticles of a gateway, whose configuration is checked now and not again.
   *
   * @param json the text
   * @param source what to call it in messages
   * @throws dev.drover.config.InvalidConfig with all problems
   */
  Supplier<Deployable> gateway(String json, String source);

  /**
   * The same for a node of workers, which need not have the certificates that a gateway uses.
   *
   * @param json the text
   * @param source what to call it in messages
   * @throws dev.drover.config.InvalidConfig with all problems
   */
  Supplier<Deployable> worker(String json, String source);

  /**
   * The documents of the APIs of a configuration, as far as the schemas of its routes are in files.
   *
   * @param json the text
   * @param source what to call it in messages
   * @throws dev.drover.config.InvalidConfig with all problems
   */
  Apis apis(String json, String source);

  /** The JSON Schema of a configuration. */
  String schema();
}
