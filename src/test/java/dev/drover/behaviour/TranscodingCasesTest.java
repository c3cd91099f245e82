package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.schema.ProtoCompiler;
import dev.drover.schema.Schema;
import dev.drover.testing.CasesOrigin;
import dev.drover.testing.Project;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawMessage;
import dev.drover.testing.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The transcoding cases: HTTP requests and what they must become, against a service that gateway
 * and origin know from its .proto text only. Where systems differ (strength {@code choice}), one of
 * the known answers is given; {@code docs/transcoding.md} says which.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TranscodingCasesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER = Project.path("src/test/resources/transcoding");

  private CasesOrigin origin;
  private TestGateway gateway;

  record Case(JsonNode json) {
    @Override
    public String toString() {
      return json.get("id").asText();
    }
  }

  static Stream<Case> cases() throws IOException {
    JsonNode all = JSON.readTree(FOLDER.resolve("cases.json").toFile()).get("cases");
    return StreamSupport.stream(all.spliterator(), false).map(Case::new);
  }

  @BeforeAll
  void start() throws Exception {
    Path proto = FOLDER.resolve("cases.proto");
    Schema schema = Schema.of("cases", ProtoCompiler.compile(List.of(proto), List.of()));
    origin = CasesOrigin.start(java.util.Objects.requireNonNull(schema.service("hd.tc.v1.Echo")));
    gateway =
        TestGateway.start(
            """
            {
              "listeners": [ { "host": "127.0.0.1", "port": 0, "limits": { "uriBytes": "64KiB", "headerBytes": "128KiB" } } ],
              "schemas": { "cases": { "proto": ["%s"] } },
              "upstreams": { "echo": { "protocol": "grpc", "endpoints": ["127.0.0.1:%d"] } },
              "routes": [ { "match": { "path": "/**" }, "transcode": "echo" } ]
            }
            """
                .formatted(proto, origin.port()));
  }

  @AfterAll
  void stop() {
    gateway.close();
    origin.close();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void becomesWhatItMust(Case one) throws Exception {
    JsonNode http = one.json().get("http");
    RawMessage answer = send(http);
    List<JsonNode> allowed = new ArrayList<>(List.of(one.json().get("expect")));
    if (one.json().get("strength").asText().equals("choice")) {
      one.json().get("alt").forEach(allowed::add);
    }
    List<String> misses = new ArrayList<>();
    for (JsonNode expected : allowed) {
      Optional<String> miss = miss(expected, answer);
      if (miss.isEmpty()) {
        return;
      }
      misses.add(miss.get());
    }
    assertThat(misses).as("%s: %d %s", one, answer.status(), answer.text()).isEmpty();
  }

  /** By hand, since no client sends all of these targets. */
  private RawMessage send(JsonNode http) throws IOException {
    JsonNode content = http.get("body");
    byte[] body = content == null ? new byte[0] : content.asText().getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("host", "127.0.0.1");
    headers.put("connection", "close");
    if (content != null) {
      headers.put("content-type", "application/json");
      headers.put("content-length", Integer.toString(body.length));
    }
    http.path("headers")
        .propertyStream()
        .forEach(one -> put(headers, one.getKey(), one.getValue()));
    StringBuilder head = new StringBuilder();
    String method = http.get("method").asText();
    head.append(method).append(' ').append(http.get("path").asText()).append(" HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    try (RawClient client = RawClient.connect(gateway.port())) {
      client.write(head.append("\r\n").toString());
      client.write(body);
      return method.equals("HEAD") ? client.readHead() : client.readMessage();
    }
  }

  private static void put(Map<String, String> headers, String name, JsonNode value) {
    if (value.isNull()) {
      headers.remove(name.toLowerCase(Locale.ROOT));
    } else {
      headers.put(name.toLowerCase(Locale.ROOT), value.asText());
    }
  }

  /** Why the answer is not as expected; empty when it is. */
  private static Optional<String> miss(JsonNode expected, RawMessage answer) throws IOException {
    int status = expected.path("status").asInt(200);
    if (answer.status() != status) {
      return Optional.of("expected status " + status);
    }
    if (expected.has("ctype")
        && !answer.header("content-type").orElse("").equals(expected.get("ctype").asText())) {
      return Optional.of("expected type " + expected.get("ctype"));
    }
    if (expected.has("raw_b64")) {
      byte[] raw = Base64.getDecoder().decode(expected.get("raw_b64").asText());
      return java.util.Arrays.equals(raw, answer.body())
          ? Optional.empty()
          : Optional.of("expected other bytes");
    }
    if (expected.has("stream") || expected.has("stream_broken")) {
      return items(expected, JSON.readTree(answer.body()));
    }
    if (expected.has("rpc")) {
      JsonNode reply = JSON.readTree(answer.body());
      JsonNode request = JSON.readTree(reply.path("requestJson").asText("null"));
      return reply.path("rpc").equals(expected.get("rpc"))
              && alike(request, expected.get("request"))
          ? Optional.empty()
          : Optional.of("expected call " + expected);
    }
    for (String key : List.of("json", "subset")) {
      if (expected.has(key)) {
        JsonNode found = JSON.readTree(answer.body());
        JsonNode wanted = expected.get(key);
        boolean same = key.equals("json") ? alike(found, wanted) : contains(found, wanted);
        return same ? Optional.empty() : Optional.of("expected " + key + " " + wanted);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> items(JsonNode expected, JsonNode found) {
    boolean broken = expected.has("stream_broken");
    JsonNode texts = expected.get(broken ? "stream_broken" : "stream");
    if (found.size() != texts.size() + (broken ? 1 : 0)) {
      return Optional.of("expected " + texts.size() + " items");
    }
    for (int i = 0; i < texts.size(); i++) {
      if (!found.get(i).path("text").equals(texts.get(i))) {
        return Optional.of("expected item " + texts.get(i));
      }
    }
    return broken && !found.get(texts.size()).has("error")
        ? Optional.of("expected an error at the end")
        : Optional.empty();
  }

  private static boolean contains(JsonNode found, JsonNode wanted) {
    return wanted.propertyStream().allMatch(one -> alike(found.path(one.getKey()), one.getValue()));
  }

  /** Equal, with numbers compared as numbers. */
  private static boolean alike(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue()) == 0;
    }
    if (one.isObject() && other.isObject()) {
      return one.size() == other.size() && contains(one, other);
    }
    if (one.isArray() && other.isArray()) {
      boolean same = one.size() == other.size();
      for (int i = 0; same && i < one.size(); i++) {
        same = alike(one.get(i), other.get(i));
      }
      return same;
    }
    return one.equals(other);
  }
}
