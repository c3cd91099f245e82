package dev.drover.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcCodeTest {
  @ParameterizedTest
  @EnumSource(GrpcCode.class)
  void numbersAndNamesAreThoseOfGrpc(GrpcCode code) {
    assertThat(Status.Code.valueOf(code.name()).value()).isEqualTo(code.number());
    assertThat(code.text()).isEqualTo(Integer.toString(code.number()));
    assertThat(GrpcCode.of(code.number())).isEqualTo(code);
    assertThat(GrpcCode.parse(code.text())).isEqualTo(code);
  }

  @Test
  void allCodesAreThere() {
    assertThat(GrpcCode.values()).hasSameSizeAs(Status.Code.values());
  }

  @ParameterizedTest
  @CsvSource({
    "OK, 200",
    "CANCELLED, 499",
    "UNKNOWN, 500",
    "INVALID_ARGUMENT, 400",
    "DEADLINE_EXCEEDED, 504",
    "NOT_FOUND, 404",
    "ALREADY_EXISTS, 409",
    "PERMISSION_DENIED, 403",
    "RESOURCE_EXHAUSTED, 429",
    "FAILED_PRECONDITION, 400",
    "ABORTED, 409",
    "OUT_OF_RANGE, 400",
    "UNIMPLEMENTED, 501",
    "INTERNAL, 500",
    "UNAVAILABLE, 503",
    "DATA_LOSS, 500",
    "UNAUTHENTICATED, 401"
  })
  void httpStatusIsThatOfGoogleRpcCode(GrpcCode code, int http) {
    assertThat(code.httpStatus()).isEqualTo(http);
  }

  @ParameterizedTest
  @CsvSource({
    "400, INTERNAL",
    "401, UNAUTHENTICATED",
    "403, PERMISSION_DENIED",
    "404, UNIMPLEMENTED",
    "429, UNAVAILABLE",
    "502, UNAVAILABLE",
    "503, UNAVAILABLE",
    "504, UNAVAILABLE",
    "200, UNKNOWN",
    "302, UNKNOWN",
    "405, UNKNOWN",
    "500, UNKNOWN"
  })
  void anHttpAnswerIsReadAsGrpcSays(int http, GrpcCode code) {
    assertThat(GrpcCode.fromHttpStatus(http)).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "17", "99", "-1", "+1", "1a", " 1", "100", "x", "٣"})
  void whatIsNoCodeIsUnknown(String text) {
    assertThat(GrpcCode.parse(text)).isEqualTo(GrpcCode.UNKNOWN);
  }

  @Test
  void aNumberOutsideTheTableIsUnknown() {
    assertThat(GrpcCode.of(-1)).isEqualTo(GrpcCode.UNKNOWN);
    assertThat(GrpcCode.of(17)).isEqualTo(GrpcCode.UNKNOWN);
  }
}
