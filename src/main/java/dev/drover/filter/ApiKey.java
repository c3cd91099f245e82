package dev.drover.filter;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Range;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.schema.Schemas;
import dev.drover.status.Failure;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Knows clients by a key that each was given. Example: {@code {"apiKey": {"consumers":
 * "/etc/drover/consumers.json"}}}.
 */
public final class ApiKey implements Filter {
  /** Its configuration. */
  @Doc("Knows clients by a key that each was given.")
  public record Config(
      @Doc("The file with the consumers and the SHA-256 of their keys.") @Length(min = 1)
          String consumers,
      @Doc("The header field (gRPC: metadata) with the key; empty for none.") @Default("x-api-key")
          String header,
      @Doc("A query parameter with the key, for clients that cannot set a header field.")
          @Length(min = 1)
          Optional<String> query,
      @Doc("Whether the key goes upstream, too.") @Default("false") boolean keep,
      @Doc("Whether a request without a key goes on, without an identity.") @Default("false")
          boolean optional,
      @Doc("Header fields that tell the upstream of a claim, such as \"x-user\": \"sub\".")
          Map<String, String> forward,
      @Doc("How often the file is looked at for a change; 0s for never.")
          @Default("5s")
          @Range(min = "0s", max = "1d")
          Duration reload) {
    public Config {
      if (header.isEmpty() && query.isEmpty()) {
        throw new IllegalArgumentException("expected a \"header\" or a \"query\" with the key");
      }
    }
  }

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config> {
    @Override
    public String name() {
      return "apiKey";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public void check(Config config, Schemas schemas, BiConsumer<String, String> problems) {
      ClaimFields.check("/forward", config.forward().keySet(), problems);
      try {
        WatchedFile.read(config.consumers(), Consumers.reader(ClaimFields.of(config.forward())));
      } catch (WatchedFile.Unusable wrong) {
        problems.accept("/consumers", String.valueOf(wrong.getMessage()));
      }
    }

    @Override
    public Filter create(Config config, Parts parts) {
      ClaimFields fields = ClaimFields.of(config.forward());
      WatchedFile<Consumers> file =
          parts
              .shared()
              .once(
                  () ->
                      WatchedFile.open(
                          parts.vertx(),
                          config.consumers(),
                          config.reload(),
                          Consumers.reader(fields)));
      return new ApiKey(config, file, new Admission("apiKey", config.optional(), fields, parts));
    }
  }

  private static final String CHALLENGE = "ApiKey";

  private final List<Place> places = new ArrayList<>();
  private final boolean keep;
  private final WatchedFile<Consumers> consumers;
  private final Admission admission;

  private ApiKey(Config config, WatchedFile<Consumers> consumers, Admission admission) {
    if (!config.header().isEmpty()) {
      places.add(Place.header(config.header()));
    }
    config.query().map(Place::query).ifPresent(places::add);
    this.keep = config.keep();
    this.consumers = consumers;
    this.admission = admission;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    admission.enter(exchange);
    String key;
    try {
      key = Credentials.find(places, exchange);
    } catch (Failure twice) {
      return admission.refuse(twice);
    }
    if (key == null) {
      return admission.missing(
          exchange, next, Admission.challenge("An API key is needed here.", CHALLENGE));
    }
    Admission.Known known = consumers.current().of(key);
    if (known == null) {
      return admission.refuse(
          Admission.challenge("The API key is not known here.", CHALLENGE).note("unknown API key"));
    }
    if (!keep) {
      places.forEach(place -> place.remove(exchange));
    }
    return admission.admit(exchange, known, next);
  }
}
