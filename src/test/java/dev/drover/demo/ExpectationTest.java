package dev.drover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationTest {
  @Test
  void aWrongStatusIsNamed() {
    assertThat(Expectation.status(200).complaint(List.of(answer(502))))
        .hasValue("expected status 200, found 502");
  }

  @Test
  void theFirstOfSeveralComplaintsCounts() {
    Expectation both = Expectation.status(200).and(Expectation.content("moo"));
    assertThat(both.complaint(List.of(answer(502)))).hasValue("expected status 200, found 502");
    assertThat(both.complaint(List.of(answer(200)))).hasValue("expected moo in the content");
  }

  @Test
  void theOrderOfStatusesDoesNotMatter() {
    Expectation expectation = Expectation.statuses(200, 429, 429);
    assertThat(expectation.complaint(List.of(answer(429), answer(429), answer(200)))).isEmpty();
    assertThat(expectation.complaint(List.of(answer(429), answer(200), answer(200))))
        .hasValue("expected statuses [200, 429, 429], found [200, 200, 429]");
  }

  @Test
  void aGrpcStatusMayStandInHeadersOrTrailers() {
    assertThat(Expectation.grpc(5).complaint(List.of(grpc("5", "")))).isEmpty();
    assertThat(Expectation.grpc(5).complaint(List.of(grpc("", "5")))).isEmpty();
    assertThat(Expectation.grpc(0).complaint(List.of(grpc("", "5"))))
        .hasValue("expected gRPC status 0, found 5");
    assertThat(Expectation.grpc(0).complaint(List.of(answer(200))))
        .hasValue("expected gRPC status 0, found none");
  }

  private static Answer answer(int status) {
    MultiMap none = MultiMap.caseInsensitiveMultiMap();
    return new Answer(status, none, none, Buffer.buffer(), 0);
  }

  private static Answer grpc(String inHeaders, String inTrailers) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    MultiMap trailers = MultiMap.caseInsensitiveMultiMap();
    if (!inHeaders.isEmpty()) {
      headers.set("grpc-status", inHeaders);
    }
    if (!inTrailers.isEmpty()) {
      trailers.set("grpc-status", inTrailers);
    }
    return new Answer(200, headers, trailers, Buffer.buffer(), 0);
  }
}
