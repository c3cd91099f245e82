package dev.drover.demo;

import static dev.drover.demo.Expectation.content;
import static dev.drover.demo.Expectation.grpc;
import static dev.drover.demo.Expectation.header;
import static dev.drover.demo.Expectation.length;
import static dev.drover.demo.Expectation.status;
import static dev.drover.demo.Expectation.statuses;

import dev.drover.demo.echo.SayRequest;
import dev.drover.demo.perf.StreamingFromServerRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/** Everything the demo shows; {@code conf/demo.json} makes it so. */
final class Calls {
  private static final String ECHO = EchoService.NAME + "/";
  private static final int STREAMED = 64 << 20;

  /** 64 messages of 1 MiB; gRPC's prefix, the field's tag and its length take 5 + 1 + 3 bytes. */
  private static final long STREAMED_AS_FRAMES = STREAMED + 64L * (5 + 1 + 3);

  private Calls() {}

  /** The calls in the order in which they are printed. */
  static List<Call> all() {
    return List.of(
        // HTTP
        Call.get("An order of the REST origin", "/orders/7", content("\"id\":7").and(status(200))),
        Call.get(
            "A page of orders, with links to those around it (RFC 8288)",
            "/orders?page=2&size=5",
            status(200).and(header("link", "</orders?page=3&size=5>; rel=\"next\""))),
        Call.get(
            "All pages as one stream, from an origin that wants to be asked slowly",
            "/reports/all?size=100",
            status(200)
                .and(header("content-type", "application/x-ndjson"))
                .and(content("{\"id\":1,"))
                .and(content("{\"id\":300,"))),
        Call.of(
                "A new order",
                HttpMethod.POST,
                "/orders",
                status(201).and(header("location", "/orders/301")))
            .with("content-type", "application/json")
            .sending(Content.text("{\"item\":\"saddle\",\"quantity\":2}")),
        Call.get(
            "Another path than the origin's, and a header in its answer",
            "/shop/orders/7",
            status(200).and(header("x-shop", "yes")).and(content("\"id\":7"))),
        Call.get(
                "HTTP/2 in front of an origin that is spoken to in HTTP/1.1",
                "/orders/8",
                status(200).and(content("\"id\":8")))
            .over(HttpVersion.HTTP_2),
        Call.get(
                "Server-Sent Events, each as it happens",
                "/events?count=3&ms=300",
                status(200).and(content("id: 3\n")))
            .showing(Call.View.STREAM),
        Call.get(
                "An origin that is overloaded two times of three",
                "/flaky",
                statuses(200, 429, 429))
            .repeated(3)
            .showing(Call.View.STATUS),
        Call.get(
                "A WebSocket handshake",
                "/ws",
                status(101).and(header("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")))
            .with("connection", "Upgrade")
            .with("upgrade", "websocket")
            .with("sec-websocket-version", "13")
            .with("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        // What the gateway answers by itself
        Call.get("A redirect", "/catalogue", status(308).and(header("location", "/orders"))),
        Call.get("A fixed answer", "/hello", status(200).and(content("Hello"))),
        Call.get(
            "A file",
            "/files/",
            status(200).and(header("content-type", "text/html")).and(content("itself"))),
        Call.get(
            "No route: problem details (RFC 9457)",
            "/nowhere",
            status(404).and(header("content-type", "application/problem+json"))),
        Call.of(
            "A method that the route does not take",
            HttpMethod.DELETE,
            "/orders/7",
            status(405).and(header("allow", "GET"))),
        Call.get("An origin that is slower than the route's timeout", "/slow?ms=2000", status(504)),
        // gRPC
        Call.grpc(
            "gRPC, unary: a message in, a message out, and the status in the trailers",
            ECHO + "Say",
            grpc(0).and(content("hello")),
            say("hello").build()),
        Call.grpc(
            "gRPC, server streaming: three messages, 200 ms apart",
            ECHO + "Repeat",
            grpc(0).and(content("moo")),
            say("moo").setTimes(3).setEveryMs(200).build()),
        Call.grpc(
            "gRPC, client streaming: two messages in, one out",
            ECHO + "Join",
            grpc(0).and(content("git along")),
            say("git").build(),
            say("along").build()),
        Call.grpc(
            "gRPC, both ways",
            ECHO + "Chat",
            grpc(0).and(content("yonder")),
            say("over").build(),
            say("yonder").build()),
        Call.grpc(
            "gRPC, a failure of the service: NOT_FOUND",
            ECHO + "Say",
            grpc(5),
            say("hello").setFailCode(5).build()),
        Call.grpc(
                "gRPC, a deadline that passes: DEADLINE_EXCEEDED",
                ECHO + "Repeat",
                grpc(4),
                say("late").setTimes(1).setEveryMs(5000).build())
            .with("grpc-timeout", "300m"),
        Call.grpc(
            "gRPC, no such method: UNIMPLEMENTED", ECHO + "Shout", grpc(12), say("hey").build()),
        Call.grpc(
                "gRPC, 64 MiB in one stream",
                PerfService.NAME + "/StreamingFromServer",
                grpc(0).and(length(STREAMED_AS_FRAMES)),
                StreamingFromServerRequest.newBuilder().setNumBytes(STREAMED).build())
            .showing(Call.View.LENGTH),
        // One answer from several services
        Call.get(
            "Four calls at once, of which one is slow and one fails",
            "/home/ada",
            status(200)
                .and(content("\"greeting\":\"Hello, ada\""))
                .and(content("\"advice\":{\"ms\":300}"))
                .and(content("\"offers\":null,\"errors\":[{\"call\":\"offers\",\"status\":404"))),
        // REST for the gRPC service, which the gateway knows by reflection only
        Call.get(
            "A gRPC method as REST: GET by google.api.http",
            "/v1/echo/hello",
            status(200).and(content("{\"text\":\"hello\",\"number\":1}"))),
        Call.of(
                "The same by POST, with JSON",
                HttpMethod.POST,
                "/v1/echo:say",
                status(200).and(content("\"text\":\"hello\"")))
            .with("content-type", "application/json")
            .sending(Content.text("{\"text\":\"hello\"}")),
        Call.get(
                "A server stream as lines of JSON, 200 ms apart",
                "/v1/echo/moo:repeat?times=3&every_ms=200",
                status(200).and(content("{\"text\":\"moo\",\"number\":3}\n")))
            .with("accept", "application/x-ndjson")
            .showing(Call.View.STREAM),
        Call.of(
                "A client stream from an array",
                HttpMethod.POST,
                "/v1/echo:join",
                status(200).and(content("\"text\":\"git along\"")))
            .with("content-type", "application/json")
            .sending(Content.text("[{\"text\":\"git\"},{\"text\":\"along\"}]")),
        Call.of(
                "A failure of the service as a google.rpc.Status",
                HttpMethod.POST,
                "/v1/echo:say",
                status(404).and(content("\"code\":5")))
            .with("content-type", "application/json")
            .sending(Content.text("{\"text\":\"hello\",\"failCode\":5}")),
        Call.get(
            "A parameter that no field is there for",
            "/v1/echo/hello?shout=1",
            status(400).and(content("shout"))),
        // The admin port
        Call.admin("Is it alive?", "/healthz", status(200)),
        Call.admin("Does it take new work?", "/readyz", status(200)),
        Call.admin(
            "Its metrics for Prometheus",
            "/metrics",
            status(200).and(content("http_server_request_duration_seconds"))),
        Call.admin("Its routes", "/routes", status(200).and(content("orders"))),
        Call.admin("Its configuration, secrets hidden", "/config", status(200)),
        Call.admin("What is in flight", "/exchanges", status(200)));
  }

  private static SayRequest.Builder say(String text) {
    return SayRequest.newBuilder().setText(text);
  }
}
