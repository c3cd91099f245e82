package dev.drover.upstream;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.drover.schema.reflection.ErrorResponse;
import dev.drover.schema.reflection.ServerReflectionResponse;
import dev.drover.status.GrpcCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads all that a gRPC server tells of itself by server reflection (gRPC's server-reflection.md):
 * the files of its services and all that they import. Asks {@code v1}, or {@code v1alpha} where the
 * server answers UNIMPLEMENTED, and begins next time with the one that was answered. One question
 * is asked at a time, each by a call of its own.
 *
 * <p>Confined to the event loop of its calls.
 */
public final class ReflectionClient {
  /**
   * What a server may cost.
   *
   * @param services how many it may have
   * @param files how many they may need
   * @param bytes the sum of all files
   * @param timeout for all questions together
   */
  public record Limits(int services, int files, long bytes, Duration timeout) {
    /** Far above what servers have. */
    public static final Limits DEFAULT = new Limits(1000, 5000, 64 << 20, Duration.ofSeconds(10));
  }

  private static final List<String> PATHS =
      List.of(
          "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
          "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");

  private final UnaryCalls calls;
  private final LongSupplier clock;
  private final Limits limits;
  private int version;

  /**
   * @param clock the present, in nanoseconds
   */
  public ReflectionClient(UnaryCalls calls, LongSupplier clock, Limits limits) {
    this.calls = calls;
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * Reads the schema of the server: sorted by the names of files, so that the same state of a
   * server gives the same set. Services of reflection itself are left out, and so is a service or
   * an import whose file the server does not know: whoever links the files may know the import, and
   * whoever uses the service misses it.
   *
   * @return the set; or a {@link CallFailed} whose message is a sentence that says what was asked
   */
  public Future<FileDescriptorSet> read() {
    Reading reading = new Reading(clock.getAsLong() + limits.timeout().toNanos());
    reading.begin();
    return reading.promise.future();
  }

  /** One go through all of it. */
  private final class Reading {
    final Promise<FileDescriptorSet> promise = Promise.promise();
    private final ReflectedFiles files = new ReflectedFiles(limits);
    private final long deadline;

    Reading(long deadline) {
      this.deadline = deadline;
    }

    void begin() {
      ask(ReflectionQuestion.SERVICES)
          .recover(this::askOtherVersion)
          .onComplete(answer -> answered(ReflectionQuestion.SERVICES, answer));
    }

    private Future<ServerReflectionResponse> askOtherVersion(Throwable cause) {
      if (code(cause) != GrpcCode.UNIMPLEMENTED) {
        return Future.failedFuture(cause);
      }
      version = 1 - version;
      return ask(ReflectionQuestion.SERVICES);
    }

    private void next() {
      ReflectionQuestion question = files.next();
      if (question == null) {
        promise.complete(files.set());
      } else {
        ask(question).onComplete(answer -> answered(question, answer));
      }
    }

    private Future<ServerReflectionResponse> ask(ReflectionQuestion question) {
      long left = deadline - clock.getAsLong();
      return left <= 0
          ? Future.failedFuture(
              new CallFailed(
                  GrpcCode.DEADLINE_EXCEEDED,
                  "all questions together take longer than "
                      + limits.timeout().toMillis()
                      + " ms."))
          : calls
              .call(PATHS.get(version), question.request().toByteArray(), Duration.ofNanos(left))
              .map(bytes -> checked(question, bytes));
    }

    private void answered(
        ReflectionQuestion question, AsyncResult<ServerReflectionResponse> answer) {
      try {
        if (answer.succeeded()) {
          take(answer.result());
        } else if (question == ReflectionQuestion.SERVICES
            || code(answer.cause()) != GrpcCode.NOT_FOUND) {
          fail(question, answer.cause());
          return;
        }
      } catch (CallFailed broken) {
        fail(question, broken);
        return;
      }
      next();
    }

    private void take(ServerReflectionResponse answer) {
      if (answer.hasListServicesResponse()) {
        files.take(answer.getListServicesResponse());
      } else {
        files.take(answer.getFileDescriptorResponse());
      }
    }

    private void fail(ReflectionQuestion question, Throwable cause) {
      GrpcCode code = code(cause);
      promise.fail(
          code == null
              ? cause
              : new CallFailed(
                  code, "Asked for " + question.subject() + ": " + cause.getMessage()));
    }
  }

  private static @Nullable GrpcCode code(Throwable cause) {
    return cause instanceof CallFailed failed ? failed.code() : null;
  }

  private static ServerReflectionResponse checked(ReflectionQuestion question, byte[] bytes) {
    ServerReflectionResponse answer;
    try {
      answer = ServerReflectionResponse.parseFrom(bytes);
    } catch (InvalidProtocolBufferException broken) {
      throw new CallFailed(GrpcCode.INTERNAL, "the answer is no ServerReflectionResponse.");
    }
    if (answer.hasErrorResponse()) {
      ErrorResponse error = answer.getErrorResponse();
      GrpcCode code = GrpcCode.of(error.getErrorCode());
      throw new CallFailed(
          code == GrpcCode.OK ? GrpcCode.UNKNOWN : code,
          "the server answered " + code + ": " + error.getErrorMessage());
    }
    if (answer.getMessageResponseCase() != question.expected()) {
      throw new CallFailed(
          GrpcCode.INTERNAL,
          "the server answered with " + answer.getMessageResponseCase() + " instead.");
    }
    return answer;
  }
}
