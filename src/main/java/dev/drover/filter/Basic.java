package dev.drover.filter;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Pattern;
import dev.drover.config.Range;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.schema.Schemas;
import dev.drover.status.Failure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Knows clients by name and password (RFC 7617). Example: {@code {"basic": {"users":
 * "/etc/drover/users.htpasswd"}}}.
 */
public final class Basic implements Filter {
  /** Its configuration. */
  @Doc("Knows clients by name and password (RFC 7617).")
  public record Config(
      @Doc("The file with names and bcrypt hashes, as \"htpasswd -B\" writes it.") @Length(min = 1)
          String users,
      @Doc("What the client is told that the password is for.")
          @Default("drover")
          @Pattern(value = "[ !#-\\[\\]-~]{1,100}", expected = "visible ASCII without quotes")
          String realm,
      @Doc("For how long a password that was right is not checked again.")
          @Default("5m")
          @Range(min = "1s", max = "1d")
          Duration remember,
      @Doc("How many passwords are checked at once; each takes a thread for some 50 ms.")
          @Default("1")
          @Range(min = "1", max = "64")
          int workers,
      @Doc("Whether name and password go upstream, too.") @Default("false") boolean keep,
      @Doc("Whether a request without a name goes on, without an identity.") @Default("false")
          boolean optional,
      @Doc("Header fields that tell the upstream of a claim, such as \"x-user\": \"sub\".")
          Map<String, String> forward,
      @Doc("How often the file is looked at for a change; 0s for never.")
          @Default("5s")
          @Range(min = "0s", max = "1d")
          Duration reload) {}

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config> {
    private final LongSupplier clock;

    /** With the clock of the system. */
    public Factory() {
      this(System::nanoTime);
    }

    Factory(LongSupplier clock) {
      this.clock = clock;
    }

    @Override
    public String name() {
      return "basic";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public void check(Config config, Schemas schemas, BiConsumer<String, String> problems) {
      ClaimFields.check("/forward", config.forward().keySet(), problems);
      try {
        WatchedFile.read(config.users(), PasswordFile::read);
      } catch (WatchedFile.Unusable wrong) {
        problems.accept("/users", String.valueOf(wrong.getMessage()));
      }
    }

    @Override
    public Filter create(Config config, Parts parts) {
      ClaimFields fields = ClaimFields.of(config.forward());
      PasswordCheck check =
          parts
              .shared()
              .once(() -> new PasswordCheck(parts.vertx(), config, parts.route(), fields, clock));
      return new Basic(
          config,
          check,
          parts.vertx().getOrCreateContext(),
          new Admission("basic", config.optional(), fields, parts));
    }
  }

  private record Pair(String name, String password) {}

  private static final String SCHEME = "Basic ";

  private final Place place = Place.header("authorization");
  private final boolean keep;
  private final String challenge;
  private final PasswordCheck check;
  private final Mac mac;
  private final Context loop;
  private final Admission admission;

  private Basic(Config config, PasswordCheck check, Context loop, Admission admission) {
    this.keep = config.keep();
    this.challenge = "Basic realm=\"" + config.realm() + "\", charset=\"UTF-8\"";
    this.check = check;
    this.mac = check.mac();
    this.loop = loop;
    this.admission = admission;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    admission.enter(exchange);
    String header;
    try {
      header = place.find(exchange);
    } catch (Failure twice) {
      return admission.refuse(twice);
    }
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return admission.missing(
          exchange, next, Admission.challenge("A name and a password are needed here.", challenge));
    }
    Pair pair = pair(header.substring(SCHEME.length()).strip());
    if (pair == null) {
      return refuse("the credentials are no base64 of a name, a colon and a password");
    }
    Digest digest = Digest.of(mac.doFinal(header.getBytes(StandardCharsets.UTF_8)));
    CompletableFuture<Admission.@Nullable Known> answer =
        check.of(digest, pair.name(), pair.password());
    if (answer.isDone() && !answer.isCompletedExceptionally()) {
      return answered(exchange, next, answer.getNow(null));
    }
    return here(answer).compose(known -> answered(exchange, next, known));
  }

  /** The same on this event loop. */
  private <T> Future<T> here(CompletableFuture<T> answer) {
    Promise<T> promise = Promise.promise();
    answer.whenComplete(
        (result, failure) ->
            loop.runOnContext(
                nothing -> {
                  if (failure == null) {
                    promise.complete(result);
                  } else {
                    promise.fail(failure);
                  }
                }));
    return promise
        .future()
        .recover(
            failure ->
                failure instanceof Failure refusal
                    ? admission.refuse(refusal).mapEmpty()
                    : Future.failedFuture(failure));
  }

  private Future<Response> answered(
      Exchange exchange, Handler next, Admission.@Nullable Known known) {
    if (exchange.ended()) {
      return Future.failedFuture(exchange.failure().orElseThrow());
    }
    if (known == null) {
      return refuse("unknown name or wrong password");
    }
    if (!keep) {
      place.remove(exchange);
    }
    return admission.admit(exchange, known, next);
  }

  private Future<Response> refuse(String note) {
    return admission.refuse(
        Admission.challenge("The name or the password is wrong.", challenge).note(note));
  }

  private static @Nullable Pair pair(String base64) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
              .toString();
      int colon = text.indexOf(':');
      return colon < 1 ? null : new Pair(text.substring(0, colon), text.substring(colon + 1));
    } catch (IllegalArgumentException | CharacterCodingException malformed) {
      return null;
    }
  }
}
