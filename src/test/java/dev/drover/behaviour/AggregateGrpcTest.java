package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.EchoService;
import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import dev.drover.testing.Deployed;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.TestGateway;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Plans that are gRPC methods, of gRPC calls, by a schema that is known only at run time. */
@ExtendWith(NoLeaks.class)
class AggregateGrpcTest {
  private static final String CONFIG =
      """
      {"listeners": [{"host": "127.0.0.1", "port": 0}],
       "accessLog": {"enabled": false},
       "schemas": {"echo": {"proto": ["src/main/proto/drover/demo/v1/echo.proto"]}},
       "upstreams": {"echo": {"protocol": "grpc", "endpoints": ["127.0.0.1:%d"]}},
       "routes": [
         {"id": "say", "match": {"path": "/drover.demo.v1.Echo/Say"}, "aggregate": {
           "grpc": "drover.demo.v1.Echo/Say",
           "calls": {
             "one": {"upstream": "echo", "call": "drover.demo.v1.Echo/Say",
                     "message": {"text": "=request.body.text",
                                 "failCode": "=has(request.body.failCode) ? request.body.failCode : 0"}},
             "two": {"upstream": "echo", "call": "drover.demo.v1.Echo/Say",
                     "message": {"text": "=one.body.text + one.body.text"}}},
           "answer": {"text": "=one.body.text + two.body.text", "number": 7}}},
         {"id": "repeat", "match": {"path": "/drover.demo.v1.Echo/Repeat"}, "aggregate": {
           "grpc": "drover.demo.v1.Echo/Repeat", "policy": "partial",
           "calls": {
             "all": {"upstream": "echo", "call": "drover.demo.v1.Echo/Say",
                     "foreach": {"in": "[0, 5, 0]", "as": "code"},
                     "message": {"text": "=request.body.text", "failCode": "=code"},
                     "part": {"text": "=result.body.text", "number": "=index"}}}}}]}
      """;

  private final EchoService origin = new EchoService(0);

  @RegisterExtension final Deployed deployed = Deployed.of(origin);

  private TestGateway gateway() {
    return TestGateway.start(CONFIG.formatted(origin.port()));
  }

  @Test
  void aPlanIsAUnaryMethod() throws Exception {
    HttpClient http = HttpClients.http1();
    try (TestGateway gateway = gateway();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      byte[] asked = SayRequest.newBuilder().setText("moo").build().toByteArray();
      SayReply reply = SayReply.parseFrom(calls.unary(EchoService.NAME + "/Say", asked));
      assertThat(reply.getText()).isEqualTo("moomoomoo");
      assertThat(reply.getNumber()).isEqualTo(7);

      String json = "{\"text\":\"git\"}";
      String url = gateway.url("/" + EchoService.NAME + "/Say");
      assertThat(HttpClients.post(http, url, json).body())
          .isEqualTo("{\"text\":\"gitgitgit\",\"number\":7}");
      assertThat(
              HttpClients.post(
                      http,
                      url,
                      json,
                      "content-type",
                      "application/json",
                      "connect-protocol-version",
                      "1")
                  .body())
          .isEqualTo("{\"text\":\"gitgitgit\",\"number\":7}");

      byte[] failing = SayRequest.newBuilder().setText("x").setFailCode(5).build().toByteArray();
      Status status = calls.status(EchoService.NAME + "/Say", failing);
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).contains("The call \"one\" has failed.", "NOT_FOUND");
    }
  }

  @Test
  void aPlanIsAServerStream() throws Exception {
    try (TestGateway gateway = gateway();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      byte[] asked = SayRequest.newBuilder().setText("moo").build().toByteArray();
      List<Integer> numbers = new ArrayList<>();
      Status end = Status.OK;
      try {
        var replies = calls.serverStream(EchoService.NAME + "/Repeat", asked, CallOptions.DEFAULT);
        while (replies.hasNext()) {
          numbers.add(SayReply.parseFrom(replies.next()).getNumber());
        }
      } catch (StatusRuntimeException thrown) {
        end = thrown.getStatus();
      }
      assertThat(numbers).containsExactly(0, 2);
      assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(end.getDescription()).isEqualTo("One call has failed.");
    }
  }
}
