package dev.drover.command;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.cluster.ClusterManager;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.Stack;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The file behind {@code -cluster}: how the members of a Vert.x cluster find each other, in the
 * words of the cluster manager that reads it. Which one that is shows in the file.
 */
record ClusterFile(String name, Kind kind) {
  private static final Set<String> OPTIONS = Set.of("-cluster", "--cluster", "-c");

  /** The cluster managers of Vert.x that read a file. */
  enum Kind {
    HAZELCAST("hazelcast", "io.vertx.spi.cluster.hazelcast.HazelcastClusterManager"),
    INFINISPAN("infinispan", "io.vertx.ext.cluster.infinispan.InfinispanClusterManager"),
    ZOOKEEPER("zookeeperHosts", "io.vertx.spi.cluster.zookeeper.ZookeeperClusterManager");

    private final String mark;
    private final String type;

    Kind(String mark, String type) {
      this.mark = mark;
      this.type = type;
    }

    /** The system property by which Vert.x is told the file. */
    String property() {
      return "vertx." + name().toLowerCase(Locale.ROOT) + ".config";
    }

    /** The artifact that has it. */
    String artifact() {
      return "io.vertx:vertx-" + name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Takes the file out of the arguments of the launcher, where {@code -cluster} has no value.
   *
   * @return empty when {@code -cluster} is not there, or stands alone
   * @throws Document.Unreadable when the file cannot be read or is no such file, also when one of
   *     the properties names it: Vert.x would join another cluster then, and say nothing
   */
  static Optional<ClusterFile> takeFrom(List<String> arguments) throws Document.Unreadable {
    for (int i = 0; i < arguments.size(); i++) {
      if (OPTIONS.contains(arguments.get(i).toLowerCase(Locale.ROOT))) {
        if (i + 1 < arguments.size() && isNamedBy(arguments.get(i + 1))) {
          return Optional.of(read(arguments.remove(i + 1)));
        }
        for (Kind kind : Kind.values()) {
          checkProperty(kind.property());
        }
      }
    }
    return Optional.empty();
  }

  /** Whether an argument is such a file, and neither a verticle nor a configuration in JSON. */
  private static boolean isNamedBy(String argument) {
    return argument.matches("[^-{].*\\.(xml|json)");
  }

  private static ClusterFile read(String name) throws Document.Unreadable {
    String mark = mark(Document.read(name).text());
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.mark.equals(mark))
        .findFirst()
        .map(kind -> new ClusterFile(name, kind))
        .orElseThrow(
            () ->
                new Document.Unreadable(
                    name
                        + ": -cluster takes Hazelcast's XML, which begins with <hazelcast>,"
                        + " Infinispan's, which begins with <infinispan>, or ZooKeeper's JSON,"
                        + " which has \"zookeeperHosts\"."));
  }

  private static String mark(String text) {
    try {
      if (text.stripLeading().startsWith("{")) {
        return new JsonObject(text).containsKey(Kind.ZOOKEEPER.mark) ? Kind.ZOOKEEPER.mark : "";
      }
      XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
      reader.nextTag();
      return reader.getLocalName();
    } catch (DecodeException | XMLStreamException neither) {
      return "";
    }
  }

  private static void checkProperty(String property) throws Document.Unreadable {
    String file = System.getProperty(property);
    if (file != null
        && !file.startsWith("classpath:")
        && !Files.exists(Path.of(file))
        && ClusterFile.class.getClassLoader().getResource(file) == null) {
      throw new Document.Unreadable("-D" + property + "=" + file + ": there is no such file.");
    }
  }

  /**
   * The cluster manager, which will read the file; empty when it, or what it needs, is not on the
   * class path.
   */
  Optional<ClusterManager> manager() {
    try {
      return ServiceLoader.load(VertxServiceProvider.class).stream()
          .filter(provider -> provider.type().getName().equals(kind.type))
          .findFirst()
          .map(
              provider -> {
                System.setProperty(kind.property(), name);
                return (ClusterManager) provider.get();
              });
    } catch (ServiceConfigurationError incomplete) {
      return Optional.empty();
    }
  }

  /** Gives {@code -cluster} the file that follows it, or nothing. */
  static final class Value implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
      option.setValue(!arguments.isEmpty() && isNamedBy(arguments.peek()) ? arguments.pop() : "");
    }
  }
}
