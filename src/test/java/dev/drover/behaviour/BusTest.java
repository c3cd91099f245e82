package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.Collected;
import dev.drover.testing.Futures;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.TestGateway;
import dev.drover.upstream.bus.BusStream;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Addresses of the event bus behind routes, and upstreams behind addresses. */
@ExtendWith(NoLeaks.class)
class BusTest {
  private final TestGateway gateway =
      TestGateway.start(
          """
          {"listeners": [{"host": "127.0.0.1", "port": 0}],
           "accessLog": {"enabled": false},
           "upstreams": {
             "json": {"protocol": "bus", "address": "json", "body": "json",
                      "failures": {"7000": "already-exists"}, "timeout": "300ms"},
             "any": {"protocol": "bus", "address": "{path}", "allow": ["open.*"]},
             "calls": {"protocol": "bus", "address": "{service}", "allow": ["shop.*"],
                       "streams": ["shop.Stream/*"]},
             "self": {"protocol": "http", "endpoints": ["127.0.0.1:1"]}},
           "expose": {"drover.json": {"upstream": "json"}},
           "routes": [
             {"id": "json", "match": {"path": "/json"}, "relay": "json"},
             {"id": "grpc", "match": {"grpc": "*"}, "relay": "calls"},
             {"id": "any", "match": {"prefix": "/"}, "relay": "any"}]}
          """);
  private final HttpClient client = HttpClients.http1();
  private final GrpcCalls calls = GrpcCalls.to(gateway.port());

  @AfterEach
  void close() {
    calls.close();
    gateway.close();
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    return HttpClients.post(client, gateway.url(path), body, headers);
  }

  @Test
  void aRequestIsAMessageAndItsReplyTheAnswer() throws Exception {
    gateway
        .vertx()
        .eventBus()
        .<JsonObject>localConsumer(
            "json",
            message ->
                message.reply(
                    new JsonObject()
                        .put("hello", message.body().getString("name"))
                        .put("method", message.headers().get("http-method")),
                    new DeliveryOptions().addHeader("x-told", message.headers().get("x-asked"))));
    HttpResponse<String> answer = post("/json", "{\"name\":\"Ada\"}", "x-asked", "yes");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.headers().firstValue("x-told")).contains("yes");
    assertThat(answer.body()).isEqualTo("{\"hello\":\"Ada\",\"method\":\"POST\"}");
    assertThat(post("/json", "no json").statusCode()).isEqualTo(400);
  }

  @Test
  void failedRepliesAreMappedByTheTable() throws Exception {
    gateway
        .vertx()
        .eventBus()
        .<JsonObject>localConsumer(
            "json", message -> message.fail(message.body().getInteger("code"), "It is so."));
    HttpResponse<String> http = post("/json", "{\"code\":404}");
    assertThat(http.statusCode()).isEqualTo(404);
    assertThat(http.body()).isEqualTo("{\"code\":404,\"message\":\"It is so.\"}");
    assertThat(post("/json", "{\"code\":7}").statusCode()).isEqualTo(403);
    assertThat(post("/json", "{\"code\":7000}").statusCode()).isEqualTo(409);
    assertThat(post("/json", "{\"code\":12345}").statusCode()).isEqualTo(500);
  }

  @Test
  void nobodyThereAndNoReplyAreFailures() throws Exception {
    assertThat(post("/json", "{}").statusCode()).isEqualTo(503);
    gateway.vertx().eventBus().localConsumer("json", message -> {});
    assertThat(post("/json", "{}").statusCode()).isEqualTo(504);
  }

  @Test
  void onlyAddressesThatAreAllowedAreReached() throws Exception {
    gateway
        .vertx()
        .eventBus()
        .<Buffer>localConsumer("open.a", message -> message.reply(message.body()));
    gateway.vertx().eventBus().<Buffer>localConsumer("secret", message -> message.reply("leak"));
    assertThat(post("/open/a", "x").body()).isEqualTo("x");
    assertThat(post("/secret", "x").statusCode()).isEqualTo(403);
  }

  @Test
  void aGrpcCallIsAMessage() {
    gateway
        .vertx()
        .eventBus()
        .<Buffer>localConsumer(
            "shop.Echo",
            message -> {
              if (message.body().toString().equals("bad")) {
                message.fail(5, "No such thing.");
              } else {
                message.reply(message.body().copy().appendString("!"));
              }
            });
    assertThat(Bytes.text(calls.unary("shop.Echo/Say", Bytes.of("hello")))).isEqualTo("hello!");
    Status status = calls.status("shop.Echo/Say", Bytes.of("bad"), CallOptions.DEFAULT);
    assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(status.getDescription()).isEqualTo("No such thing.");
    assertThat(calls.status("shop.Nobody/Say", Bytes.of("x")).getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(
            calls
                .status(
                    "bank.Safe/Open",
                    Bytes.of("x"),
                    CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS))
                .getCode())
        .isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void streamsGoBothWays() {
    BusStream.serve(
        gateway.vertx(),
        "shop.Stream",
        false,
        (stream, headers) -> {
          stream.handler(item -> stream.write(item.copy().appendString("!")));
          stream.endHandler(nothing -> stream.end());
          stream.resume();
        });
    Collected answers = new Collected();
    StreamObserver<byte[]> asked = calls.bidi("shop.Stream/Chat", answers);
    for (int i = 0; i < 1000; i++) {
      asked.onNext(Bytes.of("m" + i));
    }
    asked.onCompleted();
    assertThat(answers.awaitStatus().getCode()).isEqualTo(Status.Code.OK);
    assertThat(answers.messages()).hasSize(1000);
    assertThat(Bytes.text(answers.messages().get(999))).isEqualTo("m999!");
  }

  @Test
  void aStreamThatFailsHasItsStatus() {
    BusStream.serve(
        gateway.vertx(),
        "shop.Stream",
        false,
        (stream, headers) -> {
          stream.write(Buffer.buffer("one"));
          stream.fail(9, "Not now.");
        });
    Collected answers = new Collected();
    StreamObserver<byte[]> asked = calls.bidi("shop.Stream/Chat", answers);
    asked.onNext(Bytes.of("x"));
    Status status = answers.awaitStatus();
    assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(status.getDescription()).isEqualTo("Not now.");
    assertThat(answers.messages()).hasSize(1);
  }

  @Test
  void aVerticleCallsAnUpstreamByItsAddress() throws Exception {
    gateway
        .vertx()
        .eventBus()
        .<JsonObject>localConsumer(
            "json",
            message ->
                message.reply(new JsonObject().put("path", message.headers().get("http-path"))));
    Future<Message<Buffer>> reply =
        gateway
            .vertx()
            .eventBus()
            .request(
                "drover.json",
                Buffer.buffer("{}"),
                new DeliveryOptions().addHeader("http-path", "/here"));
    Message<Buffer> message = Futures.await(reply);
    assertThat(message.body().toString()).isEqualTo("{\"path\":\"/here\"}");
    assertThat(message.headers().get("http-status")).isEqualTo("200");
  }
}
