package dev.drover.filter;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Pattern;
import dev.drover.config.Range;
import dev.drover.config.Ref;
import dev.drover.config.Shorthand;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Identity;
import dev.drover.exchange.Response;
import dev.drover.schema.Schemas;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks somebody else whether a request may go on: an HTTP server, as nginx's auth_request and
 * Traefik's ForwardAuth do, or a gRPC one, as Envoy's ext_authz does. Content is not sent. Example:
 * {@code {"forwardAuth": {"upstream": "auth", "http": "/verify", "response": ["x-user"]}}}.
 */
public final class ForwardAuth implements Filter {
  /** What happens to a request when there is no verdict. */
  public enum OnFailure {
    /** It is refused. */
    DENY,
    /** It goes on, without an identity. */
    ALLOW
  }

  /** How an HTTP server is asked. */
  @Doc("Asks by a GET; 2xx lets pass, any other answer below 500 is given to the client.")
  @Shorthand("path")
  public record Http(
      @Doc("What is asked for.")
          @Default("/")
          @Pattern(value = "/[!-~]*", expected = "a path that begins with a slash")
          String path) {}

  /** How a gRPC server is asked. */
  @Doc("Asks by envoy.service.auth.v3.Authorization/Check.")
  public record Grpc(
      @Doc("What it is told beside the request, as context_extensions.")
          Map<String, String> attributes) {}

  /** Its configuration. */
  @Doc("Asks somebody else whether a request may go on.")
  public record Config(
      @Doc("The upstream that is asked.") @Ref("upstreams") String upstream,
      @Doc("It is an HTTP server.") Optional<Http> http,
      @Doc("It is a gRPC server.") Optional<Grpc> grpc,
      @Doc("How long it may take.") @Default("1s") @Range(min = "1ms", max = "1m") Duration timeout,
      @Doc(
              "What happens when it gives no verdict (it cannot be reached, is too slow, answers"
                  + " 5xx): the request is refused, or goes on without an identity.")
          @Default("deny")
          OnFailure onFailure,
      @Doc("Header fields of the request that it sees.") @Default("[\"authorization\", \"cookie\"]")
          List<String> request,
      @Doc("Header fields of its answer that go upstream; a client's own of these names never do.")
          List<String> response,
      @Doc("The header field of its answer with the client's name; without it there is none.")
          @Length(min = 1)
          Optional<String> subject,
      @Doc("The header field of its answer with the client's roles, commas between.")
          @Length(min = 1)
          Optional<String> roles) {
    public Config {
      if (http.isPresent() == grpc.isPresent()) {
        throw new IllegalArgumentException("expected either \"http\" or \"grpc\"");
      }
    }
  }

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config> {
    @Override
    public String name() {
      return "forwardAuth";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public void check(Config config, Schemas schemas, BiConsumer<String, String> problems) {
      ClaimFields.check("/request", config.request(), problems);
      ClaimFields.check("/response", config.response(), problems);
    }

    @Override
    public Filter create(Config config, Parts parts) {
      ClaimFields fields = ClaimFields.named(config.response());
      return new ForwardAuth(
          config,
          authorizer(config, parts.upstreams().apply(config.upstream())),
          fields,
          new Admission("forwardAuth", false, fields, parts));
    }

    private static Authorizer authorizer(Config config, Upstream upstream) {
      return config.http().isPresent()
          ? new HttpAuthorizer(upstream, config.http().get().path(), config.timeout())
          : new GrpcAuthorizer(
              upstream,
              config.grpc().map(Grpc::attributes).orElse(Map.of()),
              config.timeout(),
              Clock.systemUTC());
    }
  }

  private static final Set<String> KEPT = Set.of("host", "content-length", "transfer-encoding");

  private final Config config;
  private final Authorizer authorizer;
  private final ClaimFields fields;
  private final Admission admission;
  private final Place authorization = Place.header("authorization");

  private ForwardAuth(
      Config config, Authorizer authorizer, ClaimFields fields, Admission admission) {
    this.config = config;
    this.authorizer = authorizer;
    this.fields = fields;
    this.admission = admission;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    MultiMap shown = HttpHeaders.headers();
    MultiMap headers = exchange.head().headers();
    for (String name : config.request()) {
      if (headers.contains(name)) {
        shown.add(name, headers.getAll(name));
      }
    }
    admission.enter(exchange);
    try {
      authorization.find(exchange);
    } catch (Failure twice) {
      return admission.refuse(twice);
    }
    return authorizer
        .ask(exchange, shown)
        .transform(
            asked -> {
              if (exchange.ended()) {
                return Future.failedFuture(exchange.failure().orElseThrow());
              }
              return asked.succeeded()
                  ? decided(exchange, next, asked.result())
                  : undecided(exchange, next, asked.cause());
            });
  }

  private Future<Response> decided(Exchange exchange, Handler next, Authorizer.Verdict verdict) {
    if (verdict instanceof Authorizer.Verdict.Denied denied) {
      return exchange.grpc()
          ? admission.refuse(denied.failure().note("the authorizer denies"))
          : admission.answer(denied.answer());
    }
    Authorizer.Verdict.Allowed allowed = (Authorizer.Verdict.Allowed) verdict;
    MultiMap headers = exchange.head().headers();
    for (String name : allowed.removed()) {
      if (!name.startsWith(":") && !KEPT.contains(name)) {
        headers.remove(name);
      }
    }
    List<ClaimFields.Field> told = new ArrayList<>();
    for (String name : config.response()) {
      if (allowed.headers().contains(name)) {
        told.add(new ClaimFields.Field(name, String.join(",", allowed.headers().getAll(name))));
      }
    }
    Identity identity = identity(allowed.headers());
    if (identity != null) {
      return admission.admit(exchange, new Admission.Known(identity, told), next);
    }
    fields.write(exchange, told);
    return next.handle(exchange);
  }

  private @Nullable Identity identity(MultiMap answer) {
    String subject = config.subject().map(answer::get).orElse("");
    if (subject == null || subject.isEmpty()) {
      return null;
    }
    Map<String, Object> claims = new HashMap<>();
    for (String name : config.response()) {
      if (answer.contains(name)) {
        claims.put(name, answer.get(name));
      }
    }
    Set<String> roles =
        config.roles().map(answer::get).stream()
            .flatMap(text -> Arrays.stream(text.split(",", -1)))
            .map(String::strip)
            .filter(role -> !role.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    return Admission.identity("forwardAuth", subject, roles, claims);
  }

  private Future<Response> undecided(Exchange exchange, Handler next, Throwable cause) {
    if (config.onFailure() == OnFailure.ALLOW) {
      return next.handle(exchange);
    }
    return admission.refuse(
        Failure.of(Reason.NO_AUTHORITY, "It cannot be found out at the moment who may do this.")
            .note(note(cause)));
  }

  private static String note(Throwable cause) {
    String said = cause instanceof Failure failure ? failure.note() : "";
    return said.isEmpty() ? String.valueOf(cause.getMessage()) : said;
  }
}
