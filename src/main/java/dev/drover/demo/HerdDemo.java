package dev.drover.demo;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Five nodes of a herd in five processes on this machine, with a small Places API behind them: what
 * they tell each other, what happens when one dies and when it comes back. Blocks.
 */
public final class HerdDemo implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final long PAUSE_MILLIS = 50;

  private final Vertx vertx;
  private final PrintWriter out;
  private final String classPath;
  private final Path folder;
  private final JsonObject config;
  private final Map<String, String> environment;
  private final Map<String, HerdProcess> nodes = new LinkedHashMap<>();
  private int wrong;

  private HerdDemo(Vertx vertx, PrintWriter out, String classPath, int placesPort)
      throws IOException {
    this.vertx = vertx;
    this.out = out;
    this.classPath = classPath;
    this.folder = Files.createTempDirectory("drover-herd");
    this.config = new JsonObject(Demo.resource("herd/herd.json"));
    this.environment =
        Map.of("HERD_PLACES", Origin.LOOPBACK + ":" + placesPort, "PLACES_KEY", "of-the-demo");
    JsonObject members = config.getJsonObject("herd").getJsonObject("members");
    for (String node : new TreeMap<>(members.getMap()).keySet()) {
      members.put(node, Origin.LOOPBACK + ":" + free());
    }
    Files.writeString(folder.resolve("herd.json"), config.encodePrettily());
  }

  /**
   * Starts the five, and waits until all links are up.
   *
   * @param classPath where Drover is
   */
  public static HerdDemo start(PrintWriter out, String classPath)
      throws IOException, InterruptedException, ExecutionException {
    Vertx vertx = Vertx.vertx();
    PlacesOrigin places = new PlacesOrigin(0);
    vertx.deployVerticle(places).toCompletionStage().toCompletableFuture().get();
    HerdDemo demo = new HerdDemo(vertx, out, classPath, places.port());
    for (String node : new TreeMap<>(demo.members().getMap()).keySet()) {
      demo.start(node);
    }
    demo.awaitLinks();
    demo.print();
    return demo;
  }

  private JsonObject members() {
    return config.getJsonObject("herd").getJsonObject("members");
  }

  private HerdProcess node(String name) {
    HerdProcess node = nodes.get(name);
    if (node == null) {
      throw new IllegalStateException(name + " is no node of the demo.");
    }
    return node;
  }

  private void start(String name) throws IOException {
    String address = members().getString(name);
    int lines = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    HerdProcess before = nodes.get(name);
    Address ports = before == null ? new Address(free(), free()) : before.address();
    nodes.put(name, HerdProcess.start(classPath, folder, name, lines, ports, environment));
  }

  private void print() {
    out.println("Five nodes, each a process, and the links Clark-{Jaquez,Bona},");
    out.println("Campbell-{Bailey,Bona,Jaquez}, Bona-Bailey:");
    for (HerdProcess node : nodes.values()) {
      out.printf(
          "  %-9s lines localhost:%d  HTTP and gRPC localhost:%d  operators"
              + " http://localhost:%d/herd%n",
          node.node(), node.lines(), node.address().listener(), node.address().admin());
    }
    out.printf("Their logs are in %s.%n%n", folder);
    out.flush();
  }

  /**
   * Tells the story: updates, a death, a return.
   *
   * @return whether all went as it should
   */
  public boolean tell() throws IOException, InterruptedException {
    for (String origin : List.copyOf(nodes.keySet())) {
      long sent = sum("updates_sent");
      long duplicates = sum("duplicates");
      String client = origin.toLowerCase(Locale.ROOT) + ".client";
      say(origin, "IAMAT " + client + " +34.068930-118.445127 1621464827.959498503");
      await(() -> sum("duplicates") - duplicates >= 4, "Not all links have carried it.");
      check(
          "  links carried it %d times, %d of them duplicates (8 and 4)",
          sum("updates_sent") - sent, sum("duplicates") - duplicates, 8, 4);
    }
    out.println();
    List<String> places = node("Bailey").askForPlaces("WHATSAT clark.client 10 2");
    out.println("Bailey is asked: WHATSAT clark.client 10 2");
    places.forEach(line -> out.println("  " + line));

    out.println("\nCampbell is killed.");
    node("Campbell").kill();
    await(() -> node("Bona").links() == 2 && node("Bailey").links() == 1, "Links are up still.");
    say("Jaquez", "IAMAT late.client +1.0-1.0 1621464828.5");
    await(() -> knows("Bailey", "late.client"), "Bailey has not heard of it.");
    out.println("  Bailey, two links away, knows late.client.");

    out.println("Campbell is started again.");
    start("Campbell");
    awaitLinks();
    await(() -> knows("Campbell", "late.client"), "Campbell has not caught up.");
    out.println("  It knows late.client, too: its neighbours had it.\n");
    table();
    return wrong == 0;
  }

  private void say(String name, String line) throws IOException {
    out.println(name + " is told: " + line);
    out.println("  " + node(name).ask(line));
    out.flush();
  }

  private void check(String form, long sent, long duplicates, long wantSent, long wantDuplicates) {
    boolean right = sent == wantSent && duplicates == wantDuplicates;
    wrong += right ? 0 : 1;
    out.printf(form + "%s%n", sent, duplicates, right ? "" : ": WRONG");
  }

  private boolean knows(String name, String client) throws IOException {
    return node(name).ask("WHATSAT " + client + " 10 1").startsWith("AT ");
  }

  private void table() throws InterruptedException {
    out.println("Counters      told  sent  received  duplicates  repaired");
    for (HerdProcess node : nodes.values()) {
      out.printf(
          "  %-9s %7d %5d %9d %11d %9d%n",
          node.node(),
          node.count("told"),
          node.count("updates_sent"),
          node.count("updates_received"),
          node.count("duplicates"),
          node.count("repaired"));
    }
    out.flush();
  }

  private long sum(String name) throws InterruptedException {
    long sum = 0;
    for (HerdProcess node : nodes.values()) {
      sum += node.count(name);
    }
    return sum;
  }

  private void awaitLinks() throws IOException, InterruptedException {
    Map<String, Integer> links =
        Map.of("Bailey", 2, "Bona", 3, "Campbell", 3, "Clark", 2, "Jaquez", 2);
    for (Map.Entry<String, Integer> each : links.entrySet()) {
      await(
          () -> node(each.getKey()).links() == each.getValue(),
          each.getKey() + " has not found its neighbours; see its log in " + folder + ".");
    }
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static void await(Condition condition, String otherwise)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IOException(otherwise);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static int free() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  /** Stops all nodes. */
  @Override
  public void close() {
    nodes.values().forEach(HerdProcess::stop);
    try {
      for (HerdProcess node : nodes.values()) {
        node.awaitEnd();
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    vertx.close();
  }
}
