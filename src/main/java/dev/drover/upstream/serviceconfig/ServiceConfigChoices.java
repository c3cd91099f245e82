package dev.drover.upstream.serviceconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Service configs as DNS offers them: a list of choices in TXT records {@code grpc_config=[...]},
 * of which a client takes the first that is meant for it (gRFC A2). Immutable.
 */
public final class ServiceConfigChoices {
  private static final String ATTRIBUTE = "grpc_config=";
  private static final String LANGUAGE = "java";
  private static final Set<String> KEYS =
      Set.of("clientLanguage", "percentage", "clientHostname", "serviceConfig");

  private record Choice(
      List<String> languages, long percentage, List<String> hosts, ServiceConfig config) {
    boolean suits(int chance, String host) {
      return (languages.isEmpty() || languages.contains(LANGUAGE))
          && chance < percentage
          && (hosts.isEmpty() || hosts.contains(host));
    }
  }

  private final List<Choice> choices;

  private ServiceConfigChoices(List<Choice> choices) {
    this.choices = List.copyOf(choices);
  }

  /**
   * Reads the choices of TXT records, in their order; records that are about something else do not
   * count.
   *
   * @throws InvalidServiceConfig when a single one of the choices is not valid
   */
  public static ServiceConfigChoices of(List<String> records) {
    List<Choice> choices = new ArrayList<>();
    for (String record : records) {
      if (record.startsWith(ATTRIBUTE)) {
        JsonPlace root = JsonPlace.root(record.substring(ATTRIBUTE.length()));
        root.items().forEach(item -> choices.add(choice(item)));
        if (!root.present()) {
          root.problem("expected a list, found nothing");
        }
        if (!root.problems().isEmpty()) {
          throw new InvalidServiceConfig(root.problems());
        }
      }
    }
    return new ServiceConfigChoices(choices);
  }

  private static Choice choice(JsonPlace here) {
    here.object();
    here.node()
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                here.at(key).problem("nobody knows that criterion, so it cannot be fulfilled");
              }
            });
    JsonPlace percentage = here.at("percentage");
    long percent = percentage.whole(0).orElse(100L);
    if (percent > 100) {
      percentage.problem("expected a whole number from 0 to 100, found " + percent);
    }
    List<String> languages =
        texts(here.at("clientLanguage")).stream()
            .map(language -> language.toLowerCase(Locale.ROOT))
            .toList();
    return new Choice(
        languages,
        percent,
        texts(here.at("clientHostname")),
        ServiceConfigReader.read(here.at("serviceConfig")));
  }

  private static List<String> texts(JsonPlace list) {
    return list.items().stream().flatMap(item -> item.text().stream()).toList();
  }

  /**
   * The first that is meant for a client written in Java.
   *
   * @param chance from 0 to 99, drawn once by each client
   * @param host the client's own host name
   */
  public Optional<ServiceConfig> choose(int chance, String host) {
    return choices.stream()
        .filter(choice -> choice.suits(chance, host))
        .findFirst()
        .map(Choice::config);
  }
}
