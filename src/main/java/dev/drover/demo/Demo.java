package dev.drover.demo;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** A gateway on the loopback interface with three small origins behind it. */
public final class Demo {
  private static final String GATEWAY = "dev.drover.GatewayVerticle";
  private static final List<String> PAGE = List.of("index.html", "page.css", "page.js", "calls.js");
  private static final int ECHO_PORT = 9101;
  private static final int ORDERS_PORT = 9102;
  private static final int PERF_PORT = 9103;

  private final Vertx vertx;
  private final Address address;
  private final String gateway;

  private Demo(Vertx vertx, Address address, String gateway) {
    this.vertx = vertx;
    this.address = address;
    this.gateway = gateway;
  }

  /** The configuration that comes with Drover: {@code conf/demo.json}. */
  public static String configuration() throws IOException {
    return resource("demo.json");
  }

  /** A temporary folder with the files that come with Drover; it goes when the process ends. */
  public static Path files() throws IOException {
    Path folder = Files.createTempDirectory("drover-demo");
    folder.toFile().deleteOnExit();
    for (String name : PAGE) {
      Path file = Files.writeString(folder.resolve(name), resource("www/" + name));
      file.toFile().deleteOnExit();
    }
    return folder;
  }

  /** A file that comes with Drover. */
  static String resource(String name) throws IOException {
    try (InputStream text = Demo.class.getResourceAsStream(name)) {
      if (text == null) {
        throw new IOException(name + " is missing from the class path.");
      }
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Starts everything. An origin whose own port is taken, takes any free one.
   *
   * @param configuration has upstreams {@code echo}, {@code orders} and {@code perf}; their
   *     endpoints and the ports of the gateway are filled in
   * @param folder the root of the routes {@code page} and {@code files}
   * @param accessLog whether exchanges are logged
   * @return fails with what the gateway fails with
   */
  public static Future<Demo> start(
      Vertx vertx,
      JsonObject configuration,
      Address address,
      Path folder,
      int instances,
      boolean accessLog) {
    Future<Integer> echo = deploy(vertx, EchoService::new, ECHO_PORT);
    Future<Integer> orders = deploy(vertx, OrdersApi::new, ORDERS_PORT);
    Future<Integer> perf = deploy(vertx, PerfService::new, PERF_PORT);
    return Future.all(echo, orders, perf)
        .compose(
            deployed -> {
              JsonObject config = configuration.copy();
              endpoint(config, "echo", echo.result());
              endpoint(config, "orders", orders.result());
              endpoint(config, "perf", perf.result());
              files(config, folder);
              config.getJsonArray("listeners").getJsonObject(0).put("port", address.listener());
              config.getJsonObject("admin").put("port", address.admin());
              if (!accessLog) {
                config.put("accessLog", new JsonObject().put("enabled", false));
              }
              return vertx.deployVerticle(
                  GATEWAY, new DeploymentOptions().setInstances(instances).setConfig(config));
            })
        .map(gateway -> new Demo(vertx, address, gateway));
  }

  /** Drains the gateway, then stops the origins and closes Vert.x. */
  public Future<Void> stop() {
    // A future of Vert.x's own would complete on an event loop that is closed by then.
    Promise<Void> stopped = Promise.promise();
    vertx.undeploy(gateway).onComplete(undeployed -> vertx.close().onComplete(stopped));
    return stopped.future();
  }

  /** Prints what there is to try. */
  public void print(PrintWriter out) {
    for (Call call : Calls.all()) {
      out.println("# " + call.title());
      out.println(Curl.command(call, address));
      out.println();
    }
  }

  /**
   * Makes every call that {@link #print} prints and prints a line for each.
   *
   * @return whether all answers were right
   */
  public Future<Boolean> tryAll(PrintWriter out) {
    Caller caller = new Caller(vertx, address);
    Future<List<Caller.Result>> results = Future.succeededFuture(new ArrayList<>());
    for (Call call : Calls.all()) {
      results =
          results.compose(
              done ->
                  caller
                      .make(call)
                      .map(
                          result -> {
                            out.println(line(result));
                            done.add(result);
                            return done;
                          }));
    }
    return results.map(done -> done.stream().allMatch(result -> result.complaint().isEmpty()));
  }

  private static String line(Caller.Result result) {
    return String.format(
        "%-5s  %-11s  %5d ms  %s%s",
        result.complaint().isEmpty() ? "ok" : "WRONG",
        result.label(),
        result.took().toMillis(),
        result.call().title(),
        result.complaint().map(complaint -> ": " + complaint).orElse(""));
  }

  private static Future<Integer> deploy(Vertx vertx, IntFunction<Origin> origins, int port) {
    Origin wanted = origins.apply(port);
    return vertx
        .deployVerticle(wanted)
        .map(deployed -> wanted.port())
        .recover(
            taken -> {
              Origin any = origins.apply(0);
              return vertx.deployVerticle(any).map(deployed -> any.port());
            });
  }

  private static void files(JsonObject config, Path folder) {
    config.getJsonArray("routes").stream()
        .map(JsonObject.class::cast)
        .filter(route -> route.containsKey("static"))
        .forEach(route -> route.getJsonObject("static").put("root", folder.toString()));
  }

  private static void endpoint(JsonObject config, String upstream, int port) {
    config
        .getJsonObject("upstreams")
        .getJsonObject(upstream)
        .put("endpoints", JsonArray.of(Origin.LOOPBACK + ":" + port));
  }
}
