package dev.drover;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * A program with a verticle of its own and Drover beside it, in a Vert.x that the program owns:
 * what the verticle offers on the event bus is called by gRPC and as REST. The configuration is ten
 * lines. docs/embedding.md shows it.
 */
public final class EmbeddedServiceExample {
  static final String CONFIGURATION =
      """
      {
        "listeners": [ { "host": "127.0.0.1", "port": 0 } ],
        "schemas": { "greeter": { "proto": ["conf/proto/greeter.proto"] } },
        "upstreams": {
          "greeter": { "protocol": "bus", "address": "greeter", "body": "json", "schema": "greeter" } },
        "routes": [
          { "match": { "grpc": "helloworld.Greeter/*" }, "relay": "greeter" },
          { "match": { "prefix": "/" }, "transcode": { "upstream": "greeter", "rpcPaths": true } } ]
      }
      """;

  /** The program's own: a greeting for a name. */
  static final class Greeter extends VerticleBase {
    @Override
    public Future<?> start() {
      return vertx
          .eventBus()
          .<JsonObject>consumer(
              "greeter",
              message -> {
                String name = message.body().getString("name", "");
                if (name.isEmpty()) {
                  message.fail(3, "Who are you?");
                } else {
                  message.reply(new JsonObject().put("message", "Hello " + name));
                }
              })
          .completion();
    }
  }

  private EmbeddedServiceExample() {}

  /** Deploys both; the result is the deployment of the gateway. */
  static Future<String> start(Vertx vertx) {
    return vertx
        .deployVerticle(new Greeter())
        .compose(
            greeter ->
                vertx.deployVerticle(
                    "dev.drover.GatewayVerticle",
                    new DeploymentOptions().setConfig(new JsonObject(CONFIGURATION))));
  }
}
