package dev.drover.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.drover.command.otlp.Export;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What OpenTelemetry's own messages look like when {@code drover spans} prints them. */
class SpanTreeTest {
  @Test
  void partsStandBelowWhatTheyArePartOf() throws Exception {
    Span attempt = span(3, 2, "Attempt.shop.Orders.Get", 2, 9).addAttributes(port(50051)).build();
    Span sent = span(2, 1, "Sent.shop.Orders.Get", 1, 10).build();
    Span received =
        span(1, 7, "Recv.shop.Orders.Get", 0, 12)
            .addAttributes(text("error.type", "DEADLINE_EXCEEDED"))
            .addAttributes(text("url.path", "/shop.Orders/Get"))
            .build();

    assertThat(printed(List.of(attempt, sent, received)))
        .containsExactly(
            "trace 0a0b",
            "  Recv.shop.Orders.Get         12.0 ms  error.type=DEADLINE_EXCEEDED",
            "    Sent.shop.Orders.Get       9.0 ms",
            "      Attempt.shop.Orders.Get  7.0 ms   server.port=50051");
  }

  @Test
  void idsThatGoInCirclesArePrintedOnceAtMost() throws Exception {
    Span one = span(1, 2, "one", 0, 1).build();
    Span two = span(2, 1, "two", 0, 1).build();
    Span twin = span(3, 9, "twin", 0, 1).build();
    Span part = span(4, 3, "part", 0, 1).build();

    assertThat(printed(List.of(one, two, twin, twin, part)))
        .containsExactly("trace 0a0b", "  twin    1.0 ms", "    part  1.0 ms", "  twin    1.0 ms");
  }

  private static Span.Builder span(int id, int parent, String name, long from, long to) {
    return Span.newBuilder()
        .setTraceId(ByteString.copyFrom(new byte[] {10, 11}))
        .setSpanId(ByteString.copyFrom(new byte[] {(byte) id}))
        .setParentSpanId(ByteString.copyFrom(new byte[] {(byte) parent}))
        .setName(name)
        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
        .setStartTimeUnixNano(from * 1_000_000)
        .setEndTimeUnixNano(to * 1_000_000);
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue port(int port) {
    return KeyValue.newBuilder()
        .setKey("server.port")
        .setValue(AnyValue.newBuilder().setIntValue(port))
        .build();
  }

  private static List<String> printed(List<Span> spans) throws Exception {
    byte[] request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(spans)))
            .build()
            .toByteArray();
    StringWriter out = new StringWriter();
    SpanTree.print(Export.parseFrom(request), new PrintWriter(out));
    return out.toString().lines().toList();
  }
}
