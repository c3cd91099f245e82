package dev.drover.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.drover.exchange.Request;
import dev.drover.status.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Writes lines as JSON, one object each. What is not known, or empty, is left out. */
final class AccessFormat {
  private static final int LONGEST = 1024;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final JsonGenerator json;

  AccessFormat(OutputStream out) throws IOException {
    this.json =
        new JsonFactory().createGenerator(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    json.setRootValueSeparator(null);
  }

  void write(AccessLine line) throws IOException {
    String error = error(line.failure());
    json.writeStartObject();
    time(line.millis());
    text("id", line.id());
    text("route", line.route());
    text("client", line.client());
    text("identity", line.identity());
    text("peer", address(line.peer()));
    text("method", line.method());
    text("authority", line.authority());
    text("path", line.path());
    json.writeStringField("protocol", "HTTP/" + line.version().number());
    json.writeNumberField("status", line.status());
    if (line.grpcStatus() != null) {
      json.writeNumberField("grpc_status", line.grpcStatus().number());
    }
    millis("duration_ms", line.nanos());
    if (line.upstreamNanos() >= 0) {
      millis("upstream_ms", line.upstreamNanos());
    }
    json.writeNumberField("request_bytes", line.requestBytes());
    json.writeNumberField("response_bytes", line.responseBytes());
    text("endpoint", line.endpoint());
    json.writeNumberField("attempts", line.attempts());
    text("tried", line.tried());
    if (line.failure() != null) {
      text("reason", line.failure().reason().name());
      text("note", line.failure().note());
      text("error", error);
    }
    text("user_agent", line.userAgent() == null ? "" : line.userAgent());
    text("trace_id", line.traceId());
    text("span_id", line.spanId());
    end();
  }

  /** Says that so many lines are missing here. */
  void writeDropped(long millis, long count) throws IOException {
    json.writeStartObject();
    time(millis);
    json.writeNumberField("dropped", count);
    end();
  }

  /** Asked before anything is written, since it runs the code of whoever threw. */
  private static String error(@Nullable Failure failure) {
    Throwable cause = failure == null ? null : failure.getCause();
    return cause == null ? "" : cause.toString();
  }

  private void time(long millis) throws IOException {
    json.writeStringField("ts", TIME.format(Instant.ofEpochMilli(millis)));
  }

  private void millis(String name, long nanos) throws IOException {
    json.writeNumberField(name, Math.round(nanos / 1e3) / 1e3);
  }

  private void text(String name, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(
          name, value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…");
    }
  }

  private void end() throws IOException {
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
  }

  private static String address(Request.Peer peer) {
    if (peer.port() == 0) {
      return peer.address();
    }
    return peer.address().indexOf(':') < 0
        ? peer.address() + ":" + peer.port()
        : "[" + peer.address() + "]:" + peer.port();
  }
}
