package dev.drover.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Outbound;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import dev.drover.testing.SeedReport;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallTraceTest {
  private static final String METHOD = "shop.Orders/Get";

  private Traced traced = new Traced(1, true);

  @AfterEach
  void close() {
    traced.close();
  }

  @Test
  void aCallWithOneRetryHasOneRecvOneSentAndTwoAttemptsOfOneTrace() {
    Exchange exchange = traced.grpc(METHOD, Traced.none());
    SentTrace sent = SentTrace.begin(exchange, "orders", Outbound.of(exchange));
    AttemptTrace first = sent.attempt("10.0.0.1:50051", 0, false);
    MultiMap toFirst = Traced.none();
    first.inject(toFirst);
    first.end(GrpcCode.UNAVAILABLE);
    AttemptTrace second = sent.attempt("[2001:db8::7]:50051", 1, false);
    MultiMap toSecond = Traced.none();
    second.inject(toSecond);
    second.end(GrpcCode.OK);
    sent.end(GrpcCode.OK);
    end(exchange, GrpcCode.OK);

    List<SpanData> spans = traced.spans();
    assertThat(spans)
        .extracting(SpanData::getName)
        .containsExactly(
            "Attempt.shop.Orders.Get",
            "Attempt.shop.Orders.Get",
            "Sent.shop.Orders.Get",
            "Recv.shop.Orders.Get");
    SpanData recv = spans.get(3);
    SeedReport.row(
        "0.15",
        "a call with one retry, as upstreams tell it",
        "1 Recv + 1 Sent + 2 Attempt spans, one trace id",
        spans.stream().map(SpanData::getName).toList()
            + " of "
            + spans.stream().map(SpanData::getTraceId).distinct().count()
            + " trace");
    assertThat(spans).extracting(SpanData::getTraceId).containsOnly(recv.getTraceId());
    assertThat(spans.get(2).getParentSpanId()).isEqualTo(recv.getSpanId());
    assertThat(spans.get(0).getParentSpanId()).isEqualTo(spans.get(2).getSpanId());
    assertThat(spans.get(1).getParentSpanId()).isEqualTo(spans.get(2).getSpanId());
    assertThat(recv.getParentSpanContext().isValid()).isFalse();
    assertThat(spans)
        .extracting(SpanData::getKind)
        .containsExactly(SpanKind.CLIENT, SpanKind.CLIENT, SpanKind.INTERNAL, SpanKind.SERVER);
    assertThat(attributes(spans.get(0)))
        .containsEntry("previous-rpc-attempts", 0L)
        .containsEntry("transparent-retry", false)
        .containsEntry("rpc.system.name", "grpc")
        .containsEntry("rpc.method", METHOD)
        .containsEntry("rpc.response.status_code", "UNAVAILABLE")
        .containsEntry("error.type", "UNAVAILABLE")
        .containsEntry("server.address", "10.0.0.1")
        .containsEntry("server.port", 50051L)
        .containsEntry("drover.upstream", "orders");
    assertThat(spans.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(attributes(spans.get(1)))
        .containsEntry("previous-rpc-attempts", 1L)
        .containsEntry("server.address", "2001:db8::7")
        .doesNotContainKey("error.type");
    assertThat(toFirst.get("traceparent")).isEqualTo(traceparent(spans.get(0)));
    assertThat(toSecond.get("traceparent")).isEqualTo(traceparent(spans.get(1)));
  }

  @Test
  void aTransparentRetrySaysSo() {
    Exchange exchange = traced.grpc(METHOD, Traced.none());
    SentTrace sent = SentTrace.begin(exchange, "orders", Outbound.of(exchange));
    sent.attempt("unix:/run/orders.sock", 0, true).end(Reason.RESET_BEFORE_HEADERS);
    sent.end(Reason.RESET_BEFORE_HEADERS);
    end(exchange, GrpcCode.UNAVAILABLE);
    assertThat(attributes(traced.spans().get(0)))
        .containsEntry("transparent-retry", true)
        .containsEntry("server.address", "unix:/run/orders.sock")
        .containsEntry("drover.reason", "RESET_BEFORE_HEADERS")
        .containsEntry("rpc.response.status_code", "UNAVAILABLE");
  }

  @Test
  void whoIsCancelledHasNotFailed() {
    Exchange exchange = traced.grpc(METHOD, Traced.none());
    SentTrace sent = SentTrace.begin(exchange, "orders", Outbound.of(exchange));
    sent.attempt("10.0.0.1:50051", 0, false).end(Reason.CANCELLED);
    sent.end(GrpcCode.OK);
    end(exchange, GrpcCode.OK);
    SpanData attempt = traced.spans().get(0);
    assertThat(attempt.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(attributes(attempt))
        .containsEntry("rpc.response.status_code", "CANCELLED")
        .doesNotContainKey("error.type");
  }

  @Test
  void theTraceOfTheClientGoesOn() {
    MultiMap headers = Traced.from(Traced.CALLER).add("grpc-trace-bin", "AAEC");
    Exchange exchange = traced.grpc(METHOD, headers);
    AttemptTrace attempt =
        SentTrace.begin(exchange, "orders", Outbound.of(exchange)).attempt("a:1", 0, false);
    attempt.inject(headers);
    attempt.end(GrpcCode.OK);
    end(exchange, GrpcCode.OK);
    SpanData recv = traced.spans().get(1);
    assertThat(recv.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(recv.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(recv.getParentSpanContext().isRemote()).isTrue();
    assertThat(recv.getSpanContext().getTraceState().get("vendor")).isEqualTo("abc");
    assertThat(headers.getAll("traceparent")).containsExactly(traceparent(traced.spans().get(0)));
    assertThat(headers.get("tracestate")).isEqualTo("vendor=abc");
    assertThat(headers.get("grpc-trace-bin")).isEqualTo("AAEC");
  }

  @Test
  void aClientThatDoesNotSampleIsObeyedAndItsHeadersGoOnAsTheyCame() {
    MultiMap headers = Traced.from(Traced.UNSAMPLED_CALLER);
    Exchange exchange = traced.grpc(METHOD, headers);
    AttemptTrace attempt =
        SentTrace.begin(exchange, "orders", Outbound.of(exchange)).attempt("a:1", 0, false);
    attempt.inject(headers);
    attempt.end(GrpcCode.OK);
    CallTrace trace = Objects.requireNonNull(exchange.get(CallTrace.KEY));
    assertThat(trace.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(trace.spanId()).isEmpty();
    end(exchange, GrpcCode.OK);
    assertThat(traced.spans()).isEmpty();
    assertThat(headers.get("traceparent")).isEqualTo(Traced.UNSAMPLED_CALLER);
    assertThat(headers.get("tracestate")).isEqualTo("vendor=abc");
  }

  @Test
  void aTraceThatBeginsHereTakesNothingFromTheClient() {
    traced.close();
    traced = new Traced(0, false);
    MultiMap headers = Traced.from(Traced.CALLER);
    Exchange exchange = traced.grpc(METHOD, headers);
    SentTrace.begin(exchange, "orders", Outbound.of(exchange))
        .attempt("a:1", 0, false)
        .inject(headers);
    end(exchange, GrpcCode.OK);
    assertThat(traced.spans()).isEmpty();
    assertThat(headers.get("traceparent"))
        .isNotEqualTo(Traced.CALLER)
        .doesNotContain("4bf92f3577b34da6a3ce929d0e0e4736")
        .endsWith("-00");
    assertThat(headers.contains("tracestate")).isFalse();
  }

  @Test
  void aMalformedTraceparentIsAsGoodAsNone() {
    MultiMap headers = Traced.from("00-zz-00f067aa0ba902b7-01");
    Exchange exchange = traced.grpc(METHOD, headers);
    end(exchange, GrpcCode.OK);
    assertThat(traced.spans().get(0).getParentSpanContext().isValid()).isFalse();
  }

  @Test
  void withoutTracingNothingIsKeptAndHeadersPass() {
    traced.close();
    traced = Traced.off();
    Exchange exchange = traced.grpc(METHOD, Traced.none());
    MultiMap headers = Traced.from(Traced.CALLER);
    SentTrace sent = SentTrace.begin(exchange, "orders", Outbound.of(exchange));
    AttemptTrace attempt = sent.attempt("a:1", 0, false);
    attempt.inject(headers);
    attempt.end(200);
    sent.end(Reason.DEADLINE);
    assertThat(exchange.get(CallTrace.KEY)).isNull();
    assertThat(headers.get("traceparent")).isEqualTo(Traced.CALLER);
    assertThat(SentTrace.begin(exchange, "other", Outbound.of(exchange))).isSameAs(sent);
    assertThat(sent.attempt("b:1", 1, false)).isSameAs(attempt);
  }

  @Test
  void anHttpRequestHasOneSpanHereAndOneForEachAttempt() {
    Exchange exchange = traced.http(HttpMethod.GET, Traced.none().add("user-agent", "curl/8.1"));
    SentTrace sent = SentTrace.begin(exchange, "orders", Outbound.of(exchange));
    sent.attempt("10.0.0.1:80", 0, false).end(503);
    sent.attempt("10.0.0.2:80", 1, false).end(404);
    sent.end(404);
    exchange.answered(404);
    exchange.complete();
    List<SpanData> spans = traced.spans();
    assertThat(spans).extracting(SpanData::getName).containsExactly("GET", "GET", "GET orders");
    SpanData server = spans.get(2);
    assertThat(spans.subList(0, 2))
        .extracting(SpanData::getParentSpanId)
        .containsOnly(server.getSpanId());
    assertThat(attributes(spans.get(1)))
        .containsEntry("http.request.resend_count", 1L)
        .containsEntry("http.response.status_code", 404L)
        .containsEntry("error.type", "404");
    assertThat(attributes(server))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("http.request.method", "GET"),
                Map.entry("http.response.status_code", 404L),
                Map.entry("url.scheme", "https"),
                Map.entry("url.path", "/v1/orders"),
                Map.entry("network.protocol.version", "2"),
                Map.entry("network.peer.address", "192.0.2.7"),
                Map.entry("network.peer.port", 40123L),
                Map.entry("client.address", "198.51.100.4"),
                Map.entry("server.address", "api.example"),
                Map.entry("server.port", 8443L),
                Map.entry("user_agent.original", "curl/8.1"),
                Map.entry("drover.route", "orders"),
                Map.entry("drover.exchange", "id-1")));
    assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(server.getResource().getAttributes().asMap())
        .containsEntry(AttributeKey.stringKey("service.name"), "edge")
        .containsEntry(AttributeKey.stringKey("deployment.environment.name"), "test");
  }

  @Test
  void aRefusalSaysWhy() {
    Exchange exchange = traced.http(HttpMethod.valueOf("BREW"), Traced.none());
    exchange.answered(503);
    exchange.fail(Failure.of(Reason.SHED, "Too many wait.").note("10.0.0.1:80"));
    SpanData span = traced.spans().get(0);
    assertThat(span.getName()).isEqualTo("HTTP orders");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).isEqualTo("Too many wait.");
    assertThat(attributes(span))
        .containsEntry("http.request.method", "_OTHER")
        .containsEntry("http.request.method_original", "BREW")
        .containsEntry("drover.reason", "SHED")
        .containsEntry("drover.note", "10.0.0.1:80")
        .containsEntry("error.type", "SHED");
  }

  @Test
  void aCallWithoutARouteHasNoNameOfItsOwn() {
    Exchange exchange =
        traced.unrouted(
            HttpMethod.POST,
            "/made.Up/Name",
            Traced.none().add("content-type", "application/grpc"));
    exchange.fail(Failure.of(Reason.NO_ROUTE, "No route."));
    SpanData span = traced.spans().get(0);
    assertThat(span.getName()).isEqualTo("Recv.other");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void spansAreCounted() {
    end(traced.grpc(METHOD, Traced.none()), GrpcCode.OK);
    assertThat(traced.telemetry().scrape())
        .contains(
            "drover_spans_total{outcome=\"ended\"} 1.0",
            "drover_spans_total{outcome=\"sent\"} 0.0");
  }

  private static void end(Exchange exchange, GrpcCode code) {
    exchange.answered(200);
    exchange.answered(code);
    exchange.complete();
  }

  private static Map<String, Object> attributes(SpanData span) {
    return span.getAttributes().asMap().entrySet().stream()
        .collect(Collectors.toMap(entry -> entry.getKey().getKey(), Map.Entry::getValue));
  }

  private static String traceparent(SpanData span) {
    String flags = span.getSpanContext().getTraceFlags().asHex();
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + flags;
  }
}
