package dev.drover.filter;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Identity;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.filter.authorization.Address;
import dev.drover.filter.authorization.AskedRequest;
import dev.drover.filter.authorization.Attributes;
import dev.drover.filter.authorization.CheckRequest;
import dev.drover.filter.authorization.CheckResponse;
import dev.drover.filter.authorization.Denied;
import dev.drover.filter.authorization.HeaderOption;
import dev.drover.filter.authorization.HttpHead;
import dev.drover.filter.authorization.Party;
import dev.drover.filter.authorization.SocketAddress;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import dev.drover.upstream.Upstream;
import dev.drover.upstream.UpstreamCalls;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Asks by {@code envoy.service.auth.v3.Authorization/Check}, as Envoy's ext_authz filter does. A
 * status other than OK in its answer denies.
 *
 * @param attributes go into {@code context_extensions}
 */
record GrpcAuthorizer(
    Upstream upstream, Map<String, String> attributes, Duration timeout, Clock clock)
    implements Authorizer {
  private static final String CHECK = "/envoy.service.auth.v3.Authorization/Check";
  private static final int MOST_BYTES = 256 << 10;

  @Override
  public Future<Verdict> ask(Exchange exchange, MultiMap shown) {
    long left = Math.min(timeout.toNanos(), exchange.remaining());
    return new UpstreamCalls(upstream, exchange.wheel(), MOST_BYTES)
        .begin(
            null,
            CHECK,
            HttpHeaders.headers(),
            question(exchange, shown).toByteArray(),
            Duration.ofNanos(left))
        .within(exchange)
        .map(GrpcAuthorizer::verdict);
  }

  private CheckRequest question(Exchange exchange, MultiMap shown) {
    Request request = exchange.request();
    HttpHead.Builder http =
        HttpHead.newBuilder()
            .setId(exchange.id())
            .setMethod(request.head().method().name())
            .setPath(request.head().target())
            .setHost(request.head().authority())
            .setScheme(request.scheme())
            .setSize(-1)
            .setProtocol("HTTP/" + request.version().number());
    for (String name : shown.names()) {
      String key = name.toLowerCase(Locale.ROOT);
      http.putHeaders(key, String.join(key.equals("cookie") ? "; " : ",", shown.getAll(name)));
    }
    Party.Builder client =
        Party.newBuilder()
            .setAddress(
                Address.newBuilder()
                    .setSocketAddress(SocketAddress.newBuilder().setAddress(request.client())));
    Identity identity = exchange.get(Identity.KEY);
    if (identity != null) {
      client.setPrincipal(identity.subject());
    }
    Instant now = clock.instant();
    return CheckRequest.newBuilder()
        .setAttributes(
            Attributes.newBuilder()
                .setSource(client)
                .setRequest(
                    AskedRequest.newBuilder()
                        .setTime(
                            Timestamp.newBuilder()
                                .setSeconds(now.getEpochSecond())
                                .setNanos(now.getNano()))
                        .setHttp(http))
                .putAllContextExtensions(attributes))
        .build();
  }

  private static Verdict verdict(byte[] bytes) {
    CheckResponse answer;
    try {
      answer = CheckResponse.parseFrom(bytes);
    } catch (InvalidProtocolBufferException broken) {
      throw Failure.of(Reason.NO_AUTHORITY, "The authorizer gave no verdict.")
          .note("the authorizer's answer is no CheckResponse");
    }
    GrpcCode code = GrpcCode.of(answer.getStatus().getCode());
    return code == GrpcCode.OK
        ? new Verdict.Allowed(
            headers(answer.getOkResponse().getHeadersList()),
            answer.getOkResponse().getHeadersToRemoveList())
        : denied(answer.getDeniedResponse(), code);
  }

  /** Without a status of HTTP it is 401 or 403, by the code. */
  private static Verdict denied(Denied denied, GrpcCode code) {
    int said = denied.getStatus().getCode();
    int status = said >= 300 && said <= 599 ? said : code == GrpcCode.UNAUTHENTICATED ? 401 : 403;
    MultiMap headers = headers(denied.getHeadersList());
    headers.remove(HttpHeaders.CONTENT_LENGTH).remove(HttpHeaders.TRANSFER_ENCODING);
    Body body = denied.getBody().isEmpty() ? Body.none() : Body.of(Buffer.buffer(denied.getBody()));
    Failure failure = HttpAuthorizer.failure(code == GrpcCode.UNAUTHENTICATED ? 401 : status);
    return new Verdict.Denied(new Response(status, headers, body), failure);
  }

  private static MultiMap headers(List<HeaderOption> options) {
    MultiMap headers = HttpHeaders.headers();
    for (HeaderOption option : options) {
      String raw = option.getHeader().getRawValue().toStringUtf8();
      headers.add(option.getHeader().getKey(), raw.isEmpty() ? option.getHeader().getValue() : raw);
    }
    return headers;
  }
}
