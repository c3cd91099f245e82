package dev.drover.filter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Identity;
import dev.drover.exchange.Response;
import dev.drover.schema.Schemas;
import io.vertx.core.Future;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Knows clients by the certificate that they showed when they connected, which the listener's
 * {@code clientCa} has signed. A certificate that expires while its connection is open is refused
 * from then on. Example: {@code {"mtls": {"subject": ["uri", "dns"]}}}.
 */
public final class Mtls implements Filter {
  /** What of a certificate is the name of the client. */
  public enum Name {
    /** A URI of the subject's alternative names, such as a SPIFFE ID. */
    URI,
    /** A DNS name of them. */
    DNS,
    /** An e-mail address of them. */
    EMAIL,
    /** The distinguished name of the subject (RFC 2253). */
    DN
  }

  /** Its configuration. */
  @Doc("Knows clients by the certificate that they showed when they connected.")
  public record Config(
      @Doc("What is the client's name: the first of these that the certificate has.")
          @Default("[\"uri\", \"dns\", \"email\", \"dn\"]")
          @Length(min = 1)
          List<Name> subject,
      @Doc("The attribute of the distinguished name that holds roles, such as \"OU\".")
          @Length(min = 1)
          Optional<String> roles,
      @Doc("Whether a request without a certificate goes on, without an identity.")
          @Default("false")
          boolean optional,
      @Doc("Header fields that tell the upstream of a claim, such as \"x-user\": \"sub\".")
          Map<String, String> forward) {}

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config> {
    private final Clock clock;

    /** With the clock of the system. */
    public Factory() {
      this(Clock.systemUTC());
    }

    Factory(Clock clock) {
      this.clock = clock;
    }

    @Override
    public String name() {
      return "mtls";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public void check(Config config, Schemas schemas, BiConsumer<String, String> problems) {
      ClaimFields.check("/forward", config.forward().keySet(), problems);
    }

    @Override
    public Filter create(Config config, Parts parts) {
      ClaimFields fields = ClaimFields.of(config.forward());
      return new Mtls(
          config, fields, new Admission("mtls", config.optional(), fields, parts), clock);
    }
  }

  private record Shown(Optional<Admission.Known> known, long from, long until) {}

  private static final int MOST_REMEMBERED = 10_000;
  private static final String CHALLENGE = "Certificate";

  private final Config config;
  private final ClaimFields fields;
  private final Admission admission;
  private final Clock clock;
  private final Cache<X509Certificate, Shown> shown =
      Caffeine.newBuilder().weakKeys().maximumSize(MOST_REMEMBERED).executor(Runnable::run).build();

  private Mtls(Config config, ClaimFields fields, Admission admission, Clock clock) {
    this.config = config;
    this.fields = fields;
    this.admission = admission;
    this.clock = clock;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    admission.enter(exchange);
    List<X509Certificate> chain = exchange.request().peer().certificates().get();
    if (chain.isEmpty()) {
      return admission.missing(
          exchange, next, Admission.challenge("A client certificate is needed here.", CHALLENGE));
    }
    Shown one = shown.get(chain.get(0), this::read);
    long now = clock.millis();
    if (now < one.from() || now > one.until()) {
      return refuse("the certificate is not valid now");
    }
    return one.known().isPresent()
        ? admission.admit(exchange, one.known().get(), next)
        : refuse("the certificate has none of the names that are looked for");
  }

  private Future<Response> refuse(String note) {
    return admission.refuse(
        Admission.challenge("The client certificate is not accepted here.", CHALLENGE).note(note));
  }

  private Shown read(X509Certificate certificate) {
    Optional<Identity> identity = CertificateNames.of(certificate).identity(config);
    return new Shown(
        identity.map(found -> new Admission.Known(found, fields.of(found))),
        certificate.getNotBefore().getTime(),
        certificate.getNotAfter().getTime());
  }
}
