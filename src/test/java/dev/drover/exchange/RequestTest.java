package dev.drover.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/grpc",
        "application/grpc+proto",
        "application/grpc+json",
        "application/grpc;charset=utf-8",
        "Application/GRPC"
      })
  void thoseAreGrpc(String contentType) {
    assertThat(Request.isGrpc(contentType)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/grpc-web",
        "application/grpc-web+proto",
        "application/grpcfoo",
        "application/grp",
        "application/json",
        "text/plain; application/grpc",
        ""
      })
  void thoseAreNot(String contentType) {
    assertThat(Request.isGrpc(contentType)).isFalse();
  }

  @Test
  void noContentTypeIsNotGrpc() {
    assertThat(Request.isGrpc(null)).isFalse();
  }
}
