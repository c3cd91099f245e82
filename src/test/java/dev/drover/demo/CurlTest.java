package dev.drover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.echo.SayRequest;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;

class CurlTest {
  private static final Address ADDRESS = new Address(8080, 9901);
  private static final Expectation ANY = Expectation.status(200);

  @Test
  void aPlainGetNeedsNoQuotes() {
    assertThat(Curl.command(Call.get("", "/orders/7", ANY), ADDRESS))
        .isEqualTo("curl -si http://localhost:8080/orders/7");
  }

  @Test
  void aQueryIsQuoted() {
    assertThat(Curl.command(Call.get("", "/orders?page=2&size=5", ANY), ADDRESS))
        .isEqualTo("curl -si 'http://localhost:8080/orders?page=2&size=5'");
  }

  @Test
  void contentImpliesThatItIsPosted() {
    Call call =
        Call.of("", HttpMethod.POST, "/orders", ANY)
            .with("content-type", "application/json")
            .sending(Content.text("{\"item\":\"bell\"}"));
    assertThat(Curl.command(call, ADDRESS))
        .isEqualTo(
            "curl -si -H 'content-type: application/json' -d '{\"item\":\"bell\"}'"
                + " http://localhost:8080/orders");
  }

  @Test
  void anotherMethodIsNamed() {
    assertThat(Curl.command(Call.of("", HttpMethod.DELETE, "/orders/7", ANY), ADDRESS))
        .isEqualTo("curl -si -X DELETE http://localhost:8080/orders/7");
  }

  @Test
  void grpcMessagesArePrintedIntoThePipeAsFrames() {
    Call call = Call.grpc("", "a.B/C", ANY, SayRequest.newBuilder().setText("it's 100%\\").build());
    assertThat(Curl.command(call, ADDRESS))
        .isEqualTo(
            "printf '\\000\\000\\000\\000\\014\\012\\012it\\047s 100\\045\\134' | curl -si"
                + " --http2-prior-knowledge -H 'content-type: application/grpc' -H 'te: trailers'"
                + " --data-binary @- http://localhost:8080/a.B/C | cat -v");
  }

  @Test
  void aSeriesIsALoopThatShowsTheStatuses() {
    Call call = Call.get("", "/flaky", ANY).repeated(3).showing(Call.View.STATUS);
    assertThat(Curl.command(call, ADDRESS))
        .isEqualTo(
            "for i in 1 2 3; do curl -so /dev/null -w '%{http_code}\\n'"
                + " http://localhost:8080/flaky; done");
  }

  @Test
  void theAdminPortIsItsOwn() {
    assertThat(Curl.command(Call.admin("", "/healthz", ANY), ADDRESS))
        .isEqualTo("curl -sN http://localhost:9901/healthz");
  }
}
