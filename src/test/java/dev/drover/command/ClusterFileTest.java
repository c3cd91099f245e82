package dev.drover.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterFileTest {
  private static final String CONF = "conf/cluster/";

  private final Path folder;

  ClusterFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void forget() {
    for (ClusterFile.Kind kind : ClusterFile.Kind.values()) {
      System.clearProperty(kind.property());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "multicast.xml,HAZELCAST",
    "tcp-ip.xml,HAZELCAST",
    "kubernetes.xml,HAZELCAST",
    "infinispan.xml,INFINISPAN",
    "zookeeper.json,ZOOKEEPER"
  })
  void itSaysItselfWhomItIsFor(String name, ClusterFile.Kind kind) throws Exception {
    String file = Project.path(CONF + name).toString();
    for (String option : List.of("-cluster", "--cluster", "-c")) {
      List<String> arguments =
          new ArrayList<>(List.of("-conf", "x", option, file, "-instances", "1"));
      assertThat(ClusterFile.takeFrom(arguments)).contains(new ClusterFile(file, kind));
      assertThat(arguments).containsExactly("-conf", "x", option, "-instances", "1");
    }
  }

  @Test
  void aVerticleAndAConfigurationAreNoFilesOfACluster() throws Exception {
    for (String other : List.of("dev.drover.WorkerVerticle", "{\"a\": \"b.xml\"}", "-x.xml")) {
      List<String> arguments = new ArrayList<>(List.of("-cluster", other));
      assertThat(ClusterFile.takeFrom(arguments)).isEmpty();
      assertThat(arguments).hasSize(2);
    }
  }

  @Test
  void hazelcastIsThere() throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("-cluster", Project.path(CONF + "tcp-ip.xml").toString()));
    assertThat(ClusterFile.takeFrom(arguments).orElseThrow().manager())
        .hasValueSatisfying(
            manager ->
                assertThat(manager.getClass().getSimpleName())
                    .isEqualTo("HazelcastClusterManager"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.json | {\"listeners\": []}",
        "a.json | {",
        "a.xml  | <client/>",
        "a.xml  | <!DOCTYPE hazelcast><hazelcast/>",
        "a.xml  | none",
      })
  void whatIsForNobodyIsRefused(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    assertThatThrownBy(() -> take("-cluster", file.toString()))
        .isInstanceOf(Document.Unreadable.class)
        .hasMessageStartingWith(file + ": -cluster takes Hazelcast's XML");
  }

  /** Vert.x would take its own file then, and join whoever is in that cluster. */
  @Test
  void aPropertyThatNamesNoFileIsRefused() throws Exception {
    System.setProperty("vertx.hazelcast.config", "conf/clutser/tcp-ip.xml");
    assertThat(take("-conf", "x")).isEmpty();
    assertThatThrownBy(() -> take("-cluster"))
        .isInstanceOf(Document.Unreadable.class)
        .hasMessage("-Dvertx.hazelcast.config=conf/clutser/tcp-ip.xml: there is no such file.");
    System.setProperty("vertx.hazelcast.config", "classpath:mine.xml");
    assertThat(take("-cluster")).isEmpty();
  }

  private static Optional<ClusterFile> take(String... arguments) throws Exception {
    return ClusterFile.takeFrom(new ArrayList<>(List.of(arguments)));
  }

  @Test
  void otherClusterManagersAreOfTheSameLineOfVertx() {
    assertThat(line("jars", Project.text(CONF + "jars.xml"), "vertx.cluster.version"))
        .isEqualTo(line("pom", Project.text("pom.xml"), "vertx.version"));
  }

  private static String line(String file, String text, String property) {
    Matcher version = Pattern.compile("<" + property + ">(\\d+\\.\\d+)\\.").matcher(text);
    assertThat(version.find()).as(file).isTrue();
    return version.group(1);
  }
}
