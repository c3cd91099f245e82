package dev.drover.upstream;

import io.vertx.core.Future;
import java.time.Duration;

/** gRPC calls that the gateway makes for itself: one message there, one back. */
@FunctionalInterface
public interface UnaryCalls {
  /**
   * Calls a method. One that streams gets one message and the end of the request, and must answer
   * with one message and the end.
   *
   * @param path {@code /package.Service/Method}
   * @param timeout how long it may take
   * @return the bytes of the message; or a {@link CallFailed} and nothing else. Completes within
   *     the timeout.
   */
  Future<byte[]> call(String path, byte[] message, Duration timeout);
}
