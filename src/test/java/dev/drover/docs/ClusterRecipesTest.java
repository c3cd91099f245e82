package dev.drover.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import dev.drover.testing.Eventually;
import dev.drover.testing.Fence;
import dev.drover.testing.HttpClients;
import dev.drover.testing.Project;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every way of {@code docs/cluster.md} in which nodes find each other, with its own commands and
 * files: real processes of the fat jar meet, tell each other something, and one leaves in peace.
 */
@Tag("slow")
class ClusterRecipesTest {
  private static final String LISTED = "tcp-ip.xml";
  private static final String POD = "127.77.0.";
  private static final Duration SOON = Duration.ofSeconds(20);

  private final ClusterPage page;

  ClusterRecipesTest(@TempDir Path folder) throws IOException {
    page = new ClusterPage(folder);
  }

  @AfterEach
  void close() throws Exception {
    page.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {LISTED, "multicast.xml"})
  void nodesMeetByTheFilesOfHazelcast(String file) throws Exception {
    assumeThat(file.equals(LISTED) || multicastIsPossible())
        .as("A packet to a multicast group comes back to this machine.")
        .isTrue();
    String a = ClusterPage.command("HERD_NODE=a ./drover").replace(LISTED, file);
    String b = ClusterPage.command("HERD_NODE=b", "./drover").replace(LISTED, file);
    TypedNode first = page.node(a);
    meet("Hazelcast", first, page.node(b));
  }

  @Test
  void nodesMeetByInfinispan() throws Exception {
    page.bring("infinispan");
    TypedNode first = page.node(ClusterPage.command("HERD_NODE=a java", "infinispan"));
    TypedNode second = page.node(ClusterPage.command("HERD_NODE=b", "java", "infinispan"));
    meet("Infinispan", first, second);
  }

  @Test
  void nodesMeetByZooKeeper() throws Exception {
    page.bring("zookeeper");
    TypedLine server = page.run(ClusterPage.command("ZooKeeperServerMain"));
    server.await(() -> listens(page.port(2181)), "There is no ZooKeeper.");
    TypedNode first = page.node(ClusterPage.command("HERD_NODE=a java", "zookeeper"));
    TypedNode second = page.node(ClusterPage.command("HERD_NODE=b", "java", "zookeeper"));
    meet("Zookeeper", first, second);
  }

  /**
   * Pods as {@code kubernetes.yaml} has them, each a process with an address of its own; the DNS of
   * Kubernetes is a file of the JDK with the addresses of both.
   */
  @Test
  void podsMeetByTheNameOfTheirService() throws Exception {
    List<JsonNode> objects = kubernetes();
    String service = objects.get(0).at("/metadata/name").asText();
    JsonNode pod = objects.get(1).at("/spec/template/spec/containers/0");
    assertThat(objects.get(1).at("/spec/serviceName").asText()).isEqualTo(service);
    assertThat(pod.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
    String name = page.read(ClusterPage.FILES + "/kubernetes.xml").split("</?service-dns>", -1)[1];
    assertThat(name).startsWith(service + ".");
    page.write(
        "hosts",
        """
        %1$s1 %2$s
        %1$s2 %2$s
        127.0.0.1 localhost %3$s
        """
            .formatted(POD, name, ClusterPage.machine()));
    TypedNode first = pod(pod, 1, "drover-0", "PORT=8080 ADMIN_PORT=9901 ");
    TypedNode second = pod(pod, 2, "drover-1", "PORT=8081 ADMIN_PORT=9902 ");
    meet("Hazelcast", first, second, "drover-0", "drover-1");
  }

  private static List<JsonNode> kubernetes() throws IOException {
    ObjectMapper mapper = new ObjectMapper(new YAMLFactory());
    String yaml = Project.text(ClusterPage.FILES + "/kubernetes.yaml");
    try (var documents = mapper.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      return documents.readAll();
    }
  }

  private TypedNode pod(JsonNode container, int number, String name, String ports)
      throws Exception {
    StringBuilder command = new StringBuilder(ports);
    for (JsonNode variable : container.at("/env")) {
      boolean named = variable.at("/valueFrom/fieldRef/fieldPath").asText().equals("metadata.name");
      command
          .append(variable.at("/name").asText())
          .append('=')
          .append(named ? name : variable.at("/value").asText())
          .append(' ');
    }
    command.append("java -jar target/drover.jar");
    container.at("/args").forEach(argument -> command.append(' ').append(argument.asText()));
    return page.node(
        command.toString().replace("/etc/drover", ClusterPage.FILES),
        POD + number,
        "-Djdk.net.hosts.file=hosts",
        "-Dhazelcast.local.localAddress=" + POD + number,
        "-Dhazelcast.socket.bind.any=false");
  }

  private void meet(String by, TypedNode a, TypedNode b) throws Exception {
    meet(by, a, b, "a", "b");
  }

  private void meet(String by, TypedNode a, TypedNode b, String nameOfA, String nameOfB)
      throws Exception {
    assertThat(b.line().said()).contains(" by " + by + "ClusterManager\n");
    TypedNode.awaitLinks(a, nameOfA, b, nameOfB);
    assertThat(page.type(ClusterPage.command("-X PUT"))).contains("\"fresh\":true");
    String asked = ClusterPage.command("curl", "8081/v1/herd/locations");
    b.line()
        .await(
            () -> page.type(asked).contains("\"clientId\":\"cow\""),
            "It has not heard of the cow.");
    b.stop();
    a.awaitLinks();
  }

  /** Another program and its verticle are there first; the fat jar comes with their cluster.xml. */
  @Test
  void aVerticleOfAClusterThatIsThereIsReached() throws Exception {
    page.write(
        "cluster.xml",
        """
        <hazelcast xmlns="http://www.hazelcast.com/schema/config">
          <cluster-name>shop</cluster-name>
          <network>
            <port>5701</port>
            <join>
              <multicast enabled="false"/>
              <tcp-ip enabled="true"><member>127.0.0.1:5701</member></tcp-ip>
            </join>
          </network>
        </hazelcast>
        """);
    Config config =
        new XmlConfigBuilder(
                new ByteArrayInputStream(page.read("cluster.xml").getBytes(StandardCharsets.UTF_8)))
            .build()
            .setProperty("hazelcast.logging.type", "slf4j");
    HazelcastClusterManager members = new HazelcastClusterManager(config);
    Vertx shop =
        Vertx.builder()
            .withClusterManager(members)
            .buildClustered()
            .toCompletionStage()
            .toCompletableFuture()
            .get(1, TimeUnit.MINUTES);
    try {
      shop.eventBus()
          .<JsonObject>consumer(
              "stock", message -> message.reply(new JsonObject().put("saddles", 7)));
      Fence gateway =
          Fence.of(ClusterPage.PAGE).stream()
              .filter(block -> block.file().equals("shop.json"))
              .findFirst()
              .orElseThrow();
      page.write(gateway.file(), gateway.text());
      TypedNode node = page.node(ClusterPage.command("shop.json"));
      String url = "http://127.0.0.1:" + node.port() + "/stock";
      assertThat(HttpClients.get(HttpClients.http1(), url).body()).isEqualTo("{\"saddles\":7}");
      assertThat(members.getNodes()).hasSize(2);
      node.stop();
      Eventually.await(() -> members.getNodes().size() == 1, SOON, "It has not left.");
    } finally {
      shop.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static boolean multicastIsPossible() {
    try (MulticastSocket socket = new MulticastSocket(0)) {
      InetSocketAddress group = new InetSocketAddress("224.2.2.3", socket.getLocalPort());
      socket.joinGroup(group, null);
      socket.setSoTimeout(2_000);
      socket.send(new DatagramPacket(new byte[1], 1, group));
      socket.receive(new DatagramPacket(new byte[1], 1));
      return true;
    } catch (IOException none) {
      return false;
    }
  }
}
