package dev.drover.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a call has ended, as its upstream says: {@code grpc-status}, {@code grpc-message} and {@code
 * grpc-status-details-bin}, of which the first has the last word (gRFC L44).
 *
 * @param code of {@code grpc-status}
 * @param status the same with message and details
 */
public record CallStatus(GrpcCode code, Status status) {
  private static final Logger LOG = LoggerFactory.getLogger(CallStatus.class);

  /** The status that stands in headers or trailers; null when there is none. */
  public static @Nullable CallStatus in(MultiMap fields) {
    String number = fields.get(GrpcStatus.STATUS);
    if (number == null) {
      return null;
    }
    GrpcCode code = GrpcCode.parse(number);
    String message = fields.get(GrpcStatus.MESSAGE);
    String text = message == null ? "" : GrpcStatus.decode(message);
    String encoded = fields.get(GrpcStatus.DETAILS);
    Status.Builder status = Status.newBuilder();
    if (encoded != null) {
      Status detailed = parse(encoded);
      if (detailed.getCode() != code.number()) {
        LOG.warn(
            "The upstream's grpc-status {} contradicts the code {} in grpc-status-details-bin; the"
                + " first one counts.",
            code.number(),
            detailed.getCode());
      }
      status.addAllDetails(detailed.getDetailsList());
      text = message == null ? detailed.getMessage() : text;
    }
    return new CallStatus(code, status.setCode(code.number()).setMessage(text).build());
  }

  /** A status that no upstream has sent. */
  public static CallStatus of(GrpcCode code, String message) {
    return new CallStatus(
        code, Status.newBuilder().setCode(code.number()).setMessage(message).build());
  }

  /** What a client is told of a failure. */
  public static CallStatus of(Failure failure) {
    GrpcCode code = failure.reason().grpc();
    return new CallStatus(
        code,
        Status.newBuilder()
            .setCode(code.number())
            .setMessage(failure.text())
            .addAllDetails(failure.details())
            .build());
  }

  /** Puts it into headers or trailers, as gRPC does. */
  public void write(MultiMap fields) {
    GrpcStatus.write(fields, code, status.getMessage(), status.getDetailsList());
  }

  private static Status parse(String encoded) {
    try {
      return Status.parseFrom(Base64.getDecoder().decode(encoded));
    } catch (InvalidProtocolBufferException | IllegalArgumentException malformed) {
      LOG.warn("The upstream's grpc-status-details-bin is no google.rpc.Status and is left out.");
      return Status.getDefaultInstance();
    }
  }

  public boolean ok() {
    return code == GrpcCode.OK;
  }

  /** When the upstream wants to be asked again, of a google.rpc.RetryInfo. */
  public Optional<Duration> retryAfter() {
    return status.getDetailsList().stream()
        .filter(detail -> detail.is(RetryInfo.class))
        .findFirst()
        .flatMap(
            detail -> {
              try {
                com.google.protobuf.Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
                return Optional.of(Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
              } catch (InvalidProtocolBufferException malformed) {
                return Optional.empty();
              }
            });
  }
}
