package dev.drover.admin;

import dev.drover.schema.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A schema as the operator sees it.
 *
 * @param name as in the configuration
 * @param source where it comes from, such as {@code reflection of orders}
 * @param version a short hash; empty while there is none
 * @param loadedAt when that version came, in ISO 8601; empty while there is none
 * @param ageSeconds how long ago that was; 0 while there is none
 * @param problem why there is no version, or why the source could not be read when it was looked at
 *     last; empty when all is well
 * @param services in the order of their files
 * @param changes what that version has changed, in sentences
 */
public record SchemaView(
    String name,
    String source,
    String version,
    String loadedAt,
    long ageSeconds,
    String problem,
    List<Service> services,
    List<String> changes) {
  public SchemaView {
    services = List.copyOf(services);
    changes = List.copyOf(changes);
  }

  /** A service by its full name, and the names of its methods. */
  public record Service(String name, List<String> methods) {
    public Service {
      methods = List.copyOf(methods);
    }
  }

  /** One that no version has come of yet. */
  public static SchemaView absent(String name, String source, String problem) {
    return new SchemaView(name, source, "", "", 0, problem, List.of(), List.of());
  }

  /**
   * One in its newest version.
   *
   * @param loaded when that version came
   */
  public static SchemaView of(
      Schema schema,
      String source,
      Instant loaded,
      Instant now,
      String problem,
      List<String> changes) {
    return new SchemaView(
        schema.name(),
        source,
        schema.version(),
        loaded.toString(),
        Math.max(0, Duration.between(loaded, now).toSeconds()),
        problem,
        schema.services().stream()
            .map(
                service ->
                    new Service(
                        service.getFullName(),
                        service.getMethods().stream().map(method -> method.getName()).toList()))
            .toList(),
        changes);
  }

  /** Whether there is a version to work with. */
  boolean present() {
    return !version.isEmpty();
  }
}
